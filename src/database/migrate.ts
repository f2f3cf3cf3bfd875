import { setTimeout as delay } from 'node:timers/promises';
import { type Client, escapeIdentifier, type Pool } from 'pg';
import { parsePostgresUrl } from '../postgres-url/parse.ts';
import type { SessionSetting } from '../postgres-url/session-settings.ts';
import { applyMigrations } from './apply-migrations.ts';
import { createClient } from './connection.ts';
import { causeOf } from './error-cause.ts';
import { migrationNames, migrationsDirectory } from './migration-files.ts';
import { createPool } from './pool.ts';
import { NotDeliveredError, proveDelivery } from './pubsub-delivery.ts';
import { channel, publish } from './pubsub-message.ts';

/** Any number will do as long as every process of this app uses the same one. */
const advisoryLock = 8_045_460_111_213n;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long another `migrate` is waited for. */
const OTHER_MIGRATION_TIMEOUT_MS = 120_000;
/**
 * How long one attempt waits for a lock: requests of the running version queue behind it, and each of them has five seconds.
 * Then they get through, and the migration is tried again.
 */
const LOCK_TIMEOUT_MS = 1_000;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 10_000;
const GIVE_UP_AFTER_MS = 600_000;

export interface MigrateOptions {
  /** A folder in Prisma's layout, `<timestamp>_<verb_noun>/migration.sql`; the package's own by default. */
  directory?: string;
  log?: (line: string) => void;
}

/**
 * Applies what is pending of `prisma/migrations`.
 *
 * Safe when several processes run it at once: one works under an advisory lock, the others wait for it (two minutes
 * at most) and find nothing to do. Safe beside the running version: an attempt that would wait for a lock for longer than a second
 * is ended and repeated, for ten minutes at most. Rows of `_prisma_migrations` are Prisma's own, so `prisma migrate deploy`
 * elsewhere agrees.
 * @param url reaches PostgreSQL itself or a pooler in session mode: one in transaction mode loses the advisory lock
 * @returns the names of the migrations applied by this call
 * @throws {Error} naming the migration, when one fails. What came before it stays applied; a later call tries again.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const { directory = migrationsDirectory, log = () => {} } = options;
  const connection = { url, applicationName: 'uplink migrate', connectTimeoutMs: CONNECT_TIMEOUT_MS };
  const holder = createClient({ ...connection, settings: settingsWith(OTHER_MIGRATION_TIMEOUT_MS) });
  // A connection that breaks is reported by the query that waits on it; unheard, the event would end the process.
  holder.on('error', () => {});
  await holder.connect().catch(reportUnreachable);
  const settings = settingsWith(LOCK_TIMEOUT_MS);
  const pool = createPool({ ...connection, settings, max: 1, onError: () => {} });
  try {
    await requireWritable(holder);
    await requireSession(holder, pool);
    await lock(holder, log);
    await createSchema(holder, url);
    return await retryOnLock(log, async () => {
      const applied = await applyMigrations(pool, directory);
      for (const name of applied) log(`applied ${name}`);
      await migrateJobs(pool);
      return applied;
    });
  } finally {
    await pool.end();
    // Ending the session releases the lock, also after a failure.
    await holder.end();
  }
}

/** No limit that the role or the database sets for its statements may end a migration half way. */
function settingsWith(lockTimeoutMs: number): SessionSetting[] {
  return [
    ['statement_timeout', '0'],
    ['idle_in_transaction_session_timeout', '0'],
    ['lock_timeout', String(lockTimeoutMs)],
  ];
}

async function requireWritable(client: Client): Promise<void> {
  const { rows } = await client.query<{ read_only: string }>(
    `select current_setting('transaction_read_only') as read_only`,
  );
  if (rows[0]?.read_only === 'on') throw new Error(sentence(causeOf({ code: '25006' }).hint));
}

/** Through a pooler in transaction mode the lock would be taken and lost, and two would migrate at once. */
async function requireSession(client: Client, pool: Pool): Promise<void> {
  await client.query(`listen ${channel}`);
  await proveDelivery(client, (payload) => publish(pool, payload)).catch((error: unknown) => {
    throw error instanceof NotDeliveredError ? new Error(SESSION_HINT) : error;
  });
  await client.query(`unlisten ${channel}`);
}

const SESSION_HINT =
  'The migrations could not be applied: a pooler in transaction mode is in between. Set DATABASE_DIRECT_URL to the same database, directly or through a pooler in session mode.';

async function lock(client: Client, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    advisoryLock,
  ]);
  if (!rows[0]?.taken) {
    log('another migrate is running: waiting for it');
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
  }
}

/** As `prisma migrate` does it; `create schema if not exists` alone needs a privilege even if the schema exists. */
async function createSchema(client: Client, url: string): Promise<void> {
  const { schema } = parsePostgresUrl(url);
  if (schema === undefined) return;
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  if (rowCount === 0) await client.query(`create schema if not exists ${escapeIdentifier(schema)}`);
}

/** Tries again as long as a lock is what stops it. */
async function retryOnLock<Result>(
  log: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let waitMs = RETRY_MIN_MS; ; waitMs = Math.min(2 * waitMs, RETRY_MAX_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isLockTimeout(error) || performance.now() > giveUpAt) throw error;
      log(`a lock is held by another transaction: trying again in ${waitMs / 1_000} s, requests go on`);
      await delay(waitMs);
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  return code === '55P03' || /lock timeout/.test(error.message);
}

/**
 * Names of the migrations of `directory` that the database has not finished: one small query, for readiness.
 * A database that was never migrated has all of them pending.
 */
export async function pendingMigrations(
  pool: Pick<Pool, 'query'>,
  directory = migrationsDirectory,
): Promise<string[]> {
  const [names, finished] = await Promise.all([migrationNames(directory), finishedMigrations(pool)]);
  return names.filter((name) => !finished.has(name));
}

function reportUnreachable(cause: unknown): never {
  throw new Error(`The database cannot be used: ${causeOf(cause).hint}.`, { cause });
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** graphile-worker keeps its own schema, with its own migrations. */
async function migrateJobs(pgPool: Pool): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ pgPool, logger: new Logger(() => () => {}) });
}

async function finishedMigrations(pool: Pick<Pool, 'query'>): Promise<Set<string>> {
  const { rows } = await pool.query<{ present: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as present`,
  );
  if (!rows[0]?.present) return new Set();
  const finished = await pool.query<{ migration_name: string }>(
    'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return new Set(finished.rows.map((row) => row.migration_name));
}
