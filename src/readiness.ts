import type { KeyRing } from './crypto/key-ring.ts';
import { type Database, warm } from './database/client.ts';
import { isKeyRingRight } from './database/key-check.ts';
import { pendingMigrations } from './database/migrate.ts';
import { createDrain } from './drain.ts';

/** Why the process can't work yet, in a word for operators. */
export type NotReady =
  | 'starting'
  | 'stopping'
  | 'database_unreachable'
  | 'migrations_pending'
  | 'wrong_encryption_keys';

export interface Readiness {
  /** Undefined when ready; never takes longer than about a second, whatever hangs. */
  check(): Promise<NotReady | undefined>;
  /** Whether schema and key ring were found right, now or earlier: before, nothing may be read or stored. */
  isPrepared(): boolean;
  /** Makes the process ready before the first request asks. */
  prepare(): Promise<void>;
  /**
   * From now on not ready: the proxy in front should send its requests elsewhere.
   * @returns how long (milliseconds) that takes, in which requests still come
   */
  stop(): number;
}

export interface ReadinessOptions {
  database: Database;
  keyRing: KeyRing;
  log: { error(fields: object, message: string): void; info(message: string): void };
}

const CHECK_TIMEOUT_MS = 1_000;

/** Readiness: schema applied, key ring right, query compiler warm, and from then on a database that answers. */
export function createReadiness({ database, keyRing, log }: ReadinessOptions): Readiness {
  let prepared = false;
  const drain = createDrain();
  let stopping = false;
  let running: Promise<NotReady | undefined> | undefined;

  async function prepareOnce(): Promise<NotReady | undefined> {
    if ((await pendingMigrations(database.pool)).length > 0) return 'migrations_pending';
    if (!(await isKeyRingRight(database, keyRing))) return 'wrong_encryption_keys';
    await warm(database);
    prepared = true;
    log.info('ready');
    return undefined;
  }

  async function examine(): Promise<NotReady | undefined> {
    try {
      if (!prepared) return await prepareOnce();
      await database.pool.query('select 1');
      return undefined;
    } catch {
      return 'database_unreachable';
    }
  }

  /** One examination at a time: those that ask while one hangs get its answer, or none in time. */
  function examineOnce(): Promise<NotReady | undefined> {
    running ??= examine().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    async check() {
      drain.checked();
      if (stopping) return 'stopping';
      return within(examineOnce(), prepared ? 'database_unreachable' : 'starting');
    },
    isPrepared: () => prepared,
    async prepare() {
      const reason = await examineOnce();
      if (reason !== undefined) log.error({ reason }, ADVICE[reason]);
    },
    stop() {
      stopping = true;
      return drain.milliseconds();
    },
  };
}

const ADVICE: Record<NotReady, string> = {
  starting: 'still starting',
  stopping: 'stopping',
  database_unreachable: 'the database at DATABASE_URL does not answer',
  migrations_pending: 'migrations are pending: run `npm run migrate`',
  wrong_encryption_keys:
    'ENCRYPTION_KEYS can’t open what this database holds: put back the keys it was sealed with',
};

async function within<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), CHECK_TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
