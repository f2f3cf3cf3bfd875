import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import t, { type Test } from 'tap';
import { prismaDirectory } from '../../src/database/migration-files.ts';
import { createEmptyDatabase, createTestDatabase } from '../helpers/database.ts';
import { everything, withSchemaEngine } from './schema-engine.ts';

/**
 * All properties of a database that a Prisma schema can express, by name. It cannot express that a
 * list is not null, nor an index on an expression.
 */
const catalogue = `
  select 'column' as what, c.table_name || '.' || c.column_name as name,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), 'not null: ' || (a.attnotnull or a.attndims > 0), 'default: ' || c.column_default)
      as definition
  from information_schema.columns c
  join pg_attribute a on a.attrelid = c.table_name::regclass and a.attname = c.column_name
  where c.table_schema = 'public' and c.table_name <> '_prisma_migrations'
  union all
  select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  from pg_constraint
  where contype in ('p', 'f', 'u') and connamespace = 'public'::regnamespace
    and conrelid::regclass::text <> '_prisma_migrations'
  union all
  select 'index', indexname, indexdef from pg_indexes
  where schemaname = 'public' and tablename <> '_prisma_migrations' and indexdef !~ 'GREATEST'
  union all
  select 'enum', typname, string_agg(enumlabel, ' ' order by enumsortorder)
  from pg_enum join pg_type on pg_type.oid = enumtypid group by typname
  order by what, name`;

async function connect(t: Test, url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  return client;
}

/** The SQL that Prisma's engine generates for schema.prisma and an empty database. */
async function sqlOfSchema(url: string): Promise<string> {
  const content = await readFile(join(prismaDirectory, 'schema.prisma'), 'utf8');
  const pool = new Pool({ connectionString: url, max: 1 });
  const { stdout } = await withSchemaEngine(pool, (engine) =>
    engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
      script: true,
      exitCode: null,
      filters: everything,
    }),
  ).finally(() => pool.end());
  return stdout ?? '';
}

t.test('the migrations and schema.prisma agree', async (t) => {
  const [migrated, modelled] = await Promise.all([createTestDatabase(t), createEmptyDatabase(t)]);
  const ofMigrations = await connect(t, migrated.url);
  const ofSchema = await connect(t, modelled.url);
  await ofSchema.query(await sqlOfSchema(modelled.url));

  const [actual, expected] = await Promise.all([ofMigrations.query(catalogue), ofSchema.query(catalogue)]);
  t.ok(expected.rows.length > 50, 'the comparison is not empty');
  t.same(actual.rows, expected.rows);
});

t.test('every time is timestamptz(3)', async (t) => {
  const { url } = await createTestDatabase(t);
  const client = await connect(t, url);
  const { rows } = await client.query(
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and table_name <> '_prisma_migrations'
       and data_type like 'time%' and (data_type <> 'timestamp with time zone' or datetime_precision <> 3)`,
  );
  t.same(rows, []);
});
