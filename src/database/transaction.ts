import type { PoolClient } from 'pg';
import type { Database } from './client.ts';
import { isDeadlock } from './errors.ts';
import { Prisma } from './generated/client.ts';
import { int8Parsers } from './prepared-statements.ts';
import type { SqlClient } from './sql-client.ts';

export interface TransactionOptions {
  /** Statement timeout in milliseconds, which may exceed the pool's five seconds. */
  timeoutMs: number;
  /** Lock timeout in milliseconds. @default 0, the statement timeout */
  lockTimeoutMs?: number;
}

const MAX_TRIES = 3;
/**
 * The server cancels a statement first. The client gives up only if the server does not respond.
 */
const CLIENT_MARGIN_MS = 2_000;

/** Runs `work` in a transaction with its own statement timeout. Retries after a deadlock. */
export async function inTransaction<Result>(
  { pool }: Pick<Database, 'pool'>,
  { timeoutMs, lockTimeoutMs = 0 }: TransactionOptions,
  work: (sql: SqlClient) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `set local statement_timeout = ${Math.ceil(timeoutMs)}; set local lock_timeout = ${Math.ceil(lockTimeoutMs)}`,
      );
      const result = await work(sqlOf(client, timeoutMs + CLIENT_MARGIN_MS));
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // Closes the connection instead of rolling back, because its state is unknown.
      client.release(true);
      if (!isDeadlock(error) || tries === MAX_TRIES) throw error;
    }
  }
}

function sqlOf(client: PoolClient, queryTimeoutMs: number): SqlClient {
  function run(query: TemplateStringsArray | Prisma.Sql, values: unknown[]) {
    const { text, values: parameters } = 'raw' in query ? Prisma.sql(query, ...values) : query;
    // Supported by pg's client, but missing in its types.
    const limits = { query_timeout: queryTimeoutMs };
    return client.query({ text, values: parameters, types: int8Parsers, ...limits });
  }
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      (await run(query, values)).rows as Rows,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}
