import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../dev/postgres/embedded-postgres.ts';

/** Starts a PostgreSQL server in a temporary directory, which is removed when the server stops. */
export async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-test-'));
  const { url, stop } = await startEmbeddedPostgres({ directory, durable: false });
  return {
    url,
    stop: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
