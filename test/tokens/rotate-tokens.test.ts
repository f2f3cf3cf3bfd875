import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Database } from '../../src/database/client.ts';
import { Problem } from '../../src/problem.ts';
import { AccessTokenRejected } from '../../src/zoom/response-errors.ts';
import { issued, startTokenDatabase, travel, USER } from '../helpers/token-module.ts';

const { start, connect, change, erase, state } = await startTokenDatabase(t);
t.beforeEach(async () => {
  await erase();
  await connect('0');
});

const UNKNOWN = { outcome: 'unknown', timedOut: false } as const;
const unchanged = (retryAfter?: number, open?: Problem) =>
  ({ outcome: 'unchanged', retryAfter, open }) as const;
const OTHER_PROCESS = '00000000-0000-4000-8000-000000000001';

/** Refreshes by force, and returns the access token with which the call was repeated. */
function force({ tokens }: ReturnType<typeof start>): Promise<string> {
  const used: string[] = [];
  return tokens.use(USER, async ({ accessToken }) => {
    if (used.push(accessToken.reveal()) === 1) throw new AccessTokenRejected();
    return accessToken.reveal();
  });
}

t.test('rotated tokens are stored as the next generation, and can be read by any process', async (t) => {
  const instance = start();
  const before = BigInt((await state()).generation);
  await instance.tokens.refreshNow(USER);
  t.match(await state(), { generation: String(before + 1n), leaseOwner: null, intent: null });
  t.same(instance.outcomes, ['refreshed']);
  t.same(instance.invalidated, [USER], 'the other processes are notified');
  t.same(instance.log, []);
  t.equal(await start().use(), 'access-1');
  await start().tokens.refreshNow(USER);
  t.equal((await state()).generation, String(before + 2n));
});

t.test('the process that refreshed uses the new tokens immediately, until they expire', async (t) => {
  const instance = start({ respond: (_token, attempt) => issued(String(attempt), { expiresIn: 700 }) });
  t.equal(await force(instance), 'access-1');
  t.equal(await instance.use(), 'access-1');
  const advance = travel(t);
  advance(690_000);
  t.equal(await instance.use(), 'access-2');
});

t.test('the tokens of a forced refresh are marked, until Zoom accepts them', async (t) => {
  const { tokens } = start();
  const call = async () => {
    throw new AccessTokenRejected();
  };
  await t.rejects(tokens.use(USER, call));
  t.match(await state(), { isForced: true });
  await tokens.refreshNow(USER);
  t.match(await state(), { isForced: false }, 'another refresh is not marked');
});

t.test('a response without a refresh token keeps the previous one', async (t) => {
  const { tokens, sent } = start({
    respond: (_token, attempt) => issued(String(attempt), { refreshToken: null }),
  });
  await tokens.refreshNow(USER);
  await tokens.refreshNow(USER);
  t.same(sent, ['refresh-0', 'refresh-0']);
});

t.test('a new refresh token replaces the previous one', async (t) => {
  const { tokens, sent } = start();
  await tokens.refreshNow(USER);
  await tokens.refreshNow(USER);
  t.same(sent, ['refresh-0', 'refresh-1']);
});

t.test('if the other processes can’t be notified, the refresh still succeeds', async (t) => {
  const instance = start({ invalidateUser: () => Promise.reject(new Error('unreachable')) });
  t.equal(await force(instance), 'access-1');
});

t.test('an authorization during the refresh is kept, and its tokens are used', async (t) => {
  const instance = start({
    async respond() {
      await connect('again');
      return issued('late');
    },
  });
  t.equal(await force(instance), 'access-again');
  t.same(instance.revoked, []);
  t.equal(await start().use(), 'access-again');
});

t.test('tokens of a user who was erased during the refresh are revoked', async (t) => {
  const { tokens, revoked } = start({
    async respond() {
      await erase();
      return issued('late');
    },
  });
  await t.rejects(tokens.refreshNow(USER), { code: 'not_signed_in' });
  t.same(revoked, ['access-late']);
});

t.test('a dead grant ends the connection, and is logged without its user', async (t) => {
  const { tokens, outcomes, log } = start({ respond: () => ({ outcome: 'dead' }) });
  await t.rejects(tokens.refreshNow(USER), { code: 'reconnect_required' });
  t.match(await state(), { status: 'reconnect_required', leaseOwner: null, intent: null });
  t.same(outcomes, ['dead']);
  t.same(log, [{ outcome: 'dead' }]);
});

t.test('if the user authorized again during the refresh, a dead grant ends nothing', async (t) => {
  const instance = start({
    async respond() {
      await connect('again');
      return { outcome: 'dead' };
    },
  });
  t.equal(await force(instance), 'access-again');
  t.match(await state(), { status: 'connected' });
});

t.test('rejected client credentials do not affect the connection', async (t) => {
  const { tokens, log } = start({ respond: () => ({ outcome: 'misconfigured' }) });
  await t.rejects(tokens.refreshNow(USER), { code: 'app_misconfigured' });
  t.match(await state(), { status: 'connected', leaseOwner: null, intent: null });
  t.same(log, [{ outcome: 'misconfigured' }]);
});

