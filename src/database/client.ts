import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { parsePostgresUrl } from '../postgres-url/parse.ts';
import type { SessionSetting } from '../postgres-url/session-settings.ts';
import { PrismaClient } from './generated/client.ts';
import { createPool } from './pool.ts';
import { prepared } from './prepared-statements.ts';
import type { SqlClient } from './sql-client.ts';

export interface DatabaseOptions {
  /** `postgresql://…`, PostgreSQL 15 or newer, or a pooler before it. */
  url: string;
  /**
   * Reaches the server itself, or a pooler in session mode, if `url` is a pooler that may run each transaction on another connection.
   * @default `url`
   */
  directUrl?: string | undefined;
  /** Connections of this process at most. */
  poolMax: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Called with connections that break; queries in flight reject by themselves, and the pool opens new ones. */
  onError: (error: Error) => void;
}

export interface Database {
  prisma: PrismaClient;
  /** The same connections, for what Prisma has no words for. */
  pool: Pool;
  /** The same connections with statements prepared once, for hot paths. */
  sql: SqlClient;
  /** Where sessions are kept: for LISTEN, advisory locks of a session and the job queue. */
  directUrl: string;
  /** Whether `directUrl` is another way to the database than that of the pool. */
  isShared: boolean;
  /** Waits for queries in flight; once is enough, more does no harm. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;

/** A statement that hangs is ended by the server; behind a transaction-mode pooler a session has no settings, and only this side gives up. */
const SESSION_SETTINGS: SessionSetting[] = [['statement_timeout', String(STATEMENT_TIMEOUT_MS)]];

/**
 * Connects lazily: nothing is sent to the server before the first query. No query waits for ever: 3 s for a
 * connection, 5 s for a result, held by the server and, if it is unreachable, by this side.
 */
export function connectDatabase(options: DatabaseOptions): Database {
  const { url, directUrl = url } = options;
  const isShared = directUrl !== url;
  const pool = createPool({
    url,
    isShared,
    max: options.poolMax,
    applicationName: options.applicationName ?? 'uplink',
    settings: isShared ? [] : SESSION_SETTINGS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    queryTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: options.onError,
  });

  const { schema } = parsePostgresUrl(url);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, schema === undefined ? {} : { schema }) });
  let closing: Promise<void> | undefined;
  return {
    prisma,
    pool,
    sql: prepared(pool),
    directUrl,
    isShared,
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
