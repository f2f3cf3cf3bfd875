import fc from 'fast-check';
import t from 'tap';
import { type Caller, createBudget } from '../../src/zoom/budget.ts';
import { AskedToWait } from '../../src/zoom/failures.ts';

const CALLER: Caller = { accountId: 'account', userId: 'user', label: 'light', updates: false };

/** A budget on a clock that stands still until it is moved. */
function start(perSecond = 25) {
  let time = 1_000_000;
  const budget = createBudget({ perSecond: { light: perSecond, medium: perSecond }, now: () => time });
  const refusal = async (caller = CALLER): Promise<AskedToWait | undefined> => {
    try {
      // What only has to wait is waited for outside: here it is enough that it was not refused.
      await Promise.race([budget.turn(caller), new Promise((resolve) => setImmediate(resolve))]);
      return undefined;
    } catch (error) {
      if (error instanceof AskedToWait) return error;
      throw error;
    }
  };
  const pass = (ms: number) => {
    time += ms;
  };
  const asked = (code: AskedToWait['code'], retryAfter: number, caller = CALLER) =>
    budget.askedToWait(caller, new AskedToWait(code, { retryAfter }));
  return { budget, refusal, pass, asked };
}

t.test('a second’s worth goes at once', async (t) => {
  const { budget } = start(10);
  const began = performance.now();
  for (let call = 0; call < 10; call += 1) await budget.turn(CALLER);
  t.ok(performance.now() - began < 90);
});

t.test(
  'beyond it calls are spread, and who would wait more than 5 s is refused with when to come',
  async (t) => {
    const { refusal, pass } = start(10);
    for (let call = 0; call < 60; call += 1) t.equal(await refusal(), undefined, `call ${call}`);
    const refused = await refusal();
    t.match(refused, { code: 'zoom_rate_limited', members: { retryAfter: 6 } });
    pass(5_000);
    t.equal(await refusal(), undefined);
  },
);

t.test('a refused caller takes nobody’s turn', async (t) => {
  const { refusal, pass } = start(10);
  for (let call = 0; call < 200; call += 1) await refusal();
  pass(1_000);
  const after = [];
  for (let call = 0; call < 12; call += 1) after.push(await refusal());
  t.equal(after.filter((one) => one === undefined).length, 10);
});

t.test('accounts, and labels of one account, have budgets of their own', async (t) => {
  const { refusal } = start(1);
  for (let call = 0; call < 10; call += 1) await refusal();
  t.ok(await refusal());
  t.equal(await refusal({ ...CALLER, accountId: 'another' }), undefined);
  t.equal(await refusal({ ...CALLER, label: 'medium' }), undefined);
  t.ok(await refusal({ ...CALLER, userId: 'colleague' }), 'and users of one account share it');
});

t.test('a limit per second that Zoom states holds for the account and label until its time', async (t) => {
  const { refusal, pass, asked } = start();
  asked('zoom_rate_limited', 3);
  for (const userId of ['user', 'colleague']) {
    for (const updates of [false, true]) {
      t.match(await refusal({ ...CALLER, userId, updates }), {
        code: 'zoom_rate_limited',
        members: { retryAfter: 3 },
      });
    }
  }
  t.equal(await refusal({ ...CALLER, label: 'medium' }), undefined);
  pass(2_999);
  t.match(await refusal(), { members: { retryAfter: 1 } });
  pass(1);
  t.equal(await refusal(), undefined);
});

t.test('a failing Zoom that named a time is left alone as one that limits', async (t) => {
  const { refusal, pass, asked } = start();
  asked('zoom_unavailable', 60);
  t.match(await refusal(), { code: 'zoom_unavailable', members: { retryAfter: 60 } });
  pass(60_000);
  t.equal(await refusal(), undefined);
});

t.test('a daily limit on reads is the account’s for that label; one on updates the user’s', async (t) => {
  const { refusal, asked } = start();
  asked('zoom_daily_limit', 3_600);
  t.match(await refusal({ ...CALLER, userId: 'colleague' }), { code: 'zoom_daily_limit' });
  t.equal(await refusal({ ...CALLER, label: 'medium' }), undefined);

  const another = start();
  const update = { ...CALLER, updates: true };
  another.asked('zoom_daily_limit', 3_600, update);
  t.match(await another.refusal(update), { code: 'zoom_daily_limit' });
  t.equal(await another.refusal({ ...update, userId: 'colleague' }), undefined);
  t.equal(await another.refusal(), undefined);
});

t.test('a limit met before the account is known holds up nobody', async (t) => {
  const { refusal, asked } = start();
  const unknown = { ...CALLER, accountId: '', userId: '' };
  asked('zoom_daily_limit', 3_600, unknown);
  asked('zoom_rate_limited', 3_600, unknown);
  t.equal(await refusal(unknown), undefined);
});

t.test(
  'however callers come, an account gets no more than its rate and one second’s worth of burst',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(400), { minLength: 1, maxLength: 120 }), async (pauses) => {
        const perSecond = 5;
        let time = 0;
        const starts: number[] = [];
        const budget = createBudget({ perSecond: { light: perSecond, medium: perSecond }, now: () => time });
        const realSetTimeout = globalThis.setTimeout;
        // The wait that is asked for tells when the call would start.
        globalThis.setTimeout = ((run: () => void, ms: number) => {
          starts.push(time + ms);
          queueMicrotask(run);
          return 0;
        }) as unknown as typeof setTimeout;
        try {
          for (const pause of pauses) {
            time += pause;
            const known = starts.length;
            const isRefused = await budget.turn(CALLER).then(
              () => false,
              () => true,
            );
            if (!isRefused && starts.length === known) starts.push(time);
          }
        } finally {
          globalThis.setTimeout = realSetTimeout;
        }
        starts.sort((one, other) => one - other);
        return starts.every((start, index) => {
          const later = starts[index + perSecond * 2];
          return later === undefined || later - start >= 999;
        });
      }),
      { numRuns: 1_000 },
    );
    t.pass();
  },
);
