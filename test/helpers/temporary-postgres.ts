import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../dev/postgres/embedded-postgres.ts';

/**
 * Starts a PostgreSQL server in a temporary directory, which is removed when the server stops.
 * @param major PostgreSQL's major version. @default that of the package that `npm ci` installed
 */
export async function startTemporaryPostgres(major?: number): Promise<EmbeddedPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-test-'));
  const { url, stop } = await startEmbeddedPostgres({ directory, durable: false, major });
  return {
    url,
    stop: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
