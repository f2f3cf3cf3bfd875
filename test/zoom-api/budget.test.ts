import t from 'tap';
import type { RateLimitBackend } from '../../src/zoom/rate-limit/backend.ts';
import { createMemoryBackend } from '../../src/zoom/rate-limit/memory-backend.ts';
import { createRateLimiter } from '../../src/zoom/rate-limit/rate-limiter.ts';
import { RateLimitedError } from '../../src/zoom/response-errors.ts';
import { CALLER, createCallers, maxInASecond, startsOf } from '../rate-limit/callers.ts';
import { createStillClock } from '../rate-limit/fake-clock.ts';

/** Budgets of several processes, on a clock that stands still until it is moved. */
function start(perSecond = 25, given?: RateLimitBackend) {
  const clock = createStillClock();
  const limits = given ?? createMemoryBackend(clock);
  const process = () =>
    createRateLimiter({ perSecond: { light: perSecond, medium: perSecond }, limits, clock });
  const budget = process();
  const callers = createCallers(clock);
  const rejection = async (caller = CALLER, of = budget) => {
    const outcome = callers.call(of, caller);
    await clock.pass(0);
    return outcome.rejection;
  };
  const requested = (code: RateLimitedError['code'], retryAfter: number, caller = CALLER) =>
    budget.reportRateLimited(caller, new RateLimitedError(code, { retryAfter }));
  return { budget, process, clock, callers, rejection, requested };
}

t.test('what half a second allows goes at once after silence, and is waited for afterwards', async (t) => {
  const { budget, callers, clock } = start(20);
  const outcomes = callers.calls(budget, 30);
  await clock.pass(0);
  t.equal(startsOf(outcomes).length, 10);
  await clock.pass(520);
  t.ok(startsOf(outcomes).length <= 11);
  await clock.pass(1_100);
  t.equal(startsOf(outcomes).length, 30);
  t.ok(maxInASecond(startsOf(outcomes)) <= 20);
});

t.test('calls one after the other go at once as those that come together', async (t) => {
  const { budget, callers, clock } = start(20);
  const outcomes = [];
  for (let call = 0; call < 10; call += 1) {
    outcomes.push(callers.call(budget));
    await clock.pass(5);
  }
  t.ok(outcomes.every(({ cameAt, startedAt }) => startedAt === cameAt));
});

t.test('who would wait more than 5 s is refused at once with when to come, and takes no turn', async (t) => {
  const { budget, callers, clock, rejection } = start(10);
  const outcomes = callers.calls(budget, 60);
  await clock.pass(0);
  const rejected = outcomes.filter(({ rejectedAt }) => rejectedAt !== undefined);
  t.ok(rejected.length > 0 && rejected.length <= 12);
  t.ok(rejected.every(({ rejectedAt, cameAt }) => rejectedAt === cameAt));
  t.match(await rejection(), { code: 'zoom_rate_limited', members: { retryAfter: 6 } });
  await clock.pass(5_000);
  t.equal(startsOf(outcomes).length, outcomes.length - rejected.length);
  t.equal(await rejection(), undefined);
});

t.test('who has waited 5 s in spite of that is refused then', async (t) => {
  const clock = createStillClock();
  const never: RateLimitBackend = {
    ...createMemoryBackend(clock),
    take: async () => ({ count: 0, firstMs: 1_500, intervalMs: 40, burstMs: 0, idleMs: 0 }),
  };
  const budget = createRateLimiter({ perSecond: { light: 25, medium: 25 }, limits: never, clock });
  const { call } = createCallers(clock);
  const [waits, bulk] = [call(budget), call(budget, { priority: 'bulk' })];
  await clock.pass(4_999);
  t.equal(waits.rejection, undefined);
  await clock.pass(1);
  t.match(waits.rejection, { code: 'zoom_rate_limited' });
  await clock.pass(60_000);
  t.equal(bulk.rejection, undefined, 'bulk work waits on');
});

t.test('accounts, and labels of one account, have budgets of their own', async (t) => {
  const { rejection } = start(1);
  for (let call = 0; call < 10; call += 1) await rejection();
  t.ok(await rejection());
  t.equal(await rejection({ ...CALLER, accountId: 'another' }), undefined);
  t.equal(await rejection({ ...CALLER, label: 'medium' }), undefined);
});

t.test('a user with one call does not wait behind all of another’s', async (t) => {
  const { budget, callers, clock } = start(10);
  callers.calls(budget, 40);
  await clock.pass(1_000);
  const single = callers.call(budget, { userId: 'colleague' });
  await clock.pass(500);
  t.ok(single.startedAt !== undefined);
});

