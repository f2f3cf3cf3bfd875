import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { parsePostgresUrl } from '../postgres-url/parse.ts';
import type { SessionSetting } from '../postgres-url/session-settings.ts';
import { PrismaClient } from './generated/client.ts';
import { createPool, type StartQuery } from './pool.ts';
import { prepared } from './prepared-statements.ts';
import type { SqlClient } from './sql-client.ts';

export interface DatabaseOptions {
  /** `postgresql://…` of PostgreSQL 15 or newer, or of a pooler in front of it. */
  url: string;
  /**
   * Reaches the server directly or through a pooler in session mode. Needed if `url` is a pooler in
   * transaction mode.
   * @default `url`
   */
  directUrl?: string | undefined;
  /** Maximum connections of this process. */
  poolMax: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Observes statements, for traces. */
  startQuery?: StartQuery | undefined;
  /**
   * Called when a connection breaks. Queries in flight reject, and the pool opens new connections.
   */
  onError: (error: Error) => void;
}

export interface Database {
  prisma: PrismaClient;
  /** The same connections, for SQL that Prisma does not support. */
  pool: Pool;
  /** The same connections, with statements that each connection prepares once. For hot paths. */
  sql: SqlClient;
  /** Connections of this process, and queries that wait for one. */
  poolStatus(): PoolStatus;
  /** URL that keeps sessions: for LISTEN, session-level advisory locks and the job queue. */
  directUrl: string;
  /**
   * Whether the pool connects through a transaction-mode pooler, so that `directUrl` differs from
   * its URL.
   */
  isShared: boolean;
  /** Waits for queries in flight. Idempotent. */
  close(): Promise<void>;
}

export interface PoolStatus {
  used: number;
  idle: number;
  waiting: number;
  max: number;
}

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;

/**
 * The server cancels a statement that hangs. Behind a transaction-mode pooler sessions have no
 * settings: only the client-side timeout applies.
 */
const SESSION_SETTINGS: SessionSetting[] = [['statement_timeout', String(STATEMENT_TIMEOUT_MS)]];

/**
 * Connects lazily: nothing is sent to the server before the first query. A query waits at most 3 s
 * for a connection and 5 s for its result. The server enforces the latter, and the client does if
 * the server is unreachable.
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
    startQuery: options.startQuery,
  });

  const { schema } = parsePostgresUrl(url);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, schema === undefined ? {} : { schema }) });
  let closing: Promise<void> | undefined;
  return {
    prisma,
    pool,
    sql: prepared(pool),
    poolStatus: () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max: options.poolMax,
    }),
    directUrl,
    isShared,
    close: () => {
      closing ??= prisma.$disconnect().then(() => pool.end());
      return closing;
    },
  };
}

/**
 * Runs a first query before any request does: it compiles Prisma's query compiler, which takes
 * about a second.
 */
export async function warm({ prisma }: Database): Promise<void> {
  await prisma.keyCheck.findUnique({ where: { id: 1 } });
}
