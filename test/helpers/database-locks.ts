import type { RunningApp } from './app.ts';
import { waitUntil } from './zoom-host.ts';

type WithDatabase = Pick<RunningApp, 'database'>;

/**
 * Runs `sql` in an open transaction, which keeps its locks.
 * @returns a function that commits, which releases the locks
 */
export async function lockRows(
  { database }: WithDatabase,
  sql: string,
  values: unknown[] = [],
): Promise<() => Promise<void>> {
  const holder = await database.pool.connect();
  await holder.query('begin');
  await holder.query(sql, values);
  return async () => {
    await holder.query('commit');
    holder.release();
  };
}

const INSERTS = 4_711;

/**
 * Blocks inserts into a table inside their statements, with nothing committed.
 * @returns a function that unblocks them
 */
export async function blockInserts(uplink: WithDatabase, table: string): Promise<() => Promise<void>> {
  await uplink.database.pool.query(`
    create or replace function hold_insert() returns trigger language plpgsql as
      'begin perform pg_advisory_xact_lock_shared(${INSERTS}); return new; end';
    create or replace trigger hold_insert before insert on ${table} for each row execute function hold_insert()`);
  return lockRows(uplink, 'select pg_advisory_xact_lock($1)', [INSERTS]);
}

/** Resolves when exactly `count` connections wait for a lock. */
export async function lockWaiters({ database }: WithDatabase, count: number): Promise<void> {
  await waitUntil(async () => {
    const { rowCount } = await database.pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount === count;
  });
}
