import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';

/** SQLSTATE 57P03: starting up, recovering or shutting down. */
const cannotConnectNow = '57P03';
const timeoutMs = 30_000;

/** What a running server reports about itself. */
export interface ServerIdentity {
  dataDirectory: string;
  /** Its `cluster_name` setting. */
  clusterName: string;
}

/**
 * Asks the server at `url` who it is. Waits for one that is starting or stopping; undefined if no PostgreSQL listens
 * there, or one that rejects the password.
 * @throws {Error} if something accepts the connection and then does not respond: it could be any server
 */
export async function probe(url: string, dataDirectory: string): Promise<ServerIdentity | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await fetchIdentity(url);
    } catch (error) {
      if (isTimeout(error) || performance.now() > deadline) {
        throw new Error(`A PostgreSQL server runs on ${dataDirectory} but does not respond: stop it first.`, {
          cause: error,
        });
      }
      if (!(error instanceof DatabaseError) || error.code !== cannotConnectNow) return undefined;
    }
    await sleep(100);
  }
}

async function fetchIdentity(url: string): Promise<ServerIdentity | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000, query_timeout: 3000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<ServerIdentity>(
      `select current_setting('data_directory') as "dataDirectory", current_setting('cluster_name') as "clusterName"`,
    );
    return rows[0];
  } finally {
    await client.end().catch(() => {});
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.message);
}
