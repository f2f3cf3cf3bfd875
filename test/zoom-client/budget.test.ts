import t from 'tap';
import { createBudget } from '../../src/zoom/budget.ts';
import { AskedToWait } from '../../src/zoom/failures.ts';
import { createLocalLimits } from '../../src/zoom/local-limits.ts';
import type { SharedLimits } from '../../src/zoom/shared-limits.ts';
import { CALLER, createCallers, mostInASecond, startsOf } from '../rate-limits/callers.ts';
import { createStillClock } from '../rate-limits/still-clock.ts';

/** Budgets of several processes, on a clock that stands still until it is moved. */
function start(perSecond = 25, given?: SharedLimits) {
  const clock = createStillClock();
  const limits = given ?? createLocalLimits(clock);
  const process = () => createBudget({ perSecond: { light: perSecond, medium: perSecond }, limits, clock });
  const budget = process();
  const callers = createCallers(clock);
  const refusal = async (caller = CALLER, of = budget) => {
    const outcome = callers.call(of, caller);
    await clock.pass(0);
    return outcome.refusal;
  };
  const asked = (code: AskedToWait['code'], retryAfter: number, caller = CALLER) =>
    budget.askedToWait(caller, new AskedToWait(code, { retryAfter }));
  return { budget, process, clock, callers, refusal, asked };
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
  t.ok(mostInASecond(startsOf(outcomes)) <= 20);
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
  const { budget, callers, clock, refusal } = start(10);
  const outcomes = callers.calls(budget, 60);
  await clock.pass(0);
  const refused = outcomes.filter(({ refusedAt }) => refusedAt !== undefined);
  t.ok(refused.length > 0 && refused.length <= 12);
  t.ok(refused.every(({ refusedAt, cameAt }) => refusedAt === cameAt));
  t.match(await refusal(), { code: 'zoom_rate_limited', members: { retryAfter: 6 } });
  await clock.pass(5_000);
  t.equal(startsOf(outcomes).length, outcomes.length - refused.length);
  t.equal(await refusal(), undefined);
});

t.test('who has waited 5 s in spite of that is refused then', async (t) => {
  const clock = createStillClock();
  const never: SharedLimits = {
    ...createLocalLimits(clock),
    take: async () => ({ count: 0, firstMs: 1_500, spacingMs: 40, earlyMs: 0, quietMs: 0 }),
  };
  const budget = createBudget({ perSecond: { light: 25, medium: 25 }, limits: never, clock });
  const { call } = createCallers(clock);
  const [waits, bulk] = [call(budget), call(budget, { priority: 'bulk' })];
  await clock.pass(4_999);
  t.equal(waits.refusal, undefined);
  await clock.pass(1);
  t.match(waits.refusal, { code: 'zoom_rate_limited' });
  await clock.pass(60_000);
  t.equal(bulk.refusal, undefined, 'bulk work waits on');
});

t.test('accounts, and labels of one account, have budgets of their own', async (t) => {
  const { refusal } = start(1);
  for (let call = 0; call < 10; call += 1) await refusal();
  t.ok(await refusal());
  t.equal(await refusal({ ...CALLER, accountId: 'another' }), undefined);
  t.equal(await refusal({ ...CALLER, label: 'medium' }), undefined);
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
  const { refusal, clock, asked, process } = start();
  await asked('zoom_rate_limited', 3);
  const another = process();
  for (const of of [undefined, another]) {
    for (const userId of ['user', 'colleague']) {
      for (const updates of [false, true]) {
        t.match(await refusal({ ...CALLER, userId, updates }, of), {
          code: 'zoom_rate_limited',
          members: { retryAfter: 3 },
        });
      }
    }
  }
  t.equal(await refusal({ ...CALLER, label: 'medium' }), undefined);
  await clock.pass(2_999);
  t.match(await refusal(), { members: { retryAfter: 1 } });
  await clock.pass(1);
  t.equal(await refusal(), undefined);
});

