import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';

/** SQLSTATE 57P03: starting up, recovering or shutting down. */
const cannotConnectNow = '57P03';
const patienceMillis = 30_000;

/**
 * Whether the server at `url` is the one that keeps `dataDirectory`. One that is starting or stopping is waited for;
 * nobody there, or somebody else, is a no.
 * @throws {Error} when something accepts the connection and then says nothing: it can't be told to be another.
 */
export async function probe(url: string, dataDirectory: string): Promise<boolean> {
  const deadline = performance.now() + patienceMillis;
  for (;;) {
    try {
      return (await askDataDirectory(url)) === dataDirectory;
    } catch (error) {
      if (isTimeout(error) || performance.now() > deadline) {
        throw new Error(`A PostgreSQL server runs on ${dataDirectory} but does not answer: end it first.`, {
          cause: error,
        });
      }
      if (!(error instanceof DatabaseError) || error.code !== cannotConnectNow) return false;
    }
    await sleep(100);
  }
}

async function askDataDirectory(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000, query_timeout: 3000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory;
  } finally {
    await client.end().catch(() => {});
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.message);
}
