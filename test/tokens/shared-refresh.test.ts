import t, { type Test } from 'tap';
import type { Invalidations } from '../../src/database/invalidation.ts';
import { createRefresh } from '../../src/tokens/refresh.ts';
import { createTokenReader } from '../../src/tokens/token-reader.ts';
import { AccessTokenRejected } from '../../src/zoom/response-errors.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { issued, startTokenDatabase, travel, USER } from '../helpers/token-module.ts';

const { start, connect, change, erase, state } = await startTokenDatabase(t);
t.beforeEach(async () => {
  await erase();
  await connect('0');
});

const OTHER_PROCESS = '00000000-0000-4000-8000-000000000001';
const HELD = `lease_owner = '${OTHER_PROCESS}', lease_until = now() + interval '30 seconds'`;
const RELEASED = 'lease_owner = null, lease_until = null';

/** A call that Zoom rejects always. */
const rejected = async () => {
  throw new AccessTokenRejected();
};

/** A process whose refresh waits at Zoom until `release` is called. It has cached the tokens. */
async function startHeld() {
  const latch = createLatch();
  const instance = start({
    async respond(_token, attempt) {
      await latch.until;
      return issued(String(attempt));
    },
  });
  await instance.use();
  return { ...instance, release: latch.release, atZoom: () => eventually(() => instance.sent.length > 0) };
}

t.test('concurrent callers of one process share one refresh, and later ones start another', async (t) => {
  const { tokens, sent, atZoom, release } = await startHeld();
  const [first, second] = [tokens.refreshNow(USER), tokens.refreshNow(USER)];
  await atZoom();
  const third = tokens.refreshNow(USER);
  release();
  await Promise.all([first, second, third]);
  t.same(sent, ['refresh-0']);
  await tokens.refreshNow(USER);
  t.same(sent, ['refresh-0', 'refresh-1']);
});

t.test('callers share the error of a refresh too, and a later one starts another', async (t) => {
  const { tokens, use, sent } = start({ respond: () => ({ outcome: 'misconfigured' }) });
  await use();
  const results = await Promise.allSettled([tokens.refreshNow(USER), tokens.refreshNow(USER)]);
  t.match(results, [
    { status: 'rejected', reason: { code: 'app_misconfigured' } },
    { status: 'rejected', reason: { code: 'app_misconfigured' } },
  ]);
  t.equal(sent.length, 1);
  await t.rejects(tokens.refreshNow(USER));
  t.equal(sent.length, 2);
});

t.test('a caller whose token was rejected joins a refresh in progress', async (t) => {
  const { tokens, use, sent, atZoom, release } = await startHeld();
  const refreshing = tokens.refreshNow(USER);
  await atZoom();
  const used: string[] = [];
  const calling = tokens.use(USER, async ({ accessToken }) => {
    if (used.push(accessToken.reveal()) === 1) throw new AccessTokenRejected();
  });
  t.ok(await eventually(() => used.length === 1));
  release();
  await Promise.all([refreshing, calling]);
  t.same(used, ['access-0', 'access-1']);
  t.equal(sent.length, 1);
  t.equal(await use(), 'access-1');
});

t.test('the limit on forced refreshes does not apply to a caller whose token has expired', async (t) => {
  const { moduleOptions, tokens, installations, sent } = start();
  await t.rejects(tokens.use(USER, rejected));
  t.equal(sent.length, 1);
  const refresh = createRefresh({ ...moduleOptions, reader: createTokenReader(moduleOptions) });
  const installation = await installations.get(USER);
  const generation = BigInt((await state()).generation);
  const forced = [1, 2].map(() => refresh(installation, generation, { isForced: true }));
  const [ordinary, another] = [refresh(installation, generation), refresh(installation, generation)];
  for (const each of forced) await t.rejects(each, { code: 'zoom_unavailable' });
  t.equal((await ordinary).accessToken.reveal(), 'access-2');
  t.equal((await another).accessToken.reveal(), 'access-2');
  t.equal(sent.length, 2);
});

t.test('if another process has replaced the tokens, no request is made', async (t) => {
  const [slow, other] = [start(), start()];
  t.equal(await slow.use(), 'access-0');
  await other.tokens.refreshNow(USER);
  t.equal(await slow.use(), 'access-0', 'it has not received the invalidation yet');
  await slow.tokens.refreshNow(USER);
  t.same(slow.sent, []);
  t.equal(await slow.use(), 'access-1');
});

t.test('if another process has ended the connection, no request is made', async (t) => {
  const [slow, other] = [start(), start()];
  await slow.use();
  await other.installations.requireReconnect(USER, BigInt((await state()).generation));
  await t.rejects(slow.tokens.refreshNow(USER), { code: 'reconnect_required' });
  t.same(slow.sent, []);
});

t.test('a forced refresh of another process counts for the limit, too', async (t) => {
  const [one, other] = [start(), start()];
  await t.rejects(one.tokens.use(USER, rejected));
  await t.rejects(other.tokens.use(USER, rejected), { code: 'zoom_unavailable' });
  t.same([one.sent.length, other.sent.length], [1, 0]);
});

