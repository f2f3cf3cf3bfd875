import t from 'tap';
import type { RateLimitBackend } from '../../src/zoom/rate-limit/backend.ts';
import { createRateLimiter } from '../../src/zoom/rate-limit/rate-limiter.ts';
import { RateLimitedError } from '../../src/zoom/response-errors.ts';
import { CALLER, createCallers, maxInASecond, startsOf } from './callers.ts';
import { createFakeClock } from './fake-clock.ts';
import { createMemoryBackend } from './memory-backend.ts';

/** Rate limiters of several processes, with a fake clock. */
function start(perSecond = 25, given?: RateLimitBackend) {
  const clock = createFakeClock();
  const limits = given ?? createMemoryBackend(clock);
  const process = () =>
    createRateLimiter({ perSecond: { light: perSecond, medium: perSecond }, limits, clock });
  const limiter = process();
  const callers = createCallers(clock);
  const rejection = async (caller = CALLER, callee = limiter) => {
    const outcome = callers.call(callee, caller);
    await clock.pass(0);
    return outcome.rejection;
  };
  const report = (code: RateLimitedError['code'], retryAfter: number, caller = CALLER) =>
    limiter.reportRateLimited(caller, new RateLimitedError(code, { retryAfter }));
  return { limiter, process, clock, callers, rejection, report };
}

t.test('after idle time, the calls of half a second start immediately, and later calls wait', async (t) => {
  const { limiter, callers, clock } = start(20);
  const outcomes = callers.calls(limiter, 30);
  await clock.pass(0);
  t.equal(startsOf(outcomes).length, 10);
  await clock.pass(520);
  t.ok(startsOf(outcomes).length <= 11);
  await clock.pass(1_100);
  t.equal(startsOf(outcomes).length, 30);
  t.ok(maxInASecond(startsOf(outcomes)) <= 20);
});

t.test('serial calls start immediately, like concurrent ones', async (t) => {
  const { limiter, callers, clock } = start(20);
  const outcomes = [];
  for (let call = 0; call < 10; call += 1) {
    outcomes.push(callers.call(limiter));
    await clock.pass(5);
  }
  t.ok(outcomes.every(({ arrivedAt, startedAt }) => startedAt === arrivedAt));
});

t.test(
  'a call that would wait more than 5 s fails immediately with a retryAfter, and uses no permit',
  async (t) => {
    const { limiter, callers, clock, rejection } = start(10);
    const outcomes = callers.calls(limiter, 60);
    await clock.pass(0);
    const rejected = outcomes.filter(({ rejectedAt }) => rejectedAt !== undefined);
    t.ok(rejected.length > 0 && rejected.length <= 12);
    t.ok(rejected.every(({ rejectedAt, arrivedAt }) => rejectedAt === arrivedAt));
    t.match(await rejection(), { code: 'zoom_rate_limited', members: { retryAfter: 6 } });
    await clock.pass(5_000);
    t.equal(startsOf(outcomes).length, outcomes.length - rejected.length);
    t.equal(await rejection(), undefined);
  },
);

t.test('a call that has waited 5 s without a permit fails', async (t) => {
  const clock = createFakeClock();
  const never: RateLimitBackend = {
    update: async (_limit, change) => change({ slotMs: 1_500 })[1],
  };
  const limiter = createRateLimiter({ perSecond: { light: 25, medium: 25 }, limits: never, clock });
  const { call } = createCallers(clock);
  const [waiting, bulk] = [call(limiter), call(limiter, { priority: 'bulk' })];
  await clock.pass(4_999);
  t.equal(waiting.rejection, undefined);
  await clock.pass(1);
  t.match(waiting.rejection, { code: 'zoom_rate_limited' });
  await clock.pass(60_000);
  t.equal(bulk.rejection, undefined, 'bulk work keeps waiting');
});

