import t from 'tap';
import { Problem } from '../../src/problem.ts';
import { NO_ACCESS_TOKENS } from '../../src/tokens/no-access-tokens.ts';
import type { Grant } from '../../src/zoom/api.ts';
import { AccessTokenRejected } from '../../src/zoom/response-errors.ts';
import { eventually } from '../helpers/eventually.ts';
import { issued, startTokenDatabase, travel, USER } from '../helpers/token-module.ts';

const { start, connect, change, erase, state } = await startTokenDatabase(t);
const { random } = Math;
t.beforeEach(async () => {
  await erase();
  await connect('0');
});
t.afterEach(() => {
  Math.random = random;
});

/** Assignments: the access token has this many seconds left, and was issued so many seconds ago. */
const expiry = (seconds: number, issuedSecondsAgo: number) =>
  `access_token_expires_at = now() + interval '${seconds} seconds',
   refreshed_at = now() - interval '${issuedSecondsAgo} seconds'`;

/** A call to Zoom that records the tokens it gets and ends each time as given; then it succeeds. */
function calls(...ends: (Error | (() => Promise<Error>))[]) {
  const used: string[] = [];
  const call = async ({ accessToken }: Grant) => {
    const end = ends[used.push(accessToken.reveal()) - 1];
    if (end !== undefined) throw typeof end === 'function' ? await end() : end;
    return 'done';
  };
  return { used, call };
}

const rejected = () => new AccessTokenRejected('Zoom rejected the access token');

t.test('a call gets the user, the account and the current access token', async (t) => {
  const { tokens, sent } = start();
  const grant = await tokens.use(USER, async (grant) => grant);
  t.match(grant, { userId: USER, accountId: 'account' });
  t.equal(grant.accessToken.reveal(), 'access-0');
  t.same(sent, []);
});

t.test('a token that expires within 15 seconds is replaced before the call', async (t) => {
  const { use, sent } = start();
  await change(expiry(14, 3_000));
  t.equal(await use(), 'access-1');
  t.same(sent, ['refresh-0']);
});

t.test('a token with a little more time is used, and replaced in the background', async (t) => {
  const { use, sent, tokens } = start();
  await change(expiry(45, 3_000));
  t.equal(await use(), 'access-0');
  await tokens.waitUntilIdle();
  t.same(sent, ['refresh-0']);
  t.equal(await use(), 'access-1');
});

t.test('proactive refreshes are spread over the minute before the last ten', async (t) => {
  for (const [secondsLeft, value, isRefreshed] of [
    [720, 0.99, false],
    [630, 0.4, false],
    [630, 0.9, true],
    [570, 0, true],
  ] as const) {
    const { use, sent, tokens } = start();
    await connect('0');
    await change(expiry(secondsLeft, 3_000));
    Math.random = () => value;
    await use();
    Math.random = random;
    await tokens.waitUntilIdle();
    t.equal(sent.length, isRefreshed ? 1 : 0, `${secondsLeft} seconds before, with ${value}`);
  }
});

t.test('tokens of the last minute are not refreshed proactively', async (t) => {
  const { use, sent, tokens } = start();
  await change(expiry(300, 30));
  await use();
  await tokens.waitUntilIdle();
  t.same(sent, []);
  const advance = travel(t);
  advance(31_000);
  await use();
  await tokens.waitUntilIdle();
  t.equal(sent.length, 1);
});

t.test('a failed proactive refresh is repeated after a minute, by a call', async (t) => {
  const { use, sent, tokens } = start({
    respond: (_token, attempt) => (attempt < 2 ? { outcome: 'misconfigured' } : issued('new')),
  });
  await change(expiry(300, 3_000));
  const advance = travel(t);
  const useAfter = async (ms: number) => {
    advance(ms);
    const used = await use();
    await tokens.waitUntilIdle();
    return used;
  };
  t.equal(await useAfter(0), 'access-0');
  t.equal(await useAfter(55_000), 'access-0');
  t.equal(sent.length, 1);
  t.equal(await useAfter(6_000), 'access-0');
  t.equal(sent.length, 2);
  t.equal(await useAfter(0), 'access-new');
});

t.test('a rejected token is replaced, and the call repeated once', async (t) => {
  const { tokens, sent } = start();
  const { used, call } = calls(rejected());
  t.equal(await tokens.use(USER, call), 'done');
  t.same(used, ['access-0', 'access-1']);
  t.same(sent, ['refresh-0']);
  t.match(await state(), { isForced: false }, 'Zoom has accepted the new token');
});

t.test('if that can’t be recorded, the call still succeeds', async (t) => {
  const { tokens } = start({
    changeDatabase(own) {
      const sql = { $queryRaw: own.sql.$queryRaw.bind(own.sql), $executeRaw: failing };
      return { ...own, sql: sql as typeof own.sql };
    },
  });
  t.equal(await tokens.use(USER, calls(rejected()).call), 'done');
  t.match(await state(), { isForced: true });
});