t.test('the pause that the token endpoint requests is kept', async (t) => {
  const { tokens, sent } = start({
    respond: (_token, attempt) => (attempt === 1 ? unchanged(30) : issued('new')),
  });
  await t.rejects(tokens.refreshNow(USER), {
    code: 'zoom_unavailable',
    status: 503,
    members: { retryAfter: 30 },
  });
  t.match(await state(), { status: 'connected', leaseOwner: null, intent: null });
  await t.rejects(tokens.refreshNow(USER), { code: 'zoom_unavailable', status: 503 });
  t.equal(sent.length, 1);
  t.match(await state(), { leaseOwner: null });
  const advance = travel(t);
  advance(30_000);
  await tokens.refreshNow(USER);
  t.equal(sent.length, 2);
});

t.test('without such a pause, the next attempt is not delayed', async (t) => {
  const open = new Problem('zoom_unavailable', { status: 503, retryAfter: 7 });
  for (const [failure, problem] of [
    [unchanged(), { code: 'zoom_unavailable', status: 502 }],
    [unchanged(0), { code: 'zoom_unavailable', status: 502 }],
    [{ outcome: 'misconfigured' }, { code: 'app_misconfigured' }],
    // An open circuit: its pause applies to all users, and the circuit itself enforces it.
    [unchanged(7, open), open],
  ] as const) {
    const { tokens, sent } = start({
      respond: (_token, attempt) => (attempt === 1 ? failure : issued(`after ${attempt}`)),
    });
    await t.rejects(tokens.refreshNow(USER), problem);
    t.match(await state(), { status: 'connected', leaseOwner: null, intent: null });
    await tokens.refreshNow(USER);
    t.equal(sent.length, 2);
  }
});

t.test('if the outcome is unknown, the same token is sent once more', async (t) => {
  const { use, sent, outcomes, tokens, log } = start({
    respond: (_token, attempt) => (attempt === 1 ? UNKNOWN : issued('new')),
  });
  await tokens.refreshNow(USER);
  t.equal(await use(), 'access-new');
  t.same(sent, ['refresh-0', 'refresh-0']);
  t.same(outcomes, ['unknown', 'refreshed']);
  t.same(log, []);
});

t.test('if it is unknown again, the intent remains and the lease ends', async (t) => {
  for (const [timedOut, code] of [
    [false, 'zoom_unavailable'],
    [true, 'zoom_timeout'],
  ] as const) {
    const { tokens, sent } = start({ respond: () => ({ outcome: 'unknown', timedOut }) });
    await t.rejects(tokens.refreshNow(USER), { code });
    t.equal(sent.length, 2);
    const { generation, ...after } = await state();
    t.match(after, { status: 'connected', leaseOwner: null, intent: generation });
  }
});

t.test('it is not sent again after another process has taken the lease', async (t) => {
  const { tokens, sent } = start({
    async respond() {
      await change(`lease_owner = '${OTHER_PROCESS}'`);
      return UNKNOWN;
    },
  });
  await t.rejects(tokens.refreshNow(USER), { code: 'zoom_unavailable' });
  t.equal(sent.length, 1);
  t.match(await state(), { leaseOwner: OTHER_PROCESS }, 'its lease is kept');
});

/** Replaces the pauses between attempts: they are recorded, and take no time. */
function recordPauses(t: Test): number[] {
  const pauses: number[] = [];
  const { setTimeout } = timers;
  timers.setTimeout = (async (ms: number) => void pauses.push(ms)) as typeof setTimeout;
  syncBuiltinESMExports();
  t.teardown(() => {
    timers.setTimeout = setTimeout;
    syncBuiltinESMExports();
  });
  return pauses;
}

/** A database whose transactions fail as often as given. */
function failingTransactions(times: number, onFailure = () => {}) {
  let failures = 0;
  return (own: Database): Database => {
    const prisma = new Proxy(own.prisma, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (property !== '$transaction' || failures === times)
          return typeof value === 'function' ? value.bind(target) : value;
        return async () => {
          failures += 1;
          onFailure();
          throw new Error(`unreachable ${failures}`);
        };
      },
    });
    return { ...own, prisma };
  };
}

t.test('rotated tokens survive a database outage: storing them is repeated', async (t) => {
  const instance = start({ changeDatabase: failingTransactions(7) });
  const pauses = recordPauses(t);
  t.equal(await force(instance), 'access-1');
  t.same(pauses, [50, 100, 200, 400, 500, 500, 500]);
  t.equal(await start().use(), 'access-1');
});

t.test('after thirty seconds without success, the error is thrown', async (t) => {
  const advance = travel(t);
  const instance = start({ changeDatabase: failingTransactions(100, () => advance(7_000)) });
  recordPauses(t);
  await t.rejects(instance.tokens.refreshNow(USER), { message: 'unreachable 5' });
});
