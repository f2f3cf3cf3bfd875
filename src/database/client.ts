import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from './generated/client.ts';
import { prepared } from './prepared.ts';
import type { Sql } from './sql.ts';

export interface DatabaseOptions {
  /** `postgresql://…`, PostgreSQL 15 or newer. */
  url: string;
  /** Connections of this process at most. */
  poolMax: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Told of connections that break; queries in flight reject by themselves, and the pool opens new ones. */
  onError: (error: Error) => void;
}

export interface Database {
  prisma: PrismaClient;
  /** The same connections, for what Prisma has no words for. */
  pool: Pool;
  /** The same connections with statements prepared once, for hot paths. */
  sql: Sql;
  /** Waits for queries in flight; once is enough, more does no harm. */
  close(): Promise<void>;
}

/**
 * Connects lazily: nothing is asked of the server before the first query. No query waits for ever: 3 s for a
 * connection, 5 s for an answer, held by the server and, where it is unreachable, by this side.
 */
export function connectDatabase(options: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolMax,
    application_name: options.applicationName ?? 'uplink',
    connectionTimeoutMillis: 3000,
    statement_timeout: 5000,
    query_timeout: 5000,
    keepAlive: true,
  });
  // Without a listener, the error of a connection that breaks while idle, or between two queries of a transaction,
  // would end the process.
  pool.on('error', options.onError);
  pool.on('connect', (client) => client.on('error', options.onError));

  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  let closing: Promise<void> | undefined;
  return {
    prisma,
    pool,
    sql: prepared(pool),
    close: () => {
      closing ??= prisma.$disconnect().then(() => pool.end());
      return closing;
    },
  };
}

/**
 * Runs the first query of the process: it compiles Prisma's query compiler, about a second that no request should
 * pay for.
 */
export async function warm({ prisma }: Database): Promise<void> {
  await prisma.keyCheck.findUnique({ where: { id: 1 } });
}
