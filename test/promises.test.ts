import { createHash, randomUUID } from 'node:crypto';
import t from 'tap';
import { createUserCache } from '../src/database/user-cache.ts';
import { readTokens, releaseLease, renewLease, takeLease } from '../src/installations/token-store.ts';
import { createSessions } from '../src/sessions/sessions.ts';
import { createHashes } from '../src/webhooks/inbox.ts';
import { startApp } from './helpers/app.ts';
import { startTokenInstance } from './helpers/token-instance.ts';
import { addHosted, HOST, waitUntil } from './helpers/zoom-host.ts';

const uplink = await startApp(t);
const { database, simulator } = uplink;
const { pool, prisma } = database;
const HOUR_MS = 3_600_000;

/** Sessions with an idle time of twelve hours and a lifetime of seven days, on a movable clock. */
async function start() {
  await uplink.signIn(HOST);
  const userCache = createUserCache({ isTrusted: () => true });
  const sessions = createSessions({ database, userCache, idleHours: 12, maxDays: 7 });
  const id = await sessions.begin(HOST);
  return { sessions, id };
}

t.test('a cached session is not used after its idle time', async (t) => {
  const { sessions, id } = await start();
  t.equal(await sessions.userOf(id), HOST);
  t.equal(sessions.cachedUserOf(id), HOST);
  const now = performance.now;
  t.teardown(() => {
    performance.now = now;
  });
  performance.now = () => now.call(performance) + 12 * HOUR_MS + 1;
  t.equal(sessions.cachedUserOf(id), undefined);
});

for (const [column, before, after] of [
  ['last_seen_at', '11 hours 59 minutes', '12 hours 1 second'],
  ['created_at', '6 days 23 hours', '7 days 1 second'],
] as const) {
  t.test(`an event stream ends if ${column} is ${after} ago`, async (t) => {
    const { sessions, id } = await start();
    await pool.query(`update session set ${column} = now() - $1::interval`, [before]);
    t.equal(await sessions.isActive(id), true);
    await pool.query(`update session set ${column} = now() - $1::interval`, [after]);
    t.equal(await sessions.isActive(id), false);
  });
}

t.test('the hash of a user depends on the session secret', async (t) => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)].map((secret) =>
    createHashes(secret).user(HOST),
  );
  t.notSame(one, other);
  t.notSame(one, createHash('sha256').update(HOST).digest());
});

t.test('a lease is neither renewed nor released by another owner', async (t) => {
  await uplink.signIn(HOST);
  const [owner, other] = [randomUUID(), randomUUID()];
  const generation = (await readTokens(prisma, HOST))?.generation ?? 0n;
  t.equal(await takeLease(prisma, { userId: HOST, generation }, owner), true);
  t.equal(await renewLease(prisma, { userId: HOST, generation }, other), false);
  await releaseLease(prisma, HOST, other, true);
  t.equal((await readTokens(prisma, HOST))?.leaseOwner, owner);
  t.equal(await renewLease(prisma, { userId: HOST, generation }, owner), true);
  await releaseLease(prisma, HOST, owner, true);
  t.equal((await readTokens(prisma, HOST))?.leaseOwner, null);
});

for (const status of [403, 429, 500, 503]) {
  t.test(`invalid_grant inside a ${status} does not end the connection`, async (t) => {
    const host = await uplink.signIn(HOST);
    simulator.expireAccessTokens(HOST);
    const body = { error: 'invalid_grant' };
    simulator.addFault({ kind: 'answer', status, body, path: '/oauth/token', times: 3 });
    await host.get(addHosted(simulator).path, { 'cache-control': 'no-cache' });
    simulator.clearFaults();
    t.match((await host.get('/api/me')).json.connection, { status: 'connected' });
  });
}

t.test('a revoked grant is not used again, by any request', async (t) => {
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(simulator);
  const refresh = { 'cache-control': 'no-cache' };
  simulator.revokeGrant(HOST);
  t.match((await host.get(path, refresh)).json, { status: 403, code: 'reconnect_required' });
  simulator.clearRequests();
  const responses = [
    await host.get(path, refresh),
    await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' }),
    await host.patch(`${path}/status`, { action: 'start' }),
    await host.get('/api/meetings?type=live', refresh),
  ];
  for (const { json } of responses) t.match(json, { status: 403, code: 'reconnect_required' });
  t.same(simulator.requests({}), []);
});

t.test('the access token of a revoked grant is not returned to any caller', async (t) => {
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(simulator);
  const { tokens } = await startTokenInstance(t, uplink);
  t.equal(await tokens.use(HOST, async () => 'used'), 'used');
  simulator.revokeGrant(HOST);
  await host.get(path, { 'cache-control': 'no-cache' });
  await waitUntil(async () => (await host.get('/api/me')).json.connection.status === 'reconnect_required');
  const use = tokens.use(HOST, async () => t.fail('the token was handed out'));
  await t.rejects(use, { code: 'reconnect_required' });
});

t.test('at most twenty field errors are listed', async (t) => {
  const host = await uplink.signIn(HOST);
  const body = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`unknown_${n}`, n]));
  const { status, json } = await host.post('/api/destinations', { body });
  t.equal(status, 400);
  t.ok(json.errors.length > 0 && json.errors.length <= 20, `${json.errors.length}`);
});
