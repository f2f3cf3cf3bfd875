import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { startDatabaseGate } from '../helpers/database-gate.ts';
import { eventually } from '../helpers/eventually.ts';
import { isSignedIn } from '../helpers/install.ts';

const { events } = seededUsers;
const LISTENER = 'uplink notifications';

/** Two instances of which the second reaches the database through a gate, and one session that both have in memory. */
async function twoInstances(t: Test) {
  const app = await startApp(t);
  const gate = await startDatabaseGate(t, app.databaseUrl);
  const deaf = await startApp(t, { beside: { ...app, databaseUrl: gate.url } });
  const client = await app.signIn(events.id);
  const elsewhere = deaf.client();
  for (const [name, value] of client.cookies) elsewhere.cookies.set(name, value);
  for (let request = 0; request < 3; request += 1) t.ok(await isSignedIn(elsewhere));
  return { app, gate, deaf, client, elsewhere };
}

/** Until it has answered 401 ten times in a row: nothing comes back. */
async function staysSignedOut(t: Test, client: Client): Promise<void> {
  for (let request = 0; request < 10; request += 1)
    t.equal((await client.get('/api/me')).status, 401, 'and stays signed out');
}

test('an instance whose connection for notifications was ended answers from the database', async (t) => {
  const { app, deaf, client, elsewhere } = await twoInstances(t);
  const ended = await endListeners(app);
  t.ok(ended >= 2);
  t.ok(await eventually(() => !deaf.pubsub.isTrusted(), { everyMs: 1 }), 'it knows that it is deaf');
  await client.post('/logout');
  await staysSignedOut(t, elsewhere);
  t.ok(await eventually(() => deaf.pubsub.isTrusted()), 'it listens again');
  await staysSignedOut(t, elsewhere);
});

test('an instance whose connection is ended just as somebody signs out does not keep the session', async (t) => {
  const { app, deaf, client, elsewhere } = await twoInstances(t);
  await Promise.all([endListeners(app), client.post('/logout/everywhere')]);
  t.ok(await eventually(async () => !(await isSignedIn(elsewhere)), { withinMs: 1_000 }));
  t.ok(await eventually(() => deaf.pubsub.isTrusted()));
  await staysSignedOut(t, elsewhere);
});

test('an instance that hears nothing though its connection looks whole forgets within a second', async (t) => {
  const { gate, client, elsewhere } = await twoInstances(t);
  gate.swallowOnly(LISTENER);
  await client.post('/logout');
  // Sooner than the connection is given up for its silence, after three seconds: then it would have to forget anyway.
  t.ok(await eventually(async () => !(await isSignedIn(elsewhere)), { withinMs: 2_000 }));
  await staysSignedOut(t, elsewhere);
});

for (const where of ['/logout', '/logout/everywhere']) {
  test(`${where} at an instance that loses the database meanwhile is known to all others`, async (t) => {
    const { app, gate, client, elsewhere } = await twoInstances(t);
    t.ok(await isSignedIn(client));
    const { pool } = app.database;
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select from session for update');
    const leaving = elsewhere.post(where);
    const isWaiting = async () => (await pool.query(WAITING)).rowCount === 1;
    t.ok(await eventually(isWaiting), 'the session is about to be ended');
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