t.test('who waits already is refused when Zoom names a time; bulk work waits for it', async (t) => {
  const { budget, callers, clock, asked } = start(10);
  const people = callers.calls(budget, 20);
  const bulk = callers.call(budget, { priority: 'bulk' });
  await clock.pass(0);
  const started = startsOf(people).length;
  await asked('zoom_rate_limited', 9);
  await clock.pass(0);
  t.equal(people.filter(({ refusal }) => refusal?.members.retryAfter === 9).length, 20 - started);
  await clock.pass(8_999);
  t.equal(startsOf(people).length, started);
  t.equal(bulk.startedAt, undefined);
  await clock.pass(200);
  t.ok(bulk.startedAt !== undefined);
});

t.test('bulk work does not wait here for a time that is far away', async (t) => {
  const { refusal, asked } = start();
  await asked('zoom_rate_limited', 11);
  t.match(await refusal({ ...CALLER, priority: 'bulk' }), {
    code: 'zoom_rate_limited',
    members: { retryAfter: 11 },
  });
});

t.test('a failing Zoom that named a time is left alone as one that limits', async (t) => {
  const { refusal, clock, asked } = start();
  await asked('zoom_unavailable', 60);
  t.match(await refusal(), { code: 'zoom_unavailable', status: 503, members: { retryAfter: 60 } });
  await clock.pass(60_000);
  t.equal(await refusal(), undefined);
});

t.test('a daily limit on reads is the account’s for that label; one on updates the user’s', async (t) => {
  const { refusal, asked } = start();
  await asked('zoom_daily_limit', 3_600);
  t.match(await refusal({ ...CALLER, userId: 'colleague' }), { code: 'zoom_daily_limit' });
  t.match(await refusal({ ...CALLER, updates: true }), { code: 'zoom_daily_limit' });
  t.equal(await refusal({ ...CALLER, label: 'medium' }), undefined);

  const another = start();
  const update = { ...CALLER, updates: true };
  await another.asked('zoom_daily_limit', 3_600, update);
  for (const process of [undefined, another.process()]) {
    t.match(await another.refusal(update, process), { code: 'zoom_daily_limit' });
    t.equal(await another.refusal({ ...update, userId: 'colleague' }, process), undefined);
    t.equal(await another.refusal(CALLER, process), undefined);
  }
});

t.test('a shorter time does not lift a longer one', async (t) => {
  const { refusal, clock, asked, process } = start();
  await asked('zoom_daily_limit', 3_600);
  await asked('zoom_rate_limited', 1);
  await clock.pass(2_000);
  for (const of of [undefined, process()]) t.match(await refusal(CALLER, of), { code: 'zoom_daily_limit' });
});

t.test('a limit met before the account is known holds up nobody', async (t) => {
  const { refusal, asked } = start();
  const unknown = { ...CALLER, accountId: '', userId: '' };
  await asked('zoom_daily_limit', 3_600, unknown);
  await asked('zoom_rate_limited', 3_600, unknown);
  t.equal(await refusal(unknown), undefined);
});

t.test(
  'told that it is too fast, the account is called more slowly, and faster again with time',
  async (t) => {
    const { budget, clock, callers, asked } = start(20);
    const rate = async () => {
      const outcomes = callers.calls(budget, 60, { priority: 'bulk' });
      await clock.pass(10_000);
      const starts = startsOf(outcomes);
      return (59 * 1_000) / (Number(starts.at(-1)) - Number(starts[0]));
    };
    const before = await rate();
    // Calls that were under way together are refused together, which counts once.
    for (let call = 0; call < 5; call += 1) await asked('zoom_rate_limited', 1);
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
  const { budget, clock, callers, asked } = start(1);
  for (let second = 0; second < 10; second += 1) {
    await asked('zoom_rate_limited', 1);
    await clock.pass(1_100);
  }
  const outcomes = callers.calls(budget, 4, { priority: 'bulk' });
  await clock.pass(4_400);
  t.ok(startsOf(outcomes).length >= 4);
});
