import type { Pool } from 'pg';
import { isStatementTimeout } from './errors.ts';
import type { Prisma } from './generated/client.ts';
import { inTransaction } from './transaction.ts';

export interface BatchOptions {
  /** Rows of the first batch. @default 2000 */
  size?: number;
  /** Monotonic milliseconds after which no further batch begins. @default never */
  giveUpAt?: number;
  /** How long to wait for a lock, milliseconds. @default as long as a batch may take */
  lockTimeoutMs?: number;
}

const BATCH_SIZE = 2_000;
const MIN_BATCH_SIZE = 50;
const BATCH_TIMEOUT_MS = 10_000;

/**
 * Repeats a statement that handles at most so many rows until there are none left, each time in a transaction of its own
 * with its own timeout, so that no amount of rows is too much. A batch that takes too long is tried again with fewer rows.
 *
 * @param statement from the number of rows that it may handle
 * @returns how many rows were handled, and whether none is left
 */
export async function inBatches(
  pool: Pool,
  statement: (limit: number) => Prisma.Sql,
  { size = BATCH_SIZE, giveUpAt = Number.POSITIVE_INFINITY, lockTimeoutMs = 0 }: BatchOptions = {},
): Promise<{ rows: number; isDone: boolean }> {
  let limit = size;
  for (let rows = 0; ; ) {
    if (performance.now() >= giveUpAt) return { rows, isDone: false };
    try {
      const options = { timeoutMs: BATCH_TIMEOUT_MS, lockTimeoutMs };
      const handled = await inTransaction(pool, options, (sql) => sql.$executeRaw(statement(limit)));
      rows += handled;
      if (handled === 0) return { rows, isDone: true };
    } catch (error) {
      if (!isStatementTimeout(error) || limit <= MIN_BATCH_SIZE) throw error;
      limit = Math.max(MIN_BATCH_SIZE, Math.floor(limit / 4));
    }
  }
}
