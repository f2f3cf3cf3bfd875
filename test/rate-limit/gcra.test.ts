import fc from 'fast-check';
import t from 'tap';
import type { Priority, RateLimitBackend } from '../../src/zoom/rate-limit/backend.ts';
import type { Clock } from '../../src/zoom/rate-limit/clock.ts';
import { createMemoryBackend } from '../../src/zoom/rate-limit/memory-backend.ts';
import { createRateLimiter } from '../../src/zoom/rate-limit/rate-limiter.ts';
import { createCallers, maxInASecond, startsOf } from './callers.ts';
import { createStillClock, type StillClock } from './fake-clock.ts';

/** Several processes that share one line, each statement to which takes a while, there and back. */
function start(perSecond: number, processes: number, latencyMs = 0) {
  const clock = createStillClock();
  const limits = slowly(createMemoryBackend(clock), clock, latencyMs);
  const budgets = Array.from({ length: processes }, () =>
    createRateLimiter({ perSecond: { light: perSecond, medium: perSecond }, limits, clock }),
  );
  return { clock, budgets, ...createCallers(clock) };
}

function slowly(limits: RateLimitBackend, clock: StillClock, ms: number): RateLimitBackend {
  const wait = () => new Promise<void>((resolve) => void clock.after(ms / 2, resolve));
  return {
    ...limits,
    async take(limit, request) {
      await wait();
      const permits = await limits.take(limit, request);
      await wait();
      return permits;
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

t.test('however calls come, to whichever process, no second has more of them than the rate', async (t) => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings, async (steps, { perSecond, latencyMs }) => {
      const { clock, budgets, outcomes, calls } = start(perSecond, 3, latencyMs);
      for (const { pauseMs, process, calls: count, ...caller } of steps) {
        await clock.pass(pauseMs);
        calls(budgets[process] as (typeof budgets)[0], count, caller);
      }
      await clock.pass(2_000);
      return maxInASecond(startsOf(outcomes)) <= perSecond;
    }),
    { numRuns: 300 },
  );
  t.pass();
});

t.test('no call is forgotten: all start, or are refused within 5 s', async (t) => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings, async (steps, { perSecond, latencyMs }) => {
      const { clock, budgets, outcomes, calls } = start(perSecond, 3, latencyMs);
      for (const { pauseMs, process, calls: count, ...caller } of steps) {
        await clock.pass(pauseMs);
        calls(budgets[process] as (typeof budgets)[0], count, caller);
      }
      const worth = (outcomes.length / (perSecond * 0.95)) * 1_000;
      await clock.pass(worth * 1.2 + 6_000);
      return outcomes.every(({ caller, cameAt, startedAt, rejectedAt }) => {
        const end = startedAt ?? rejectedAt;
        return end !== undefined && (caller.priority === 'bulk' || end - cameAt <= 5_000);
      });
    }),
    { numRuns: 300 },
  );
  t.pass();
});

t.test('the rate is used: work for ten seconds takes ten seconds, in one process or in three', async (t) => {
  for (const perSecond of [1, 4, 25, 80]) {
    for (const processes of [1, 3]) {
      for (const latencyMs of [0, 20]) {
        const { clock, budgets, outcomes, calls } = start(perSecond, processes, latencyMs);
        const each = Math.ceil((perSecond * 10) / processes);
        for (const budget of budgets) calls(budget, each, { priority: 'bulk' });
        await clock.pass(30_000);
        const starts = startsOf(outcomes);
        t.equal(starts.length, each * processes);
        const rate = ((starts.length - 1) * 1_000) / (Number(starts.at(-1)) - Number(starts[0]));
        t.ok(rate >= 0.93 * perSecond, `${rate} of ${perSecond} a second`);
      }
    }
  }
});

t.test('users get the same share, also those of different processes', async (t) => {
  const { clock, budgets, calls } = start(25, 2, 2);
  const [first, second] = budgets as [(typeof budgets)[0], (typeof budgets)[0]];
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

t.test('bulk work lets interactive calls pass', async (t) => {
  const { clock, budgets, calls, call } = start(25, 2, 2);
  const [here, there] = budgets as [(typeof budgets)[0], (typeof budgets)[0]];
  const bulk = [...calls(here, 200, { priority: 'bulk' }), ...calls(there, 200, { priority: 'bulk' })];

  await t.test('within a fraction of a second', async (t) => {
    for (const budget of [here, there]) {
      await clock.pass(1_000);
      const one = call(budget);
      await clock.pass(300);
      t.ok(Number(one.startedAt) - one.cameAt <= 250);
    }
  });

  await t.test('and gets nothing as long as more of them wait, in this process or another', async (t) => {
    await clock.pass(1_000);
    const people = calls(here, 60);
    await clock.pass(300);
    const before = startsOf(bulk).length;
    await clock.pass(1_200);
    t.ok(startsOf(people).length >= 30, `${startsOf(people).length}`);
    t.equal(startsOf(bulk).length, before);
    await clock.pass(3_000);
    t.equal(startsOf(people).length, 60);
    t.ok(startsOf(bulk).length > before);
  });
});

t.test('a process that was too busy to use its turns in time does not make up for them', async (t) => {
  const clock = createStillClock();
  const stall = { from: clock.now() + 1_000, to: clock.now() + 1_400 };
  /** What is due during the stall happens at its end. */
  const busy: Clock = {
    now: clock.now,
    after(ms, run) {
      const at = clock.now() + ms;
      return clock.after(at > stall.from && at < stall.to ? stall.to - clock.now() : ms, run);
    },
  };
  const limits = createMemoryBackend(clock);
  const budget = createRateLimiter({ perSecond: { light: 25, medium: 25 }, limits, clock: busy });
  const { outcomes, calls } = createCallers(clock);
  calls(budget, 100);
  await clock.pass(6_000);
  t.ok(maxInASecond(startsOf(outcomes)) <= 25, `${maxInASecond(startsOf(outcomes))}`);
  t.ok(startsOf(outcomes).length >= 85);
});
