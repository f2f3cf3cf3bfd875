import { createHash, randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { type MigrationFile, readMigrations } from './migration-files.ts';

/**
 * Matches Prisma's own table, so that `prisma migrate deploy` and `prisma migrate status` agree
 * with this runner.
 */
const CREATE_TABLE = `
create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

/**
 * Applies the pending migrations of `directory` in the order of their names. Each runs in one
 * transaction with its record. The caller must hold the lock that excludes other runners.
 * @returns the names of the applied migrations
 * @throws {Error} naming the migration, if one fails or if the file of a finished one has changed;
 * `cause` is PostgreSQL's error
 */
export async function applyMigrations(pool: Pool, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = await pool.connect();
  try {
    if (!(await hasTable(client))) await client.query(CREATE_TABLE);
    const finished = await finishedChecksums(client);
    for (const migration of migrations) requireUnchanged(migration, finished.get(migration.name));
    const pending = migrations.filter(({ name }) => !finished.has(name));
    for (const migration of pending) await applyMigration(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    client.release();
  }
}

/** `create table if not exists` needs the CREATE privilege even if the table exists. */
async function hasTable(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as exists`,
  );
  return rows[0]?.exists ?? false;
}

async function finishedChecksums(client: PoolClient): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from _prisma_migrations
     where finished_at is not null and rolled_back_at is null`,
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function requireUnchanged(migration: MigrationFile, checksum: string | undefined): void {
  if (checksum === undefined || checksum === checksumOf(migration)) return;
  throw new Error(
    `Migration ${migration.name} was applied with different content. Restore the file, or deploy the version that was running.`,
  );
}

function checksumOf({ sql }: MigrationFile): string {
  return createHash('sha256').update(sql).digest('hex');
}

/**
 * Sends the file as one query. PostgreSQL parses it, so semicolons in strings, comments and
 * functions cannot split it.
 */
async function applyMigration(client: PoolClient, migration: MigrationFile): Promise<void> {
  const { name, sql } = migration;
  try {
    await client.query('begin');
    // Left by another tool whose attempt failed and was rolled back.
    await client.query(
      `update _prisma_migrations set rolled_back_at = now()
       where migration_name = $1 and finished_at is null and rolled_back_at is null`,
      [name],
    );
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksumOf(migration), name],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Migration ${name} failed: ${reason}. It was rolled back: correct the cause and migrate again.`,
      { cause },
    );
  }
}
