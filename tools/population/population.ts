import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { withoutIndexes } from './indexes.ts';
import { USER_ROWS } from './rows.ts';
import { SHARED_ROWS } from './shared-rows.ts';

/** Installations with these numbers, from `first` to `last`, both inclusive and starting at 1. */
interface Range {
  first: number;
  last: number;
}

export { SHARED_ROWS, USER_ROWS };

const ROWS = [...USER_ROWS, ...SHARED_ROWS];

/** From this number of installations on, it is faster to create the indexes after the rows. */
const MANY = 50_000;
/** Longest value that the rows need. */
const MAX_BYTES = 2_000;

/**
 * Inserts installations with all their data: cached livestreams, history, events, sessions,
 * destinations, lists and so on, in proportion. Encrypted values are random bytes of a realistic
 * length, which cannot be decrypted. Needs a superuser, because it skips the checks of foreign keys.
 *
 * @param options.between inserts other installations after each part, so that they are not next to
 * each other on disk
 */
export async function populate(
  client: Client,
  count: number,
  { parts = 1, between = async () => {} }: { parts?: number; between?: (part: number) => Promise<void> } = {},
): Promise<void> {
  const insertAll = async () => {
    for (let part = 0; part < parts; part += 1) {
      const first = Math.floor((count * part) / parts) + 1;
      await insertRange(client, { first, last: Math.floor((count * (part + 1)) / parts) });
      await between(part);
    }
  };
  if (count < MANY) await insertAll();
  else await withoutIndexes(client, [...new Set(ROWS.map(({ table }) => table))], insertAll);
  // VACUUM can't mark pages as visible to all before their commit is on disk.
  await client.query('set synchronous_commit = on');
  await client.query('checkpoint');
  await client.query('vacuum analyze');
}

/** Defines the user ID of each installation, like Zoom's: 22 characters in random order. */
const USER_ID_SQL = `
  create or replace function pg_temp.user_id(number bigint) returns text language sql immutable as $$
    select translate(left(encode(sha256(convert_to('user ' || number, 'UTF8')), 'base64'), 22), '+/', '-_')
  $$`;

async function insertRange(client: Client, { first, last }: Range): Promise<void> {
  await client.query(USER_ID_SQL);
  await client.query('set session_replication_role = replica');
  await client.query('set synchronous_commit = off');
  try {
    await client.query('drop table if exists pg_temp.person, pg_temp.filler');
    await client.query(
      `create temp table person as
       select number, pg_temp.user_id(number) as user_id from generate_series($1::bigint, $2::bigint) as number`,
      [first, last],
    );
    await client.query('create temp table filler as select $1::bytea as bytes', [randomBytes(MAX_BYTES)]);
    await client.query('analyze person');
    for (const { sql } of ROWS) await client.query(sql);
  } finally {
    await client.query('set session_replication_role = origin');
  }
}