t.test('a limit per second that Zoom states holds for the account and label until its time', async (t) => {
  const { rejection, clock, requested, process } = start();
  await requested('zoom_rate_limited', 3);
  const another = process();
  for (const of of [undefined, another]) {
    for (const userId of ['user', 'colleague']) {
      for (const updates of [false, true]) {
        t.match(await rejection({ ...CALLER, userId, updates }, of), {
          code: 'zoom_rate_limited',
          members: { retryAfter: 3 },
        });
      }
    }
  }
  t.equal(await rejection({ ...CALLER, label: 'medium' }), undefined);
  await clock.pass(2_999);
  t.match(await rejection(), { members: { retryAfter: 1 } });
  await clock.pass(1);
  t.equal(await rejection(), undefined);
});

t.test('who waits already is refused when Zoom names a time; bulk work waits for it', async (t) => {
  const { budget, callers, clock, requested } = start(10);
  const people = callers.calls(budget, 20);
  const bulk = callers.call(budget, { priority: 'bulk' });
  await clock.pass(0);
  const started = startsOf(people).length;
  await requested('zoom_rate_limited', 9);
  await clock.pass(0);
  t.equal(people.filter(({ rejection }) => rejection?.members.retryAfter === 9).length, 20 - started);
  await clock.pass(8_999);
  t.equal(startsOf(people).length, started);
  t.equal(bulk.startedAt, undefined);
  await clock.pass(200);
  t.ok(bulk.startedAt !== undefined);
});

t.test('bulk work does not wait here for a time that is far away', async (t) => {
  const { rejection, requested } = start();
  await requested('zoom_rate_limited', 11);
  t.match(await rejection({ ...CALLER, priority: 'bulk' }), {
    code: 'zoom_rate_limited',
    members: { retryAfter: 11 },
  });
});

t.test('a failing Zoom that named a time is left alone as one that limits', async (t) => {
  const { rejection, clock, requested } = start();
  await requested('zoom_unavailable', 60);
  t.match(await rejection(), { code: 'zoom_unavailable', status: 503, members: { retryAfter: 60 } });
  await clock.pass(60_000);
  t.equal(await rejection(), undefined);
});

t.test('a daily limit on reads is the account’s for that label; one on updates the user’s', async (t) => {
  const { rejection, requested } = start();
  await requested('zoom_daily_limit', 3_600);
  t.match(await rejection({ ...CALLER, userId: 'colleague' }), { code: 'zoom_daily_limit' });
  t.match(await rejection({ ...CALLER, updates: true }), { code: 'zoom_daily_limit' });
  t.equal(await rejection({ ...CALLER, label: 'medium' }), undefined);

  const another = start();
  const update = { ...CALLER, updates: true };
  await another.requested('zoom_daily_limit', 3_600, update);
  for (const process of [undefined, another.process()]) {
    t.match(await another.rejection(update, process), { code: 'zoom_daily_limit' });
    t.equal(await another.rejection({ ...update, userId: 'colleague' }, process), undefined);
    t.equal(await another.rejection(CALLER, process), undefined);
  }
});

t.test('a shorter time does not lift a longer one', async (t) => {
  const { rejection, clock, requested, process } = start();
  await requested('zoom_daily_limit', 3_600);
  await requested('zoom_rate_limited', 1);
  await clock.pass(2_000);
  for (const of of [undefined, process()]) t.match(await rejection(CALLER, of), { code: 'zoom_daily_limit' });
});

t.test('a limit met before the account is known holds up nobody', async (t) => {
  const { rejection, requested } = start();
  const unknown = { ...CALLER, accountId: '', userId: '' };
  await requested('zoom_daily_limit', 3_600, unknown);
  await requested('zoom_rate_limited', 3_600, unknown);
  t.equal(await rejection(unknown), undefined);
});

t.test(
  'told that it is too fast, the account is called more slowly, and faster again with time',
  async (t) => {
    const { budget, clock, callers, requested } = start(20);
    const rate = async () => {
      const outcomes = callers.calls(budget, 60, { priority: 'bulk' });
      await clock.pass(10_000);
      const starts = startsOf(outcomes);
      return (59 * 1_000) / (Number(starts.at(-1)) - Number(starts[0]));
    };
    const before = await rate();
    // Calls that were under way together are refused together, which counts once.
    for (let call = 0; call < 5; call += 1) await requested('zoom_rate_limited', 1);
    await clock.pass(1_000);
    const slowed = await rate();
    await clock.pass(20_000);
    const after = await rate();
    t.ok(Math.abs(before - 19) < 1, `${before}`);
    t.ok(slowed > 0.68 * before && slowed < 0.85 * before, `${slowed}`);
    t.ok(Math.abs(after - before) < 0.5, `${after}`);
  },
);

t.test('a rate of one a second does not become less', async (t) => {
  const { budget, clock, callers, requested } = start(1);
  for (let second = 0; second < 10; second += 1) {
    await requested('zoom_rate_limited', 1);
    await clock.pass(1_100);
  }
  const outcomes = callers.calls(budget, 4, { priority: 'bulk' });
  await clock.pass(4_400);
  t.ok(startsOf(outcomes).length >= 4);
});
