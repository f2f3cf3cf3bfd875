import { randomUUID } from 'node:crypto';
import tap from 'tap';
import { databaseUrl, ensureTemplate, onServer } from './database-template.ts';
import { startTemporaryPostgres } from './temporary-postgres.ts';

/** What is used of tap's test object. */
interface Test {
  teardown(fn: () => Promise<void>): void;
}

/**
 * A database of its own with every migration applied, dropped when the test ends. It is copied from a template on
 * the server at TEST_DATABASE_URL (`npm test` starts one), else on one that is started for this file.
 */
export async function createTestDatabase(t: Test): Promise<{ url: string }> {
  const server = await testServer();
  return createDatabase(t, server, await ensureTemplate(server));
}

/** The same, with nothing in it. */
export async function createEmptyDatabase(t: Test): Promise<{ url: string }> {
  return createDatabase(t, await testServer(), 'template0');
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
