import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { startDatabaseProxy } from '../helpers/database-proxy.ts';
import { eventually } from '../helpers/eventually.ts';
import { isSignedIn } from '../helpers/install.ts';

const { events } = seededUsers;
const LISTENER = 'uplink pubsub';

/**
 * Two instances with one session that both have cached. The second one reaches the database through
 * a gate.
 */
async function twoInstances(t: Test) {
  const app = await startApp(t);
  const gate = await startDatabaseProxy(t, app.databaseUrl);
  const disconnected = await startApp(t, { sharedWith: { ...app, databaseUrl: gate.url } });
  const client = await app.signIn(events.id);
  const elsewhere = disconnected.client();
  for (const [name, value] of client.cookies) elsewhere.cookies.set(name, value);
  for (let request = 0; request < 3; request += 1) t.ok(await isSignedIn(elsewhere));
  return { app, gate, disconnected, client, elsewhere };
}

/** Checks that ten requests in a row receive 401: the session does not come back. */
async function staysSignedOut(t: Test, client: Client): Promise<void> {
  for (let request = 0; request < 10; request += 1)
    t.equal((await client.get('/api/me')).status, 401, 'and stays signed out');
}

test('an instance whose pub/sub connection was terminated reads sessions from the database', async (t) => {
  const { app, disconnected, client, elsewhere } = await twoInstances(t);
  const ended = await endListeners(app);
  t.ok(ended >= 2);
  t.ok(
    await eventually(() => !disconnected.pubsub.isTrusted(), { everyMs: 1 }),
    'it detects that its connection was lost',
  );
  await client.post('/logout');
  await staysSignedOut(t, elsewhere);
  t.ok(await eventually(() => disconnected.pubsub.isTrusted()), 'it listens again');
  await staysSignedOut(t, elsewhere);
});

test('an instance whose pub/sub connection is terminated during a sign-out does not keep the session', async (t) => {
  const { app, disconnected, client, elsewhere } = await twoInstances(t);
  await Promise.all([endListeners(app), client.post('/logout/everywhere')]);
  t.ok(await eventually(async () => !(await isSignedIn(elsewhere)), { withinMs: 1_000 }));
  t.ok(await eventually(() => disconnected.pubsub.isTrusted()));
  await staysSignedOut(t, elsewhere);
});

test('an instance whose pub/sub connection silently drops notifications discards the session within two seconds', async (t) => {
  const { gate, client, elsewhere } = await twoInstances(t);
  gate.blackholeApplication(LISTENER);
  await client.post('/logout');
  // Must be sooner than three seconds: then the silent connection is closed, and the cache is
  // dropped anyway.
  t.ok(await eventually(async () => !(await isSignedIn(elsewhere)), { withinMs: 2_000 }));
  await staysSignedOut(t, elsewhere);
});

for (const where of ['/logout', '/logout/everywhere']) {
  test(`${where} on an instance that loses the database in the meantime takes effect on all others`, async (t) => {
    const { app, gate, client, elsewhere } = await twoInstances(t);
    t.ok(await isSignedIn(client));
    const { pool } = app.database;
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select from session for update');
    const leaving = elsewhere.post(where);
    const isWaiting = async () => (await pool.query(WAITING)).rowCount === 1;
    t.ok(await eventually(isWaiting), 'the instance waits to delete the session');
    gate.cut();
    t.equal((await leaving).status, 503);
    await holder.query('commit');
    holder.release();
    t.ok(await eventually(async () => !(await isSignedIn(client))));
    gate.open();
    await eventually(async () => (await elsewhere.get('/readyz')).status === 200);
    await staysSignedOut(t, elsewhere);
  });
}

const WAITING = `select from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query ilike '%delete from session%'`;

async function endListeners({ database }: RunningApp): Promise<number> {
  const { rowCount } = await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = $1 and datname = current_database()`,
    [LISTENER],
  );
  return rowCount ?? 0;
}
