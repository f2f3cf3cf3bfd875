import type { Sql } from './sql.ts';

/**
 * Holds a user's lock until the transaction ends. Whoever replaces, rotates or ends a grant takes it in a statement of its
 * own, first: installation and tokens are two rows, and one statement that waits for a row sees the other as it was before
 * (PostgreSQL, "Read Committed Isolation Level").
 */
export async function lockUser(transaction: Sql, userId: string): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${userId}, 0))`;
}
