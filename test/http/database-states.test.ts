import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startSwallowingProxy } from '../database/swallowing-proxy.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { eventually } from '../helpers/eventually.ts';
import { enableWebhooks, sendUntilAcknowledged } from '../helpers/webhooks.ts';

const { events } = seededUsers;

async function asOwner(t: Test, url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  return client;
}

const readyz = (app: RunningApp) => app.client().get('/readyz');
const isReady = async (app: RunningApp) => (await readyz(app)).status === 200;

function linesOf(app: RunningApp, pattern: RegExp): string[] {
  return app.logs.filter((line) => pattern.test(line));
}

test('a read-only database has its own reason, and writes work again afterwards', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(events.id);
  const owner = await asOwner(t, app.databaseUrl);
  const [{ name }] = (await owner.query('select current_database() as name')).rows;
  await owner.query(`alter database ${name} set default_transaction_read_only = on`);
  await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
    [name],
  );
  t.ok(await eventually(async () => (await readyz(app)).json.reason === 'database_read_only'));
  t.equal((await readyz(app)).status, 503);
  await owner.query('set default_transaction_read_only = off');
  await owner.query(`alter database ${name} reset default_transaction_read_only`);
  t.ok(await eventually(() => isReady(app)));
  const destination = {
    name: 'Main',
    stream_url: 'rtmp://live.example.com/app',
    stream_key: 'key-123456789',
  };
  t.ok(
    await eventually(
      async () => (await client.post('/api/destinations', { body: destination })).status === 201,
    ),
    'no connection stays read-only',
  );
  t.equal(linesOf(app, /database_read_only/).length, 1, 'one line in the log, however often it is checked');
});

test('an instance that starts on a read-only database reports it, and becomes ready later', async (t) => {
  const { url } = await createTestDatabase(t);
  const owner = await asOwner(t, url);
  const [{ name }] = (await owner.query('select current_database() as name')).rows;
  await owner.query(`alter database ${name} set default_transaction_read_only = on`);
  const app = await startApp(t, { databaseUrl: url });
  t.match((await readyz(app)).json, { reason: 'database_read_only' });
  await owner.query('set default_transaction_read_only = off');
  await owner.query(`alter database ${name} reset default_transaction_read_only`);
  t.ok(await eventually(() => isReady(app)));
});

test('pub/sub messages that do not arrive have their own reason', async (t) => {
  const { url } = await createTestDatabase(t);
  const proxy = await startSwallowingProxy(t, url);
  const app = await startApp(t, { databaseUrl: proxy.url });
  const response = await readyz(app);
  t.match([response.status, response.json.reason], [503, 'pooler_in_transaction_mode']);
  t.equal((await app.client().get('/api/me')).status, 503);
  t.ok(linesOf(app, /DATABASE_DIRECT_URL/).length >= 1);

  const direct = await startApp(t, {
    sharedWith: app,
    databaseUrl: proxy.url,
    env: { DATABASE_DIRECT_URL: url },
  });
  t.ok(await isReady(direct), 'with a direct URL it works');
});

/** A role that uses a database that another role has migrated. */
async function startAsRole(t: Test) {
  const { url } = await createTestDatabase(t);
  const owner = await asOwner(t, url);
  const role = `run_${Math.random().toString(36).slice(2)}`;
  await owner.query(`create role ${role} login password 'secret-of-the-role'`);
  t.teardown(async () => {
    await owner.query(`drop owned by ${role}`);
    await owner.query(`drop role ${role}`);
  });
  const asRole = new URL(url);
  asRole.username = role;
  asRole.password = 'secret-of-the-role';
  return { owner, role, url: asRole.href };
}

test('a role without privileges on the job queue has its own reason', async (t) => {
  const { owner, role, url } = await startAsRole(t);
  await owner.query(`grant select, insert, update, delete on all tables in schema public to ${role}`);
  await owner.query(`grant usage on all sequences in schema public to ${role}`);
  const app = await startApp(t, { databaseUrl: url });
  const response = await readyz(app);
  t.match([response.status, response.json.reason], [503, 'jobs_unavailable']);
  t.equal(linesOf(app, /jobs_unavailable/).length, 1);
  t.match(linesOf(app, /jobs_unavailable/)[0], 'graphile_worker');
  await app.close();
});

test('a role with the documented grants serves requests and runs jobs', async (t) => {
  const { owner, role, url } = await startAsRole(t);
  const guide = await readFile(new URL('../../docs/self-hosting.md', import.meta.url), 'utf8');
  const [, grants = ''] = /```sql\n(grant usage[\s\S]*?)```/.exec(guide) ?? [];
  await owner.query(grants.replaceAll(/\buplink\b/g, role));
  const app = await startApp(t, { databaseUrl: url });
  t.match((await readyz(app)).json, { status: 'ok' }, linesOf(app, /reason/).join());
  await app.signIn(events.id);
  enableWebhooks(app);
  const payload = { account_id: 'any', object: { id: '99900011122', host_id: events.id, topic: 'x' } };
  const eventTs = Date.now();
  const { status } = await sendUntilAcknowledged(() =>
    app.simulator.sendEvent('meeting.created', payload, { eventTs }),
  );
  t.equal(status, 200);
  const done = 'select from webhook_event where done_at is not null';
  t.ok(await eventually(async () => (await owner.query(done)).rowCount === 1, { withinMs: 20_000 }));
  await t.rejects(app.database.pool.query('create table public.more (id int)'), { code: '42501' });

  const { rows } = await owner.query(
    `select tablename as name from pg_policies where schemaname = 'graphile_worker' and policyname = $1`,
    [role],
  );
  await owner.query(`drop policy ${role} on graphile_worker.${rows[0].name}`);
  t.match((await readyz(app)).json, { reason: 'jobs_unavailable' });
  await app.close();
});
