import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import t, { type Test } from 'tap';
import { migrate, pendingMigrations } from '../../src/database/migrate.ts';
import { migrationNames, migrationsDirectory } from '../../src/database/migration-files.ts';
import { createEmptyDatabase } from '../helpers/database.ts';

async function connect(t: Test, url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  return client;
}

/** The package's own migrations and an additional one. */
async function migrationsWith(t: Test, name: string, sql: string) {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-migrations-'));
  t.teardown(() => rm(directory, { recursive: true }));
  await cp(migrationsDirectory, directory, { recursive: true });
  await mkdir(join(directory, name));
  await writeFile(join(directory, name, 'migration.sql'), sql);
  return directory;
}

t.test('an empty database gets every migration, and a second run changes nothing', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const client = await connect(t, url);
  const all = await migrationNames(migrationsDirectory);
  t.same(await pendingMigrations({ pool: client }), all, 'all are pending before');

  const lines: string[] = [];
  t.same(await migrate(url, { log: (line) => lines.push(line) }), all);
  t.same(
    lines,
    all.map((name) => `applied ${name}`),
  );
  t.same(await pendingMigrations({ pool: client }), [], 'none are pending after');

  const recorded = () => client.query('select * from _prisma_migrations order by id');
  const before = await recorded();
  t.same(await migrate(url), []);
  t.same((await recorded()).rows, before.rows);
});

t.test('four concurrent runs all succeed, and each migration is applied once', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
  t.same(applied.flat(), await migrationNames(migrationsDirectory));
});

t.test('migrations are recorded like those of `prisma migrate`', async (t) => {
  const { url } = await createEmptyDatabase(t);
  await migrate(url);
  const client = await connect(t, url);
  const { rows } = await client.query('select * from _prisma_migrations order by started_at limit 1');
  t.match(rows, [
    {
      id: /^[0-9a-f-]{36}$/,
      checksum: /^[0-9a-f]{64}$/,
      migration_name: '20261127000000_init',
      started_at: Date,
      finished_at: Date,
      rolled_back_at: null,
      logs: null,
      applied_steps_count: 1,
    },
  ]);
});

t.test('a failed migration is named and rolled back, and the next run retries it', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const client = await connect(t, url);
  const name = '20990101000000_add_a_view';
  const directory = await migrationsWith(
    t,
    name,
    'create table half (id int); create view whole as select id from missing;',
  );

  const failure = { message: new RegExp(`^Migration ${name} failed: .*missing.*migrate again\\.$`) };
  await t.rejects(migrate(url, { directory }), failure);
  await t.rejects(migrate(url, { directory }), failure, 'the second run reports the same');
  const { rows } = await client.query(`select to_regclass('half') is null as nothing`);
  t.same(rows, [{ nothing: true }]);
  t.same(await pendingMigrations({ pool: client }, directory), [name], 'earlier migrations stay applied');

  await client.query('create table missing (id int)');
  t.same(await migrate(url, { directory }), [name]);
  t.same(await pendingMigrations({ pool: client }, directory), []);
});

t.test('a migration whose file has changed since it was applied stops the run', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const name = '20990101000000_add_a_table';
  await migrate(url, { directory: await migrationsWith(t, name, 'create table one (id int)') });
  const changed = await migrationsWith(t, name, 'create table two (id int)');
  await t.rejects(migrate(url, { directory: changed }), {
    message: new RegExp(`^Migration ${name} was applied`),
  });
});

t.test(
  'a migration is sent as one query, so semicolons in strings, comments and functions do not split it',
  async (t) => {
    const { url } = await createEmptyDatabase(t);
    const client = await connect(t, url);
    const directory = await migrationsWith(
      t,
      '20990101000000_add_a_function',
      `-- one; two
     create function result() returns text language plpgsql as $$ begin return 'a;b'; end; $$;`,
    );
    await migrate(url, { directory });
    t.same((await client.query('select result()')).rows, [{ result: 'a;b' }]);
  },
);

t.test('a migration that waits for a transaction retries, and requests proceed in between', async (t) => {
  const { url } = await createEmptyDatabase(t);
  await migrate(url);
  const directory = await migrationsWith(
    t,
    '20990101000000_add_a_column',
    'alter table session add column added int',
  );
  const holder = await connect(t, url);
  const request = await connect(t, url);
  await holder.query('begin');
  await holder.query('select from session');

  const lines: string[] = [];
  const migrating = migrate(url, { directory, log: (line) => lines.push(line) });
  while (!lines.some((line) => /retrying in/.test(line))) await new Promise(setImmediate);
  // If the migration still waited for the lock, this query would wait for the holder.
  await request.query('set statement_timeout = 5000');
  await request.query('select from session');
  await holder.query('commit');
  t.same(await migrating, ['20990101000000_add_a_column']);
  t.match(lines, [/another transaction.*retrying in 1 s/]);
});

t.test('the timeouts of the role do not interrupt a migration', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const client = await connect(t, url);
  await client.query(
    `do $$ begin execute format('alter database %I set statement_timeout = 300', current_database()); end $$`,
  );
  const directory = await migrationsWith(t, '20990101000000_take_a_while', 'select pg_sleep(1)');
  t.ok((await migrate(url, { directory })).includes('20990101000000_take_a_while'));
});

t.test('tables are created in the schema of the URL', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const cases = [
    ['app', 'schema=app'],
    ['Other App', 'schema=Other%20App'],
    ['third', 'options=-c%20search_path%3Dthird'],
  ] as const;
  for (const [schema, parameter] of cases) {
    const named = `${url}?${parameter}`;
    await migrate(named);
    t.same(await migrate(named), [], 'and found in that schema again');
    const client = await connect(t, url);
    const { rows } = await client.query('select tablename from pg_tables where schemaname = $1', [schema]);
    t.ok(
      rows.some(({ tablename }) => tablename === 'installation'),
      parameter,
    );
    t.notOk((await client.query(`select to_regclass('public.installation') as found`)).rows[0].found);
  }
});

t.test('a missing database is reported immediately', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const elsewhere = new URL(url);
  elsewhere.pathname = '/no_such_database';
  await t.rejects(migrate(elsewhere.href), {
    message: /^The database cannot be used: .*no database of this name/,
  });
});
