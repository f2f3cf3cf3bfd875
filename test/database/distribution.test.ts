import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import t from 'tap';
import { createTestDatabase } from '../helpers/database.ts';

const scaling = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8');

/** Tables without the column `user_id`, and how a distributed database would place them. */
const WITHOUT_USER: Record<string, 'hash' | 'child' | 'shared'> = {
  // Identified by a keyed hash of the user, or of the body, which spreads the rows as evenly.
  erased_user: 'hash',
  webhook_event: 'hash',
  // Belongs to a row of a table with `user_id`.
  bulk_update_row: 'child',
  // A few rows, or none that belong to a user.
  authorization_request: 'shared',
  deployment: 'shared',
  job_run: 'shared',
  job_worker: 'shared',
  key_check: 'shared',
  rate_limit: 'shared',
};

/** Primary and unique keys without `user_id`. docs/scaling.md has the reason and the change of each. */
const KEYS_WITHOUT_USER = [
  'bulk_update_pkey',
  'bulk_update_row_pkey',
  'calendar_feed_token_hash_key',
  'destination_switch_id_key',
  'livestream_change_pkey',
  'pending_erasure_pkey',
  'session_pkey',
];

const { url } = await createTestDatabase(t);
const client = new Client({ connectionString: url });
await client.connect();
t.teardown(() => client.end());

const { rows: tables } = await client.query<{ table: string; hasUser: boolean }>(`
  select c.relname as "table", bool_or(a.attname = 'user_id') as "hasUser"
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> '_prisma_migrations'
  group by c.relname order by c.relname`);
const { rows: keys } = await client.query<{ table: string; key: string; columns: string[] }>(`
  select t.relname as "table", i.relname as key,
         array(select attname::text from pg_attribute where attrelid = t.oid and attnum = any(x.indkey)) as columns
  from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
  where x.indisunique and t.relnamespace = 'public'::regnamespace and t.relname <> '_prisma_migrations'
  order by i.relname`);

t.test('each table has the column user_id, or is one of a few that do not need it', async (t) => {
  t.ok(tables.length > 20);
  t.same(
    tables.filter(({ hasUser }) => !hasUser).map(({ table }) => table),
    Object.keys(WITHOUT_USER).sort(),
  );
});

t.test(
  'each primary and unique key of a user’s rows contains user_id, but for the documented ones',
  async (t) => {
    const ofUsers = keys.filter(({ table }) => !(table in WITHOUT_USER) || WITHOUT_USER[table] === 'child');
    t.ok(ofUsers.length > 12);
    t.same(
      ofUsers.filter(({ columns }) => !columns.includes('user_id')).map(({ key }) => key),
      KEYS_WITHOUT_USER,
    );
    for (const key of KEYS_WITHOUT_USER) t.ok(scaling.includes(`\n| \`${key}\` |`), key);
  },
);

t.test('each foreign key of a user’s rows is to a row of the same user', async (t) => {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select conname as name,
           array(select attname::text from pg_attribute where attrelid = conrelid and attnum = any(conkey)) as columns
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conname`);
  t.ok(rows.length > 10);
  t.same(
    rows.filter(({ columns }) => !columns.includes('user_id')).map(({ name }) => name),
    ['bulk_update_row_bulk_update_id_fkey'],
  );
});
