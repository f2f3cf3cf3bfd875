import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { type ConnectionOptions, connectionConfig } from './connection.ts';
import { remainingBudget, spendWait } from './wait-budget.ts';

export interface PoolOptions extends ConnectionOptions {
  max: number;
  /**
   * Called when a connection breaks. Queries in flight reject, and the pool opens new connections.
   */
  onError: (error: Error) => void;
  /** A connection older than this is replaced when it is idle (seconds). @default 600 */
  maxLifetimeSeconds?: number;
  /** Called when a statement starts. @returns what to call when it ends */
  startQuery?: StartQuery | undefined;
}

export type StartQuery = (text: string) => { end(error: unknown): void } | undefined;

/**
 * Proxies in front of managed databases close connections after a deployment of their own, ten
 * minutes at the earliest. A query that is in flight then fails.
 */
const MAX_LIFETIME_S = 600;

/**
 * Creates a pool whose broken connections cannot end the process and on which no request waits
 * beyond its budget.
 */
export function createPool({ max, onError, maxLifetimeSeconds, startQuery, ...options }: PoolOptions): Pool {
  const pool = new BudgetedPool({
    ...connectionConfig(options),
    max,
    maxLifetimeSeconds: maxLifetimeSeconds ?? MAX_LIFETIME_S,
  });
  // Without a listener, a connection that breaks while idle or between two queries of a transaction
  // would end the process.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  if (startQuery !== undefined) pool.on('connect', (client) => observeQueries(client, startQuery));
  return pool;
}

/** Observes the statements of a connection, which return by a callback or a promise. */
function observeQueries(client: PoolClient, startQuery: StartQuery): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const span = startQuery(textOf(args[0]));
    if (span === undefined) return query(...args);
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const ended = (error: unknown, result: unknown) => {
        span.end(error);
        callback(error, result);
      };
      return query(...args.slice(0, -1), ended);
    }
    const result = query(...args);
    if (result instanceof Promise) result.then(() => span.end(undefined), span.end);
    else span.end(undefined);
    return result;
  }) as PoolClient['query'];
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
}

/** Every connection of the pool is busy, and the request has used up its budget for waiting. */
export class PoolBusyError extends Error {
  constructor() {
    super('timeout exceeded when trying to connect');
  }
}

type Release = (error?: Error | boolean) => void;
type Callback = (error: Error | undefined, client: PoolClient | undefined, release: Release) => void;

class BudgetedPool extends Pool {
  constructor(config: PoolConfig) {
    super(config);
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<PoolClient> | undefined {
    const checkedOut = this.#checkOut();
    if (callback === undefined) return checkedOut;
    checkedOut.then(
      (client) => callback(undefined, client, (error) => client.release(error)),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  #checkOut(): Promise<PoolClient> {
    const budget = remainingBudget();
    if (budget === undefined) return super.connect();
    const availableMs = this.#isBusy() ? budget.toWaitMs : budget.toUseMs;
    if (availableMs === 0) return Promise.reject(new PoolBusyError());
    const spend = spendWait();
    return withinMs(super.connect(), availableMs).finally(spend).then(countUse);
  }

  /** Whether there are as many waiting requests as connections that are idle or may be opened. */
  #isBusy(): boolean {
    return this.waitingCount >= this.idleCount + this.options.max - this.totalCount;
  }
}

/**
 * Counts the time during which a request uses a connection: it waits for the database then, too.
 */
function countUse(client: PoolClient): PoolClient {
  const spend = spendWait();
  const { release } = client;
  client.release = (error) => {
    spend();
    client.release = release;
    release.call(client, error);
  };
  return client;
}

/** Releases a connection that arrives too late to the next waiting request. */
function withinMs(connecting: Promise<PoolClient>, ms: number): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new PoolBusyError());
    }, ms);
    connecting
      .then((client) => (isLate ? client.release() : resolve(client)), reject)
      .finally(() => clearTimeout(timer));
  });
}