t.test('each account, and each label of an account, has its own limit', async (t) => {
  const { rejection } = start(1);
  for (let call = 0; call < 10; call += 1) await rejection();
  t.ok(await rejection());
  t.equal(await rejection({ ...CALLER, accountId: 'another' }), undefined);
  t.equal(await rejection({ ...CALLER, label: 'medium' }), undefined);
});

t.test('a user with one call does not wait for all calls of another user', async (t) => {
  const { limiter, callers, clock } = start(10);
  callers.calls(limiter, 40);
  await clock.pass(1_000);
  const single = callers.call(limiter, { userId: 'colleague' });
  await clock.pass(500);
  t.ok(single.startedAt !== undefined);
});

t.test('a limit per second that Zoom reports applies to the account and label until its end', async (t) => {
  const { rejection, clock, report, process } = start();
  await report('zoom_rate_limited', 3);
  const another = process();
  for (const other of [undefined, another]) {
    for (const userId of ['user', 'colleague']) {
      for (const updates of [false, true]) {
        t.match(await rejection({ ...CALLER, userId, updates }, other), {
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

t.test('waiting calls fail when Zoom requests a cooldown; bulk work waits for its end', async (t) => {
  const { limiter, callers, clock, report } = start(10);
  const interactive = callers.calls(limiter, 20);
  const bulk = callers.call(limiter, { priority: 'bulk' });
  await clock.pass(0);
  const started = startsOf(interactive).length;
  await report('zoom_rate_limited', 9);
  await clock.pass(0);
  t.equal(interactive.filter(({ rejection }) => rejection?.members.retryAfter === 9).length, 20 - started);
  await clock.pass(8_999);
  t.equal(startsOf(interactive).length, started);
  t.equal(bulk.startedAt, undefined);
  await clock.pass(200);
  t.ok(bulk.startedAt !== undefined);
});

t.test('bulk work fails in a long cooldown', async (t) => {
  const { rejection, report } = start();
  await report('zoom_rate_limited', 11);
  t.match(await rejection({ ...CALLER, priority: 'bulk' }), {
    code: 'zoom_rate_limited',
    members: { retryAfter: 11 },
  });
});

t.test('a server error with a retryAfter starts a cooldown too', async (t) => {
  const { rejection, clock, report } = start();
  await report('zoom_unavailable', 60);
  t.match(await rejection(), { code: 'zoom_unavailable', status: 503, members: { retryAfter: 60 } });
  await clock.pass(60_000);
  t.equal(await rejection(), undefined);
});

t.test('a daily limit on reads applies to the account and label, one on updates to the user', async (t) => {
  const { rejection, report } = start();
  await report('zoom_daily_limit', 3_600);
  t.match(await rejection({ ...CALLER, userId: 'colleague' }), { code: 'zoom_daily_limit' });
  t.match(await rejection({ ...CALLER, updates: true }), { code: 'zoom_daily_limit' });
  t.equal(await rejection({ ...CALLER, label: 'medium' }), undefined);

  const another = start();
  const update = { ...CALLER, updates: true };
  await another.report('zoom_daily_limit', 3_600, update);
  for (const process of [undefined, another.process()]) {
    t.match(await another.rejection(update, process), { code: 'zoom_daily_limit' });
    t.equal(await another.rejection({ ...update, userId: 'colleague' }, process), undefined);
    t.equal(await another.rejection(CALLER, process), undefined);
  }
});

t.test('a shorter cooldown does not end a longer one', async (t) => {
  const { rejection, clock, report, process } = start();
  await report('zoom_daily_limit', 3_600);
  await report('zoom_rate_limited', 1);
  await clock.pass(2_000);
  for (const other of [undefined, process()])
    t.match(await rejection(CALLER, other), { code: 'zoom_daily_limit' });
});

t.test('a limit that is reached before the account is known does not affect other users', async (t) => {
  const { rejection, report } = start();
  const unknown = { ...CALLER, accountId: '', userId: '' };
  await report('zoom_daily_limit', 3_600, unknown);
  await report('zoom_rate_limited', 3_600, unknown);
  t.equal(await rejection(unknown), undefined);
});

t.test('after a rejection for too many calls the rate is lower, and recovers with time', async (t) => {
  const { limiter, clock, callers, report } = start(20);
  const rate = async () => {
    const outcomes = callers.calls(limiter, 60, { priority: 'bulk' });
    await clock.pass(10_000);
    const starts = startsOf(outcomes);
    return (59 * 1_000) / (Number(starts.at(-1)) - Number(starts[0]));
  };
  const before = await rate();
  // Concurrent calls are rejected together, which lowers the rate once.
  for (let call = 0; call < 5; call += 1) await report('zoom_rate_limited', 1);
  await clock.pass(1_000);
  const slowed = await rate();
  await clock.pass(20_000);
  const after = await rate();
  t.ok(Math.abs(before - 19) < 1, `${before}`);
  t.ok(slowed > 0.68 * before && slowed < 0.85 * before, `${slowed}`);
  t.ok(Math.abs(after - before) < 0.5, `${after}`);
});

t.test('the rate does not fall below one per second', async (t) => {
  const { limiter, clock, callers, report } = start(1);
  for (let second = 0; second < 10; second += 1) {
    await report('zoom_rate_limited', 1);
    await clock.pass(1_100);
  }
  const outcomes = callers.calls(limiter, 4, { priority: 'bulk' });
  await clock.pass(4_400);
  t.ok(startsOf(outcomes).length >= 4);
});

t.test('permits are reserved in blocks', async (t) => {
  const clock = createFakeClock();
  const limits = createMemoryBackend(clock);
  let updates = 0;
  const counted: RateLimitBackend = {
    update(limit, change) {
      updates += 1;
      return limits.update(limit, change);
    },
  };
  const limiter = createRateLimiter({ perSecond: { light: 20, medium: 20 }, limits: counted, clock });
  const { calls } = createCallers(clock);
  const burst = calls(limiter, 10);
  await clock.pass(0);
  t.equal(startsOf(burst).length, 10);
  t.equal(updates, 2, 'one for the first call, one for those that arrived in the meantime');

  await clock.pass(1_000);
  updates = 0;
  const waiting = ['ada', 'bea', 'cem', 'dov'].flatMap((userId) => calls(limiter, 10, { userId }));
  await clock.pass(4_000);
  t.equal(startsOf(waiting).length, 40);
  t.ok(updates <= 12, `${updates} updates for 40 calls of four users`);
});

for (const failure of ['fails', 'hangs'] as const) {
  t.test(`while the shared state ${failure}, a process limits its own calls`, async (t) => {
    const clock = createFakeClock();
    const limits = createMemoryBackend(clock);
    let isAvailable = true;
    const given: RateLimitBackend = {
      update(limit, change) {
        if (isAvailable) return limits.update(limit, change);
        return failure === 'fails' ? Promise.reject(new Error('unavailable')) : new Promise(() => {});
      },
    };
    const limiter = createRateLimiter({ perSecond: { light: 20, medium: 20 }, limits: given, clock });
    const { calls } = createCallers(clock);
    const before = calls(limiter, 10);
    await clock.pass(0);
    isAvailable = false;
    const bulk = calls(limiter, 40, { userId: 'ada', priority: 'bulk' });
    const [bea, cem] = ['bea', 'cem'].map((userId) => calls(limiter, 15, { userId }));
    await clock.pass(1_600);
    t.ok(startsOf([...(bea ?? []), ...(cem ?? [])]).length >= 15, 'calls continue');
    t.ok(Math.abs(startsOf(bea ?? []).length - startsOf(cem ?? []).length) <= 1, 'users get equal shares');
    t.equal(startsOf(bulk).length, 0, 'interactive calls come first');
    await clock.pass(5_000);
    t.equal(startsOf(bulk).length, 40);
    t.ok(maxInASecond(startsOf([...before, ...bulk, ...(bea ?? []), ...(cem ?? [])])) <= 20);
  });
}
