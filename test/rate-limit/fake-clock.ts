import type { Clock } from '../../src/zoom/rate-limit/clock.ts';

/** A clock that only `pass` advances. Timers run at their time. */
export interface FakeClock extends Clock {
  pass(ms: number): Promise<void>;
}

export function createFakeClock(start = 1_000_000): FakeClock {
  let time = start;
  const timers = new Set<{ at: number; run: () => void }>();
  const flush = () => new Promise((resolve) => setImmediate(resolve));

  return {
    now: () => time,
    after(ms, run) {
      const timer = { at: time + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      const until = time + ms;
      await flush();
      for (;;) {
        const [next] = [...timers].sort((one, other) => one.at - other.at);
        if (next === undefined || next.at > until) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.run();
        await flush();
      }
      time = until;
    },
  };
}
