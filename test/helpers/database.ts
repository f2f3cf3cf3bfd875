import { randomUUID } from 'node:crypto';
import tap from 'tap';
import { databaseUrl, ensureTemplate, onServer } from './database-template.ts';
import { startTemporaryPostgres } from './temporary-postgres.ts';

/** The part of tap's test object that the helpers use. */
interface Test {
  teardown(fn: () => Promise<void>): void;
}

/**
 * Creates a migrated database from a template and drops it when the test ends. Uses the server at
 * TEST_DATABASE_URL (`npm test` starts one), or starts a server for this test file.
 */
export async function createTestDatabase(t: Test): Promise<{ url: string }> {
  const server = await testServer();
  return createDatabase(t, server, await ensureTemplate(server));
}

/** Creates an empty database and drops it when the test ends. */
export async function createEmptyDatabase(t: Test): Promise<{ url: string }> {
  return createDatabase(t, await testServer(), 'template0');
}

/**
 * Copies a database of the test server, as an operator does with a dump, and drops the copy when
 * the test ends. No process may be connected to the original.
 */
export async function copyDatabase(t: Test, { databaseUrl }: { databaseUrl: string }): Promise<string> {
  const original = new URL(databaseUrl).pathname.slice(1);
  return (await createDatabase(t, await testServer(), original)).url;
}

async function createDatabase(t: Test, server: string, template: string): Promise<{ url: string }> {
  const name = `uplink_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`));
  t.teardown(() => onServer(server, (client) => client.query(`drop database ${name} with (force)`)));
  return { url: databaseUrl(server, name) };
}

let ownServer: Promise<string> | undefined;

function testServer(): Promise<string> {
  if (process.env.TEST_DATABASE_URL) return Promise.resolve(process.env.TEST_DATABASE_URL);
  ownServer ??= startOwnServer();
  return ownServer;
}

async function startOwnServer(): Promise<string> {
  const { url, stop } = await startTemporaryPostgres();
  tap.teardown(stop);
  return url;
}
