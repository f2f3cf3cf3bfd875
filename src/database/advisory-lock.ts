import type { SqlClient } from './sql-client.ts';

/**
 * Holds the lock of this name until the transaction ends. Take it in a statement of its own, before reading what it guards: one
 * statement that waits for a row sees the others as they were before, and finds none that is inserted meanwhile (PostgreSQL,
 * "Read Committed Isolation Level").
 */
export async function takeAdvisoryLock(transaction: SqlClient, name: string): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/**
 * Holds a user's lock until the transaction ends. Whoever replaces, rotates or ends a grant takes it first: installation and
 * tokens are two rows.
 */
export function lockUser(transaction: SqlClient, userId: string): Promise<void> {
  return takeAdvisoryLock(transaction, userId);
}
