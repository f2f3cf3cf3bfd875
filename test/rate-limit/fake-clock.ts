import type { Clock } from '../../src/zoom/rate-limit/clock.ts';

/** A clock that stands still until it is moved; what was to run meanwhile runs at its time. */
export interface StillClock extends Clock {
  pass(ms: number): Promise<void>;
}

export function createStillClock(start = 1_000_000): StillClock {
  let time = start;
  const timers = new Set<{ at: number; run: () => void }>();
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  return {
    now: () => time,
    after(ms, run) {
      const timer = { at: time + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      const until = time + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].sort((one, other) => one.at - other.at);
        if (next === undefined || next.at > until) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.run();
        await settle();
      }
      time = until;
    },
  };
}
