import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Test } from 'tap';
import { startEmbeddedPostgres } from '../../dev/postgres/embedded-postgres.ts';

export async function temporaryDirectory(t: Test) {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-embedded-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * A directory inside one of mode 0700, as created by mkdtemp. A server that root starts as another
 * account cannot enter it.
 */
export async function closedDirectory(t: Test) {
  const directory = join(await temporaryDirectory(t), 'postgres');
  t.teardown(async () => {
    const elsewhere = await readlink(join(directory, 'elsewhere')).catch(() => undefined);
    if (elsewhere) await rm(elsewhere, { recursive: true, force: true });
  });
  return directory;
}

export async function start(t: Test, directory: string) {
  const lines: string[] = [];
  const server = await startEmbeddedPostgres({
    directory,
    durable: false,
    log: (line) => lines.push(line),
  });
  t.teardown(server.stop);
  return { ...server, lines };
}

export async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
