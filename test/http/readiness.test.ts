import { randomBytes } from 'node:crypto';
import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { createEmptyDatabase } from '../helpers/database.ts';
import { startDatabaseProxy } from '../helpers/database-proxy.ts';
import { eventually } from '../helpers/eventually.ts';

const { events } = seededUsers;
/** The check waits one second for its queries, which time out after five seconds. */
const RESPONSE_WITHIN_MS = 4_000;

/** Sends several concurrent requests: none waits longer because of the others. */
async function isNotReady(t: Test, app: RunningApp, reason: string | RegExp): Promise<void> {
  const calls = Array.from({ length: 5 }, async () => {
    const began = performance.now();
    const response = await app.client().get('/readyz');
    return { ...response, ms: performance.now() - began };
  });
  for (const { status, json, headers, ms } of await Promise.all(calls)) {
    t.equal(status, 503);
    t.match(json, { status: 'not_ready', reason });
    t.equal(headers['cache-control'], 'no-store');
    t.ok(ms < RESPONSE_WITHIN_MS, `responded after ${Math.round(ms)} ms`);
  }
  t.match((await app.client().get('/livez')).json, { status: 'ok' });
}

const isReady = async (app: RunningApp) => (await app.client().get('/readyz')).status === 200;

/** An instance whose database can be made unreachable. */
async function startBehindGate(t: Test) {
  const first = await startApp(t);
  const gate = await startDatabaseProxy(t, first.databaseUrl);
  const app = await startApp(t, { sharedWith: { ...first, databaseUrl: gate.url } });
  return { app, gate };
}

test('a working instance is ready, independent of Zoom', async (t) => {
  const app = await startApp(t);
  app.simulator.addFault({ kind: 'hang', times: Number.POSITIVE_INFINITY });
  t.ok(await isReady(app));
  t.match((await app.client().get('/livez')).json, { status: 'ok' });
});

test('an instance whose database is unreachable is alive, not ready, and recovers automatically', async (t) => {
  const { app, gate } = await startBehindGate(t);
  const client = await app.signIn(events.id);
  t.ok(await isReady(app));
  gate.cut();
  await isNotReady(t, app, 'database_unreachable');
  const me = await client.get('/api/me');
  t.match([me.status, me.json.code], [503, 'temporarily_unavailable']);
  t.match(me.headers['retry-after'], /^[1-9]\d*$/);
  const install = await app.client().get('/install');
  t.equal(install.status, 503);
  t.match(install.headers['content-type'], /^text\/html/);
  t.notMatch(me.text + install.text, /postgres|ECONN|127\.0\.0\.1|prisma|sql/i);
  gate.open();
  t.ok(await eventually(() => isReady(app)));
  t.ok(await eventually(async () => (await client.get('/api/me')).status === 200));
});

test('an instance whose database never responds reports it in time', async (t) => {
  const { app, gate } = await startBehindGate(t);
  const client = await app.signIn(events.id);
  gate.blackhole();
  await isNotReady(t, app, 'database_unreachable');
  await isNotReady(t, app, 'database_unreachable');
  const began = performance.now();
  t.equal((await client.get('/api/me')).status, 503);
  // Each query times out after five seconds. Without the timeout, it would wait forever.
  t.ok(performance.now() - began < 20_000, 'no request waits forever');
  gate.open();
  t.ok(await eventually(() => isReady(app)));
});

test('an instance that starts before its database becomes ready when the database responds', async (t) => {
  const first = await startApp(t);
  const gate = await startDatabaseProxy(t, first.databaseUrl);
  gate.cut();
  const app = await startApp(t, { sharedWith: { ...first, databaseUrl: gate.url } });
  await isNotReady(t, app, 'database_unreachable');
  gate.open();
  t.ok(await eventually(() => isReady(app)));
  t.equal((await (await app.signIn(events.id)).get('/api/me')).status, 200);
});

test('an instance whose migrations are pending is not ready', async (t) => {
  const first = await startApp(t);
  const { url } = await createEmptyDatabase(t);
  const app = await startApp(t, { sharedWith: { ...first, databaseUrl: url } });
  await isNotReady(t, app, 'migrations_pending');
  t.match(app.logs.join(''), 'npm run migrate');
});

test('an instance with the wrong encryption keys is not ready, and marks no connection as lost', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(events.id);
  const wrong = await startApp(t, {
    sharedWith: app,
    env: { ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}` },
  });
  await isNotReady(t, wrong, 'wrong_encryption_keys');
  const there = wrong.client();
  for (const [name, value] of client.cookies) there.cookies.set(name, value);
  for (const path of ['/api/me', '/api/meetings']) {
    const response = await there.get(path);
    t.match([response.status, response.json.code], [503, 'temporarily_unavailable'], path);
  }
  t.equal((await there.get('/install')).status, 503);
  const callback = new URL(await app.client().authorize(events.id));
  app.simulator.clearRequests();
  t.equal((await there.get(callback.pathname + callback.search)).status, 503);
  t.equal(app.simulator.requests().length, 0, 'Zoom receives nothing from it');
  const { rows } = await app.database.pool.query('select user_id, status from installation');
  t.same(rows, [{ user_id: events.id, status: 'connected' }]);
  t.equal(
    (await client.get('/api/meetings')).status,
    200,
    'the correctly configured instance continues to work',
  );
});

test('an instance with a new first key and the old key after it is ready', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(events.id);
  const [{ id, secret }] = app.config.encryptionKeys as [(typeof app.config.encryptionKeys)[0]];
  const old = `${id}:${secret.reveal().toString('base64')}`;
  const env = { ENCRYPTION_KEYS: `k2:${randomBytes(32).toString('base64')},${old}` };
  const next = await startApp(t, { sharedWith: app, env });
  t.ok(await isReady(next));
  const there = next.client();
  for (const [name, value] of client.cookies) there.cookies.set(name, value);
  t.equal((await there.get('/api/meetings')).status, 200);
});
