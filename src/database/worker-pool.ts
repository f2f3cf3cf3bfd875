import type { Pool } from 'pg';
import { createPool } from './pool.ts';

/** Two connections stay open to listen for new jobs, and one takes and completes jobs. */
const CONNECTIONS = 3;
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;

/**
 * Creates the pool that graphile-worker manages its jobs with. It is the only pool that code
 * outside this folder receives: the library requires one of its own. Jobs themselves use
 * `Database`.
 *
 * @param directUrl reaches the server without a transaction-mode pooler, because the worker uses
 * LISTEN
 */
export function createWorkerPool(directUrl: string): Pool {
  return createPool({
    url: directUrl,
    max: CONNECTIONS,
    applicationName: 'uplink jobs',
    settings: [['statement_timeout', String(STATEMENT_TIMEOUT_MS)]],
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    queryTimeoutMs: STATEMENT_TIMEOUT_MS,
    // The query on a broken connection reports the error.
    onError: () => {},
  });
}
