import fc from 'fast-check';
import t from 'tap';
import type { RateLimitBackend } from '../../src/zoom/rate-limit/backend.ts';
import type { Clock } from '../../src/zoom/rate-limit/clock.ts';
import type { Priority } from '../../src/zoom/rate-limit/gcra.ts';
import { createRateLimiter } from '../../src/zoom/rate-limit/rate-limiter.ts';
import { createCallers, maxInASecond, startsOf } from './callers.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createMemoryBackend } from './memory-backend.ts';

/** Several processes that share one backend. Each call to it has this latency. */
function start(perSecond: number, processes: number, latencyMs = 0) {
  const clock = createFakeClock();
  const limits = withLatency(createMemoryBackend(clock), clock, latencyMs);
  const limiters = Array.from({ length: processes }, () =>
    createRateLimiter({ perSecond: { light: perSecond, medium: perSecond }, limits, clock }),
  );
  return { clock, limiters, ...createCallers(clock) };
}

function withLatency(limits: RateLimitBackend, clock: FakeClock, ms: number): RateLimitBackend {
  const wait = () => new Promise<void>((resolve) => void clock.after(ms / 2, resolve));
  return {
    async update(limit, change) {
      await wait();
      const result = await limits.update(limit, change);
      await wait();
      return result;
    },
  };
}

const arrivals = fc.array(
  fc.record({
    pauseMs: fc.oneof(fc.constant(0), fc.nat(60), fc.nat(900), fc.nat(3_000)),
    process: fc.nat(2),
    userId: fc.constantFrom('ada', 'bea', 'cem'),
    priority: fc.constantFrom<Priority>('interactive', 'bulk'),
    calls: fc.integer({ min: 1, max: 25 }),
  }),
  { minLength: 1, maxLength: 25 },
);
const settings = fc.record({
  perSecond: fc.constantFrom(1, 2, 4, 15, 25, 30, 80),
  latencyMs: fc.constantFrom(0, 1, 10, 40),
});

t.test(
  'no second has more calls than the rate, whenever and in which process the calls arrive',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(arrivals, settings, async (steps, { perSecond, latencyMs }) => {
        const { clock, limiters, outcomes, calls } = start(perSecond, 3, latencyMs);
        for (const { pauseMs, process, calls: count, ...caller } of steps) {
          await clock.pass(pauseMs);
          calls(limiters[process] as (typeof limiters)[0], count, caller);
        }
        await clock.pass(2_000);
        return maxInASecond(startsOf(outcomes)) <= perSecond;
      }),
      { numRuns: 300 },
    );
    t.pass();
  },
);

t.test('no call is lost: all start, or are rejected within 5 s', async (t) => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings, async (steps, { perSecond, latencyMs }) => {
      const { clock, limiters, outcomes, calls } = start(perSecond, 3, latencyMs);
      for (const { pauseMs, process, calls: count, ...caller } of steps) {
        await clock.pass(pauseMs);
        calls(limiters[process] as (typeof limiters)[0], count, caller);
      }
      const minimumMs = (outcomes.length / (perSecond * 0.95)) * 1_000;
      await clock.pass(minimumMs * 1.2 + 6_000);
      return outcomes.every(({ caller, arrivedAt, startedAt, rejectedAt }) => {
        const end = startedAt ?? rejectedAt;
        return end !== undefined && (caller.priority === 'bulk' || end - arrivedAt <= 5_000);
      });
    }),
    { numRuns: 300 },
  );
  t.pass();
});

t.test('the rate is used in full, by one process and by three', async (t) => {
  for (const perSecond of [1, 4, 25, 80]) {
    for (const processes of [1, 3]) {
      for (const latencyMs of [0, 20]) {
        const { clock, limiters, outcomes, calls } = start(perSecond, processes, latencyMs);
        const each = Math.ceil((perSecond * 10) / processes);
        for (const limiter of limiters) calls(limiter, each, { priority: 'bulk' });
        await clock.pass(30_000);
        const starts = startsOf(outcomes);
        t.equal(starts.length, each * processes);
        const rate = ((starts.length - 1) * 1_000) / (Number(starts.at(-1)) - Number(starts[0]));
        t.ok(rate >= 0.93 * perSecond, `${rate} of ${perSecond} a second`);
      }
    }
  }
});

t.test('users get the same share, in one process and in different processes', async (t) => {
  const { clock, limiters, calls } = start(25, 2, 2);
  const [first, second] = limiters as [(typeof limiters)[0], (typeof limiters)[0]];
  const waiting = [
    calls(first, 45, { userId: 'ada' }),
    calls(first, 45, { userId: 'bea' }),
    calls(second, 45, { userId: 'cem' }),
  ];
  await clock.pass(3_000);
  const given = waiting.map((outcomes) => startsOf(outcomes).length);
  t.ok(Math.max(...given) - Math.min(...given) <= 6, `${given}`);
  t.ok(Math.min(...given) >= 18, `${given}`);
});

t.test('interactive calls overtake bulk work', async (t) => {
  const { clock, limiters, calls, call } = start(25, 2, 2);
  const [here, there] = limiters as [(typeof limiters)[0], (typeof limiters)[0]];
  const bulk = [...calls(here, 200, { priority: 'bulk' }), ...calls(there, 200, { priority: 'bulk' })];

  await t.test('within a fraction of a second', async (t) => {
    for (const limiter of [here, there]) {
      await clock.pass(1_000);
      const one = call(limiter);
      await clock.pass(300);
      t.ok(Number(one.startedAt) - one.arrivedAt <= 250);
    }
  });

  await t.test('and bulk work gets no permits while they wait, in this process or another', async (t) => {
    await clock.pass(1_000);
    const interactive = calls(here, 60);
    await clock.pass(300);
    const before = startsOf(bulk).length;
    await clock.pass(1_200);
    t.ok(startsOf(interactive).length >= 30, `${startsOf(interactive).length}`);
    t.equal(startsOf(bulk).length, before);
    await clock.pass(3_000);
    t.equal(startsOf(interactive).length, 60);
    t.ok(startsOf(bulk).length > before);
  });
});

t.test('a process that was too busy to use its permits in time drops them', async (t) => {
  const clock = createFakeClock();
  const stall = { from: clock.now() + 1_000, to: clock.now() + 1_400 };
  /** Timers that are due during the stall run at its end. */
  const busy: Clock = {
    now: clock.now,
    after(ms, run) {
      const at = clock.now() + ms;
      return clock.after(at > stall.from && at < stall.to ? stall.to - clock.now() : ms, run);
    },
  };
  const limits = createMemoryBackend(clock);
  const limiter = createRateLimiter({ perSecond: { light: 25, medium: 25 }, limits, clock: busy });
  const { outcomes, calls } = createCallers(clock);
  calls(limiter, 100);
  await clock.pass(6_000);
  t.ok(maxInASecond(startsOf(outcomes)) <= 25, `${maxInASecond(startsOf(outcomes))}`);
  t.ok(startsOf(outcomes).length >= 85);
});