async function failing(): Promise<never> {
  throw new Error('unreachable');
}

t.test('a new token that is rejected too is not replaced again within a minute', async (t) => {
  const { tokens, sent } = start();
  const { used, call } = calls(rejected(), rejected(), rejected(), rejected(), rejected());
  await t.rejects(tokens.use(USER, call), { code: 'zoom_unavailable', cause: AccessTokenRejected });
  t.same(used, ['access-0', 'access-1']);
  t.match(await state(), { isForced: true, status: 'connected' });
  await t.rejects(tokens.use(USER, call), { code: 'zoom_unavailable' });
  t.same(used, ['access-0', 'access-1', 'access-1']);
  t.equal(sent.length, 1);
  await change(`forced_refresh_at = now() - interval '61 seconds'`);
  await t.rejects(tokens.use(USER, call), { code: 'zoom_unavailable' });
  t.equal(sent.length, 2);
});

t.test('only a response of Zoom about the call shows that the new token is accepted', async (t) => {
  const zoom = { status: 404, code: 3001, message: 'gone' };
  for (const [error, isForced] of [
    [new Problem('meeting_not_found', { zoom }), false],
    [new Problem('meeting_not_found'), true],
    [new Problem('zoom_error', { zoom }), true],
    [new Problem('zoom_error', { zoom, status: 499 }), false],
    [new Problem('zoom_error', { zoom, status: 500 }), true],
    [new TypeError('a defect'), true],
  ] as const) {
    await connect('0');
    const { tokens } = start();
    t.equal(await tokens.use(USER, calls(rejected(), error).call).catch((thrown: unknown) => thrown), error);
    t.match(await state(), { isForced }, String(error));
  }
});

t.test('any other error of a call is thrown without a refresh', async (t) => {
  const { tokens, sent } = start();
  for (const error of [new Problem('meeting_not_found'), new TypeError('a defect')])
    t.equal(await tokens.use(USER, calls(error).call).catch((thrown: unknown) => thrown), error);
  t.same(sent, []);
  t.match(await state(), { status: 'connected' });
});

t.test('a call that reports an ended grant ends the connection', async (t) => {
  const { tokens, sent, installations } = start();
  await t.rejects(tokens.use(USER, calls(new Problem('reconnect_required')).call), {
    code: 'reconnect_required',
  });
  t.match(await state(), { status: 'reconnect_required' });
  t.same(sent, []);
  await t.rejects(installations.getConnected(USER), { code: 'reconnect_required' });
  const { used, call } = calls();
  await t.rejects(tokens.use(USER, call), { code: 'reconnect_required' });
  t.same(used, [], 'no further call is made');
});

t.test('if the tokens were replaced since, the call is repeated with the new ones', async (t) => {
  const { tokens, sent, userCache } = start();
  const { used, call } = calls(async () => {
    await connect('again');
    userCache.drop(USER);
    return new Problem('reconnect_required');
  });
  t.equal(await tokens.use(USER, call), 'done');
  t.same(used, ['access-0', 'access-again']);
  t.same(sent, []);
});

t.test('a token that is rejected after the grant has ended is not refreshed', async (t) => {
  const { tokens, sent, installations } = start();
  const { call } = calls(async () => {
    await installations.requireReconnect(USER, BigInt((await state()).generation));
    return rejected();
  });
  await t.rejects(tokens.use(USER, call), { code: 'reconnect_required' });
  t.same(sent, []);
});

t.test('refreshNow replaces tokens that are still valid, but not those of an ended grant', async (t) => {
  const { tokens, use, sent, installations } = start();
  await tokens.refreshNow(USER);
  t.same(sent, ['refresh-0']);
  t.equal(await use(), 'access-1');
  t.match(await state(), { isForced: false });
  await installations.requireReconnect(USER, BigInt((await state()).generation));
  await t.rejects(tokens.refreshNow(USER), { code: 'reconnect_required' });
  t.equal(sent.length, 1);
});

t.test('a staging copy has no access tokens', async (t) => {
  const { used, call } = calls();
  await t.rejects(NO_ACCESS_TOKENS.use(USER, call), { code: 'staging_copy' });
  await t.rejects(NO_ACCESS_TOKENS.refreshNow(USER), { code: 'staging_copy' });
  t.same(used, []);
  await t.resolves(NO_ACCESS_TOKENS.waitUntilIdle());
});

t.test('a failed proactive refresh has no effect on the call', async (t) => {
  const { use, outcomes } = start({ respond: () => ({ outcome: 'misconfigured' }) });
  await change(expiry(300, 3_000));
  t.equal(await use(), 'access-0');
  t.ok(await eventually(() => outcomes.length === 1));
});
