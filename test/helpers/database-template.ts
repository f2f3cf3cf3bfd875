import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { migrationsDirectory, readMigrations } from '../../src/database/migration-files.ts';

const templateLock = 8_045_460_111_214n;

/**
 * Makes the template of today's migrations unless the server has it; test files that start together wait for the
 * one that makes it. Answers its name.
 */
export async function ensureTemplate(server: string): Promise<string> {
  const migrations = JSON.stringify(await readMigrations(migrationsDirectory));
  const template = `uplink_template_${createHash('sha256').update(migrations).digest('hex').slice(0, 16)}`;
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    // Renamed when done: a process that is killed meanwhile leaves no half of a template.
    const draft = `${template}_${randomUUID().slice(0, 8)}`;
    await client.query(`create database ${draft} template template0`);
    await migrate(databaseUrl(server, draft));
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

/** Work over one connection to the server's own database. */
export async function onServer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The address of another database of the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
