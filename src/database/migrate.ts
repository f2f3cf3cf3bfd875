import type { ApplyMigrationsInput, SchemaEngine } from '@prisma/schema-engine-wasm';
import { Client, type Pool } from 'pg';
import { migrationNames, migrationsDirectory } from './migration-files.ts';
import { everything, migrationList, withSchemaEngine } from './schema-engine.ts';

/** Any number will do as long as every process of this app uses the same one. */
const advisoryLock = 8_045_460_111_213n;
const lockTimeoutMillis = 120_000;
const connectionTimeoutMillis = 10_000;

export interface MigrateOptions {
  /** A folder in Prisma's layout, `<timestamp>_<verb_noun>/migration.sql`; the package's own by default. */
  directory?: string;
  log?: (line: string) => void;
}

/**
 * Applies what is pending of `prisma/migrations` and answers the names of the migrations applied by this call.
 *
 * Safe when several processes run it at once: one works under an advisory lock, the others wait for it (two minutes
 * at most) and find nothing to do. Rows of `_prisma_migrations` are Prisma's own, so `prisma migrate deploy`
 * elsewhere agrees. The address must reach PostgreSQL itself or a pooler in session mode: behind one in transaction
 * mode lock and unlock land on different connections and protect nothing.
 * @throws {Error} naming the migration, when one fails. What came before it stays applied; a later call tries again.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const { directory = migrationsDirectory, log = () => {} } = options;
  const holder = new Client({ connectionString: url, connectionTimeoutMillis, keepAlive: true });
  // A connection that breaks is reported by the query that waits on it; unheard, the event would end the process.
  holder.on('error', () => {});
  await holder.connect().catch(refused);
  try {
    await holder.query(`set lock_timeout = ${lockTimeoutMillis}`);
    await holder.query('select pg_advisory_lock($1)', [advisoryLock]);
    const applied = await applyPending(url, directory);
    await migrateJobs(url);
    for (const name of applied) log(`applied ${name}`);
    return applied;
  } finally {
    // Ending the session releases the lock, also after a failure.
    await holder.end();
  }
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

/** The error of a name with several addresses has no message, only a code. */
function refused(cause: Error & { code?: string }): never {
  throw new Error(`The database can't be reached: ${cause.message || cause.code}`, { cause });
}

/** graphile-worker keeps its own schema, with its own migrations. */
async function migrateJobs(url: string): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
}

async function applyPending(url: string, directory: string): Promise<string[]> {
  const input = { migrationsList: await migrationList(directory), filters: everything };
  const connection = { connectionString: url, connectionTimeoutMillis, keepAlive: true };
  return withSchemaEngine(connection, async (engine) => {
    try {
      await forgiveFailures(engine, input);
      return (await engine.applyMigrations(input)).appliedMigrationNames;
    } catch (error) {
      throw explained(error);
    }
  });
}

/**
 * The engine refuses to go on after a migration that failed until somebody marks it. Each is sent as one
 * transaction, so nothing of it was kept and it can simply be tried again.
 */
async function forgiveFailures(engine: SchemaEngine, input: ApplyMigrationsInput): Promise<void> {
  const { failedMigrationNames } = await engine.diagnoseMigrationHistory({
    ...input,
    optInToShadowDatabase: false,
  });
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
}

/** What the engine says ends with its own stack, where the migration's name is. */
function explained(cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [said = ''] = message.split(/\n\s+0: /);
  const reason = said
    .replace('external connector error\n', '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  const [, name] = /migration_name="([^"]+)"/.exec(message) ?? [];
  if (name === undefined) return new Error(`The migrations could not be applied: ${reason}`, { cause });
  return new Error(
    `Migration ${name} failed: ${reason}. Nothing of it was kept: put right what stopped it and migrate again.`,
    { cause },
  );
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
