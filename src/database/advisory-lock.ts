import type { SqlClient } from './sql-client.ts';

/**
 * Takes the lock of this name until the transaction ends. Take it in a separate statement, before
 * reading the rows it guards: a statement keeps the snapshot from before it waited, so it misses
 * rows inserted in the meantime (PostgreSQL, "Read Committed Isolation Level").
 */
export async function takeAdvisoryLock(transaction: SqlClient, name: string): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/**
 * Takes a user's lock until the transaction ends. Every transaction that replaces, rotates or
 * revokes a grant takes it first, because installation and tokens are two rows.
 */
export function lockUser(transaction: SqlClient, userId: string): Promise<void> {
  return takeAdvisoryLock(transaction, userId);
}
