import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';

/** SQLSTATE 57P03: starting up, recovering or shutting down. */
const CANNOT_CONNECT_NOW = '57P03';
const TIMEOUT_MS = 30_000;

/** What a running server reports about itself. */
export interface ServerIdentity {
  dataDirectory: string;
  /** Its `cluster_name` setting. */
  clusterName: string;
}

/**
 * Identifies the server at `url`. Waits while it is starting or stopping. Undefined if no
 * PostgreSQL listens there, or if it rejects the password.
 * @throws {Error} if the connection is accepted but nothing responds: it could be any server
 */
export async function probe(url: string, dataDirectory: string): Promise<ServerIdentity | undefined> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await fetchIdentity(url);
    } catch (error) {
      if (isTimeout(error) || performance.now() > deadline) {
        throw new Error(`A PostgreSQL server runs on ${dataDirectory} but does not respond: stop it first.`, {
          cause: error,
        });
      }
      if (!(error instanceof DatabaseError) || error.code !== CANNOT_CONNECT_NOW) return undefined;
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
