import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import t, { type Test } from 'tap';
import { walkJourney } from '../../scripts/demo/journey.ts';
import { runCli } from '../../src/cli/run.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, CHANGES, startBulkUpdate, statuses } from '../helpers/bulk.ts';
import { createEmptyDatabase } from '../helpers/database.ts';
import { isErased } from '../helpers/erasure.ts';
import { operatorEnvironment } from '../helpers/operator.ts';
import { beginSwitch, switchEnded } from '../helpers/switches.ts';
import { enableWebhooks } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';

const PASSWORD = 'secret-of-the-role';

/** The grants of the documentation, for another running role. */
async function grantsFor(role: string): Promise<string> {
  const guide = await readFile(new URL('../../docs/self-hosting.md', import.meta.url), 'utf8');
  const [, grants = ''] = /```sql\n(grant usage[\s\S]*?)```/.exec(guide) ?? [];
  return grants.replaceAll(/\buplink\b/g, role);
}

/** Two roles without any privilege beyond those of the documentation, and an empty database. */
async function createRoles(t: Test) {
  const { url } = await createEmptyDatabase(t);
  const superuser = new Client({ connectionString: url });
  await superuser.connect();
  const id = randomUUID().slice(0, 8);
  const roles = { owner: `owner_${id}`, running: `run_${id}` };
  for (const role of Object.values(roles))
    await superuser.query(`create role ${role} login password '${PASSWORD}'`);
  const database = new URL(url).pathname.slice(1);
  await superuser.query(`alter database ${database} owner to ${roles.owner}`);
  t.teardown(async () => {
    await superuser.query(`reassign owned by ${roles.owner} to current_user`);
    for (const role of Object.values(roles)) {
      await superuser.query(`drop owned by ${role}`);
      await superuser.query(`drop role ${role}`);
    }
    await superuser.end();
  });
  const urlOf = (role: string) => {
    const own = new URL(url);
    own.username = role;
    own.password = PASSWORD;
    return own.href;
  };
  const owner = new Client({ connectionString: urlOf(roles.owner) });
  await owner.connect();
  t.teardown(() => owner.end());
  return { roles, owner, ownerUrl: urlOf(roles.owner), runningUrl: urlOf(roles.running) };
}

/** A migrated database with an app that runs as the running role. */
async function startAsRunningRole(t: Test) {
  const created = await createRoles(t);
  await migrate(created.ownerUrl);
  await created.owner.query(await grantsFor(created.roles.running));
  const app = await startApp(t, { databaseUrl: created.runningUrl });
  t.equal((await app.client().get('/readyz')).status, 200);
  return { ...created, app };
}

const { app, owner, ownerUrl, roles } = await startAsRunningRole(t);
enableWebhooks(app);

/** Adds a job, and waits until no job of that name is left. */
async function runJob({ database }: RunningApp, name: string): Promise<void> {
  await database.pool.query('select graphile_worker.add_job($1)', [name]);
  const left = 'select from graphile_worker.jobs where task_identifier = $1';
  await waitUntil(async () => (await database.pool.query(left, [name])).rowCount === 0);
}

t.test('the whole journey of a host works as the running role', async (t) => {
  await walkJourney(app.url, app.simulator.url, async (name, work) => {
    t.ok(await work(), name);
  });

  const host = await app.signIn(HOST);
  const hosted = addHosted(app.simulator);
  t.equal((await host.get(hosted.path)).status, 200);
  const saved = { name: 'Main', stream_url: 'rtmp://a.example/b', stream_key: 'key-123456789' };
  t.equal((await host.post('/api/destinations', { body: saved })).status, 201);
  t.equal((await host.post('/api/calendar')).status, 201);
  t.equal((await host.get(`/api/meetings/${hosted.id}/preflight`)).status, 200);
  const bulk = await startBulkUpdate(host, { meeting_ids: [hosted.id], changes: CHANGES });
  t.same(statuses(await bulkUpdateFinished(host, bulk)), ['done']);
  t.equal((await host.get(`${hosted.path}/history`)).json.changes.length, 1);

  const destinationId = (await host.get('/api/destinations')).json.destinations[0].id;
  t.equal((await beginSwitch(host, hosted.path, destinationId)).status, 202);
  t.match(await switchEnded(host, hosted.path), { status: 'done' });

  app.simulator.expireAccessTokens(HOST);
  t.equal((await host.get('/api/meetings', { 'cache-control': 'no-cache' })).status, 200);
  t.ok(refreshes(app.simulator).length > 0);

  app.simulator.editMeeting(hosted.id, { topic: 'Another topic' });
  await app.simulator.eventsDelivered();
  const waiting = 'select from webhook_event where done_at is null';
  await waitUntil(async () => (await owner.query(waiting)).rowCount === 0);
  t.ok((await owner.query('select from webhook_event')).rowCount, 'the event was received');

  for (const job of ['refresh-idle', 'purge', 'check-live']) await runJob(app, job);
  t.match((await owner.query('select job from job_run order by job')).rows, [
    { job: 'purge' },
    { job: 'refresh-idle' },
  ]);
  t.equal((await host.get('/api/me/export')).status, 200);
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  t.ok(await isErased(app, HOST));
});

t.test('the commands of the operator work as the running role', async (t) => {
  await app.signIn(COLLEAGUE);
  const uplink = async (...args: string[]) => {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    const env = operatorEnvironment(app);
    const code = await runCli(args, { env, stdout: print, stderr: print, confirm: async () => true });
    return { code, output: lines.join('\n') };
  };
  t.match(await uplink('doctor'), { code: 0, output: /^ok\s+database_privileges/m });
  t.match(await uplink('users', 'list'), { code: 0, output: COLLEAGUE });
  for (const command of ['list', 'rotate', 'reset']) t.match(await uplink('keys', command), { code: 0 });
  t.match(await uplink('migrate'), { code: 0, output: 'the database is up to date' });
  t.match(await uplink('users', 'erase', COLLEAGUE, '--yes'), { code: 0 });
});

t.test('the running role can change no table, and nothing about the migrations', async (t) => {
  for (const statement of [
    'create table public.more (id int)',
    'create table graphile_worker.more (id int)',
    'create schema more',
    'alter table session add column more int',
    'drop table session',
    'truncate session',
    'create index on session (created_at)',
    `update _prisma_migrations set checksum = ''`,
    'delete from _prisma_migrations',
    `insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'x', 'x')`,
    'create role more',
    `set role ${roles.owner}`,
    `copy session to '/tmp/session'`,
  ])
    await t.rejects(app.database.pool.query(statement), { code: '42501' }, statement);
});

t.test('a table of a later migration needs no further grants', async (t) => {
  const directory = t.testdir();
  const source = new URL('../../prisma/migrations/', import.meta.url);
  const { rows } = await owner.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations order by 1',
  );
  const migrations = await Promise.all(
    rows.map(
      async ({ name }) => [name, await readFile(new URL(`${name}/migration.sql`, source), 'utf8')] as const,
    ),
  );
  const later = 'create table later (id serial primary key, at timestamptz default now())';
  for (const [name, sql] of [...migrations, ['99991231000000_add_later', later] as const]) {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, 'migration.sql'), sql);
  }
  t.same(await migrate(ownerUrl, { directory }), ['99991231000000_add_later']);
  const { pool } = app.database;
  await pool.query('insert into later default values');
  t.equal((await pool.query('update later set at = now()')).rowCount, 1);
  t.equal((await pool.query('delete from later')).rowCount, 1);
});
