import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { migrationsDirectory, readMigrations } from '../../src/database/migration-files.ts';

const templateLock = 8_045_460_111_214n;

/**
 * Creates a template database with the current migrations, unless the server already has one. A
 * lock makes concurrent test files wait for the one that creates it.
 *
 * @returns the name of the template
 */
export async function ensureTemplate(server: string): Promise<string> {
  const migrations = JSON.stringify(await readMigrations(migrationsDirectory));
  const template = `uplink_template_${createHash('sha256').update(migrations).digest('hex').slice(0, 16)}`;
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    // Rename it when it is complete: a process that is killed earlier leaves no partial template.
    const draft = `${template}_${randomUUID().slice(0, 8)}`;
    await client.query(`create database ${draft} template template0`);
    await migrate(databaseUrl(server, draft));
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

/** Runs `work` with one connection to the server's default database. */
export async function onServer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The URL of another database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
