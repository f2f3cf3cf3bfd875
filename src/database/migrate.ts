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
import { CHANNEL, publish } from './pubsub-message.ts';

/** An arbitrary number that every process of this app uses. */
const MIGRATION_LOCK = 8_045_460_111_213n;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long to wait for another `migrate`. */
const OTHER_MIGRATION_TIMEOUT_MS = 120_000;
/**
 * How long one attempt waits for a lock. Requests of the running version queue behind it and time
 * out after five seconds, so the attempt ends early, lets them pass, and is retried.
 */
const LOCK_TIMEOUT_MS = 1_000;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 10_000;
const GIVE_UP_AFTER_MS = 600_000;

export interface MigrateOptions {
  /**
   * A folder in Prisma's layout, `<timestamp>_<verb_noun>/migration.sql`. @default the package's
   * own
   */
  directory?: string;
  log?: (line: string) => void;
}

/**
 * Applies the pending migrations of `prisma/migrations`.
 *
 * Several processes may run it concurrently: one works under an advisory lock, the others wait for
 * it (two minutes at most) and find nothing to do. It may run while the previous version serves
 * requests: an attempt that waits longer than a second for a lock is cancelled and retried, for ten
 * minutes at most. It uses Prisma's own table, so `prisma migrate deploy` agrees with it.
 * @param url reaches PostgreSQL directly or through a pooler in session mode; a pooler in
 * transaction mode loses the advisory lock
 * @returns the names of the migrations applied by this call
 * @throws {Error} naming the migration, if one fails. Earlier ones stay applied, and a later call
 * continues.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const { directory = migrationsDirectory, log = () => {} } = options;
  const connection = { url, applicationName: 'uplink migrate', connectTimeoutMs: CONNECT_TIMEOUT_MS };
  const holder = createClient({ ...connection, settings: settingsWith(OTHER_MIGRATION_TIMEOUT_MS) });
  // The pending query reports a broken connection. Without a listener, the event would end the
  // process.
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
    // Ending the session releases the lock, even after a failure.
    await holder.end();
  }
}

/** Overrides statement timeouts of the role and the database, which could interrupt a migration. */
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

/**
 * A pooler in transaction mode would lose the lock, so that two processes could migrate
 * concurrently.
 */
async function requireSession(client: Client, pool: Pool): Promise<void> {
  await client.query(`listen ${CHANNEL}`);
  await proveDelivery(client, (payload) => publish({ pool }, payload)).catch((error: unknown) => {
    throw error instanceof NotDeliveredError ? new Error(SESSION_HINT) : error;
  });
  await client.query(`unlisten ${CHANNEL}`);
}

const SESSION_HINT =
  'The migrations could not be applied through a pooler in transaction mode. Set DATABASE_DIRECT_URL to the same database, directly or through a pooler in session mode.';

async function lock(client: Client, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    MIGRATION_LOCK,
  ]);
  if (!rows[0]?.taken) {
    log('waiting for another migrate that is running');
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  }
}

/**
 * Creates the schema of the URL, as `prisma migrate` does. `create schema if not exists` needs a
 * privilege even if it exists.
 */
async function createSchema(client: Client, url: string): Promise<void> {
  const { schema } = parsePostgresUrl(url);
  if (schema === undefined) return;
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  if (rowCount === 0) await client.query(`create schema if not exists ${escapeIdentifier(schema)}`);
}

/** Retries while `work` fails because of a lock timeout. */
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
      log(`a lock is held by another transaction: retrying in ${waitMs / 1_000} s; requests are not blocked`);
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
 * Names of the migrations of `directory` that the database has not finished. One small query, for
 * the readiness check. In a database that was never migrated, all are pending.
 */
export async function pendingMigrations(
  { pool }: { pool: Pick<Pool, 'query'> },
  directory = migrationsDirectory,
): Promise<string[]> {
  const [names, finished] = await Promise.all([migrationNames(directory), finishedMigrations(pool)]);
  return names.filter((name) => !finished.has(name));
}

/** Names of migrations that the database has finished but this version does not know. */
export async function unknownMigrations(
  { pool }: { pool: Pick<Pool, 'query'> },
  directory = migrationsDirectory,
): Promise<string[]> {
  const [names, finished] = await Promise.all([migrationNames(directory), finishedMigrations(pool)]);
  return [...finished].filter((name) => !names.includes(name)).sort();
}

function reportUnreachable(cause: unknown): never {
  throw new Error(`The database cannot be used: ${causeOf(cause).hint}.`, { cause });
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** graphile-worker has its own schema and migrations. */
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