t.test('the lease is held while Zoom is called', async (t) => {
  const { tokens, instanceId, atZoom, release } = await startHeld();
  const refreshing = tokens.refreshNow(USER);
  await atZoom();
  const { generation, ...during } = await state();
  t.match(during, { leaseOwner: instanceId, intent: generation });
  release();
  await refreshing;
  t.match(await state(), { leaseOwner: null });
});

/** A process that waits for the lease of another one. Its waits end only when `wake` is called. */
async function startWaiting(t: Test) {
  const waits: { userId: string; ms: number }[] = [];
  let wake = () => {};
  const invalidations: Invalidations = {
    next(userId, ms) {
      waits.push({ userId, ms });
      return new Promise((resolve) => {
        wake = () => resolve(true);
      });
    },
  };
  const instance = start({ invalidations });
  await change(HELD);
  const refreshing = instance.tokens.refreshNow(USER);
  refreshing.catch(() => undefined);
  const advance = travel(t);
  await eventually(() => waits.length > 0, { everyMs: 1 });
  return { ...instance, refreshing, waits, advance, wake: () => wake() };
}

t.test('a process waits for the lease of another one, and for messages about the user', async (t) => {
  const { random } = Math;
  Math.random = () => 1;
  t.teardown(() => {
    Math.random = random;
  });
  const { refreshing, waits, sent, wake } = await startWaiting(t);
  for (let attempt = 2; attempt <= 6; attempt += 1)
    t.ok(await wakeUntil(wake, () => waits.length >= attempt));
  t.same(sent, []);
  t.ok(waits.every(({ userId }) => userId === USER));
  t.same(
    waits.slice(0, 5).map(({ ms }) => ms),
    [50, 100, 200, 320, 320],
    'it checks the lease at least three times per second',
  );
  await change(RELEASED);
  t.ok(await wakeUntil(wake, () => sent.length === 1));
  await refreshing;
});

t.test('it gives up after twelve seconds, and starts no refresh', async (t) => {
  const { refreshing, waits, sent, wake, advance } = await startWaiting(t);
  advance(11_000);
  const { length } = waits;
  t.ok(await wakeUntil(wake, () => waits.length > length), 'it still waits');
  advance(1_000);
  let isEnded = false;
  const ended = t.rejects(refreshing, { code: 'temporarily_unavailable' }).finally(() => {
    isEnded = true;
  });
  t.ok(await wakeUntil(wake, () => isEnded));
  await ended;
  t.same(sent, []);
  t.match(await state(), { leaseOwner: OTHER_PROCESS });
});

/** Ends the waits until the condition holds. */
function wakeUntil(wake: () => void, condition: () => boolean): Promise<boolean> {
  return eventually(
    () => {
      if (condition()) return true;
      wake();
      return condition();
    },
    { everyMs: 1 },
  );
}

t.test('waitUntilIdle resolves when no refresh is in progress', async (t) => {
  const { tokens, atZoom, release } = await startHeld();
  await tokens.waitUntilIdle();
  let isIdle = false;
  const refreshing = tokens.refreshNow(USER);
  await atZoom();
  const idle = tokens.waitUntilIdle().then(() => {
    isIdle = true;
  });
  await new Promise(setImmediate);
  t.notOk(isIdle);
  release();
  await Promise.all([refreshing, idle]);
  const failing = start({ respond: () => ({ outcome: 'misconfigured' }) });
  const failed = failing.tokens.refreshNow(USER).catch(() => 'failed');
  await failing.tokens.waitUntilIdle();
  t.equal(await failed, 'failed');
});

t.test('a caller waits ten and a half seconds at most, and the refresh continues', async (t) => {
  const timers = recordTimers(t, 10_500);
  const { tokens, use, atZoom, release } = await startHeld();
  const refreshing = tokens.refreshNow(USER);
  await atZoom();
  t.equal(timers.started.length, 1);
  timers.started[0]?.();
  await t.rejects(refreshing, { code: 'zoom_timeout' });
  release();
  await tokens.waitUntilIdle();
  t.equal(await use(), 'access-1');
  t.equal(timers.cleared(), 1, 'the timer does not keep the process alive');
});

/** Timers of this duration never end on their own. */
function recordTimers(t: Test, durationMs: number) {
  const { setTimeout, clearTimeout } = globalThis;
  const started: (() => void)[] = [];
  const handles = new Set<unknown>();
  let cleared = 0;
  const record = (fn: () => void, ms?: number, ...rest: unknown[]) => {
    if (ms !== durationMs) return setTimeout(fn, ms, ...rest);
    started.push(fn);
    const handle = setTimeout(() => {}, 0);
    handles.add(handle);
    return handle;
  };
  globalThis.setTimeout = Object.assign(record, setTimeout) as typeof setTimeout;
  globalThis.clearTimeout = (handle) => {
    if (handles.delete(handle)) cleared += 1;
    clearTimeout(handle);
  };
  t.teardown(() => Object.assign(globalThis, { setTimeout, clearTimeout }));
  return { started, cleared: () => cleared };
}
