import type { Database } from './client.ts';
import { isStatementTimeout } from './errors.ts';
import type { Prisma } from './generated/client.ts';
import { inTransaction } from './transaction.ts';

export interface BatchOptions {
  /** Maximum rows of the first batch. @default 2000 */
  size?: number;
  /** Monotonic time (milliseconds) after which no further batch starts. @default never */
  giveUpAt?: number;
  /** No further batch starts after it aborts. */
  signal?: AbortSignal | undefined;
  /** Lock timeout in milliseconds. @default the statement timeout of a batch */
  lockTimeoutMs?: number;
}

const BATCH_SIZE = 2_000;
const MIN_BATCH_SIZE = 50;
const BATCH_TIMEOUT_MS = 10_000;

/**
 * Repeats a statement that handles a limited number of rows until no rows are left. Each batch has
 * its own transaction and timeout, so any number of rows can be processed. A batch that times out
 * is retried with fewer rows.
 *
 * @param statement builds the statement for a maximum number of rows
 * @returns how many rows were handled, and whether none are left
 */
export async function inBatches(
  database: Pick<Database, 'pool'>,
  statement: (limit: number) => Prisma.Sql,
  { size = BATCH_SIZE, giveUpAt = Number.POSITIVE_INFINITY, lockTimeoutMs = 0, signal }: BatchOptions = {},
): Promise<{ rows: number; isDone: boolean }> {
  let limit = size;
  for (let rows = 0; ; ) {
    if (performance.now() >= giveUpAt || signal?.aborted) return { rows, isDone: false };
    try {
      const options = { timeoutMs: BATCH_TIMEOUT_MS, lockTimeoutMs };
      const handled = await inTransaction(database, options, (sql) => sql.$executeRaw(statement(limit)));
      rows += handled;
      if (handled === 0) return { rows, isDone: true };
    } catch (error) {
      if (!isStatementTimeout(error) || limit <= MIN_BATCH_SIZE) throw error;
      limit = Math.max(MIN_BATCH_SIZE, Math.floor(limit / 4));
    }
  }
}
