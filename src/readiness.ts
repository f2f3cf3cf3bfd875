import type { KeyRing } from './crypto/key-ring.ts';
import type { Database } from './database/client.ts';
import { type DeploymentUrl, isOwnDatabase } from './database/deployment-url.ts';
import { causeOf, type DatabaseErrorCause } from './database/error-cause.ts';
import { checkHealth } from './database/health.ts';
import { isKeyRingRight } from './database/key-check.ts';
import { pendingMigrations } from './database/migrate.ts';
import { NOT_DELIVERED, type PubSub } from './database/pubsub.ts';
import { createHealthCheckInterval } from './health-check-interval.ts';

/** Reason codes that `/readyz` reports. */
export const NOT_READY = [
  'starting',
  'stopping',
  'database_unreachable',
  'database_read_only',
  'migrations_pending',
  'wrong_encryption_keys',
  'pooler_in_transaction_mode',
  'jobs_unavailable',
] as const;

export type NotReady = (typeof NOT_READY)[number];

export interface Readiness {
  /** Undefined if ready. Takes about a second at most, even if the database hangs. */
  check(): Promise<NotReady | undefined>;
  /**
   * Whether the schema and the key ring have been verified. Until then, no user data may be read or
   * stored.
   */
  isPrepared(): boolean;
  /** Makes the process ready before the first request. */
  prepare(): Promise<void>;
  /**
   * Reports the process as not ready from now on, so that the proxy sends requests to other
   * instances.
   * @returns how long (milliseconds) requests may still arrive
   */
  stop(): number;
}

export interface ReadinessOptions {
  database: Database;
  pubsub: Pick<PubSub, 'delivery'>;
  keyRing: KeyRing;
  deployment: DeploymentUrl;
  /** Makes the first requests as quick as later ones. */
  warmUp?: () => Promise<void>;
  log: {
    error(fields: object, message: string): void;
    warn(message: string): void;
    info(message: string): void;
  };
}

const CHECK_TIMEOUT_MS = 1_000;

/** A reason, with its cause if several causes are possible. */
interface Unready {
  reason: NotReady;
  cause?: DatabaseErrorCause;
  /** The variable whose database cannot be used. */
  variable?: 'DATABASE_URL' | 'DATABASE_DIRECT_URL';
}

/**
 * Checks readiness. First the migrations must be applied, the key ring correct, and pub/sub
 * connected. After that, the database must respond and accept writes and jobs.
 * Each change of the reason or its cause is logged once. A database of another deployment is only a
 * warning: the deployment may have moved to another address.
 */
export function createReadiness(options: ReadinessOptions): Readiness {
  const { database, pubsub, keyRing, deployment, warmUp, log } = options;
  let prepared = false;
  const interval = createHealthCheckInterval();
  let stopping = false;
  let running: Promise<Unready | undefined> | undefined;
  const record = createReasonLog(log, database.isShared);

  async function examineDatabase(): Promise<Unready | undefined> {
    const { isReadOnly, hasJobs, mayUseJobs } = await checkHealth(database);
    if (!prepared && (await pendingMigrations(database)).length > 0) return { reason: 'migrations_pending' };
    if (isReadOnly) return { reason: 'database_read_only' };
    if (!hasJobs) return { reason: 'migrations_pending' };
    return mayUseJobs ? undefined : { reason: 'jobs_unavailable' };
  }

  function examinePubSub(): Unready | undefined {
    const delivery = pubsub.delivery();
    if (delivery.state === 'lost') return { reason: 'pooler_in_transaction_mode', cause: NOT_DELIVERED };
    if (prepared || delivery.state === 'working') return undefined;
    return delivery.state === 'failed'
      ? { reason: 'database_unreachable', cause: delivery.cause, variable: 'DATABASE_DIRECT_URL' }
      : { reason: 'starting' };
  }

  async function prepareOnce(): Promise<Unready | undefined> {
    if (!(await isKeyRingRight(database, keyRing))) return { reason: 'wrong_encryption_keys' };
    if (!(await isOwnDatabase(database, deployment))) log.warn(ANOTHER_URL);
    await warmUp?.();
    prepared = true;
    return undefined;
  }

  async function examine(): Promise<Unready | undefined> {
    try {
      const unready = (await examineDatabase()) ?? examinePubSub();
      return unready ?? (prepared ? undefined : await prepareOnce());
    } catch (error) {
      const cause = causeOf(error);
      // With `target_session_attrs=read-write`, no connection to a replica is opened.
      if (cause.cause === 'read_only') return { reason: 'database_read_only' };
      return { reason: 'database_unreachable', cause };
    }
  }

  /** Concurrent checks share one examination. If it hangs, they time out. */
  function examineOnce(): Promise<Unready | undefined> {
    running ??= examine()
      .then((unready) => {
        record(unready);
        return unready;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  return {
    async check() {
      interval.recordCheck();
      if (stopping) return 'stopping';
      const late: Unready = { reason: prepared ? 'database_unreachable' : 'starting' };
      return (await within(examineOnce(), late))?.reason;
    },
    isPrepared: () => prepared,
    async prepare() {
      await examineOnce();
    },
    stop() {
      stopping = true;
      return interval.drainMs();
    },
  };
}

/**
 * Logs only changes, because checks are made every few seconds.
 * @param isShared whether DATABASE_DIRECT_URL is another URL than DATABASE_URL
 */
function createReasonLog(
  log: ReadinessOptions['log'],
  isShared: boolean,
): (unready: Unready | undefined) => void {
  let logged = '';
  return (unready) => {
    const { reason, cause, variable = 'DATABASE_URL' } = unready ?? {};
    const key = `${reason} ${cause?.cause}`;
    if (key === logged || reason === 'starting') return;
    logged = key;
    if (reason === undefined) log.info('ready');
    else
      log.error(
        { reason, ...(cause && { cause: cause.cause }) },
        hintOf(reason, isShared ? variable : 'DATABASE_URL', cause),
      );
  };
}

const HINTS: Record<NotReady, string> = {
  starting: 'still starting',
  stopping: 'stopping',
  database_unreachable: 'the database at DATABASE_URL does not respond',
  database_read_only:
    'the database is read-only: it is a replica, its disk is full, or default_transaction_read_only is on',
  migrations_pending: 'migrations are pending: run `npm run migrate`',
  wrong_encryption_keys:
    'ENCRYPTION_KEYS can’t decrypt the values of this database: restore the keys that encrypted them; only if they are lost, run `uplink keys reset`',
  pooler_in_transaction_mode: `pub/sub disconnected: ${NOT_DELIVERED.hint}`,
  jobs_unavailable:
    'the user of DATABASE_URL lacks privileges on the job queue: grant it the schema graphile_worker (docs/self-hosting.md, “Two database roles”)',
};

const ANOTHER_URL =
  'the database was used with another PUBLIC_URL: if it is a copy, stop this process and set STAGING_COPY=true; if the address has changed, run `uplink adopt`';

function hintOf(reason: NotReady, variable: string, cause: DatabaseErrorCause | undefined): string {
  if (reason !== 'database_unreachable' || cause === undefined) return HINTS[reason];
  return `the database at ${variable} cannot be used: ${cause.hint}`;
}

async function within<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), CHECK_TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
