import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import {
  Logger,
  type Runner,
  type RunnerOptions,
  run,
  type Task,
  type TaskList,
  type WorkerEvents,
  type WorkerPool,
} from 'graphile-worker';
import { createWorkerPool } from '../database/worker-pool.ts';
import type { WorkerRegistry } from './worker-registry.ts';

/** Background work, by job. */
export interface JobHandlers {
  /** @param keys of events in the inbox, hexadecimal */
  events(keys: readonly string[], signal: AbortSignal): Promise<void>;
  /** @param key the pending erasure's key, hexadecimal */
  erase(key: string): Promise<void>;
  resumeErasures(): Promise<void>;
  checkLive(signal: AbortSignal): Promise<void>;
  bulkUpdate(id: string, signal: AbortSignal): Promise<void>;
  resumeBulkUpdates(): Promise<void>;
  switchDestination(id: string, signal: AbortSignal): Promise<void>;
  resumeSwitches(): Promise<void>;
  refreshIdle(signal: AbortSignal): Promise<void>;
  purge(signal: AbortSignal): Promise<void>;
  /** Records the success of a periodic job. */
  recordSuccess(job: string): Promise<void>;
  /** Maps workers to instances and releases the jobs of dead workers. */
  workers: WorkerRegistry;
}

/** Runs one job. Its error is passed through. */
export type ObserveJob = (job: JobName, run: () => Promise<void>) => Promise<void>;

export type JobName =
  | 'events'
  | 'erase'
  | 'check-live'
  | 'switch-destination'
  | 'bulk-update'
  | 'refresh-idle'
  | 'purge';

export interface JobsOptions {
  /**
   * The database of the job queue, not through a transaction-mode pooler, because the worker uses
   * LISTEN.
   */
  url: string;
  handlers: JobHandlers;
  log: FastifyBaseLogger;
  /** Runs a job and observes it, for metrics and traces. @default runs it */
  observe?: ObserveJob;
  /** Maximum concurrent short jobs of this process. */
  concurrency?: number;
}

export interface RunningJobs {
  /** Takes no further jobs and waits for those in progress. */
  stop(): Promise<void>;
  /** Names of the jobs in progress. */
  inProgress(): JobName[];
  /** Resolves when the workers have ended, after `stop` or because of an error. */
  ended: Promise<void>;
}

/** Hourly refresh of idle tokens and hourly cleanup. Each run executes on one instance. */
const CRONTAB = `17 * * * * refresh-idle ?max=1&jobKey=refresh-idle
41 * * * * purge ?max=3&jobKey=purge`;

/** Long jobs have their own workers, so that no webhook event waits for them. */
const MAX_CONCURRENT_LONG_JOBS = 4;

/**
 * How often to check for work of dead instances, and for jobs that have become due. Together with
 * the detection of dead instances it must stay below ten seconds.
 */
const CHECK_EVERY_MS = 2_000;
/**
 * How often each of the seven workers polls for a job. Rare, because it is woken for each new job and
 * by the check above; it only matters while no notification arrives.
 */
const POLL_EVERY_MS = 60_000;
const RETRY_REGISTRATION_MS = 500;

/**
 * Disables batching explicitly: without a batch delay, graphile-worker completes each job
 * separately. If a connection breaks just then, the rejection is unhandled and ends the process.
 */
const PRESET = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

/** Starts the workers. */
export async function startJobs(options: JobsOptions): Promise<RunningJobs> {
  const { url, handlers, log, concurrency = 3 } = options;
  const stopping = new AbortController();
  const inProgress = new Map<symbol, JobName>();
  const { shortTasks, longTasks } = createTaskLists(options, stopping.signal, inProgress);
  const registration = createRegistration(handlers.workers, stopping.signal);
  const pgPool = createWorkerPool(url);
  const common = {
    ...{ pgPool, noHandleSignals: true, preset: PRESET, logger: createLogger(log) },
    pollInterval: POLL_EVERY_MS,
  };
  const runners: Runner[] = [];
  let ending: Promise<void> | undefined;
  const checking = setInterval(createCheck(handlers, registration.wake), CHECK_EVERY_MS);

  /**
   * Ends both runners. If one ends because of an error, the other must end too; stopping a runner
   * that has ended rejects.
   */
  function end(): Promise<void> {
    ending ??= endAll();
    return ending;
  }

  async function endAll(): Promise<void> {
    clearInterval(checking);
    stopping.abort();
    await Promise.all(runners.map((runner) => runner.stop().catch(() => undefined)));
    await Promise.all(runners.map(({ promise }) => promise.catch(() => undefined)));
    await registration.unregisterAll();
    await pgPool.end();
  }

  async function start(own: Pick<RunnerOptions, 'taskList' | 'crontab' | 'concurrency'>): Promise<void> {
    runners.push(await run({ ...common, ...registration.runnerOptions(), ...own }));
  }

  try {
    await start({ taskList: shortTasks, crontab: CRONTAB, concurrency });
    await start({ taskList: longTasks, concurrency: MAX_CONCURRENT_LONG_JOBS });
  } catch (error) {
    await end();
    throw error;
  }
  const ended = Promise.race(runners.map(({ promise }) => promise.catch(() => undefined))).then(end);
  return {
    ended,
    stop: end,
    inProgress: () => [...inProgress.values()],
  };
}

/**
 * Finds work of dead instances and resumes it. None of the four kinds waits for another. Wakes this
 * instance's workers for due jobs, also while no notification arrives.
 */
function createCheck(handlers: JobHandlers, wake: (count: number) => void): () => void {
  const resume = {
    bulkUpdates: notOverlapping(handlers.resumeBulkUpdates),
    switches: notOverlapping(handlers.resumeSwitches),
    erasures: notOverlapping(handlers.resumeErasures),
    workers: notOverlapping(handlers.workers.releaseDead),
  };
  return notOverlapping(async () => {
    const found = await handlers.workers.findWork();
    if (found?.bulkUpdates) resume.bulkUpdates();
    if (found?.switches) resume.switches();
    if (found?.erasures) resume.erasures();
    if (found?.workers || found?.unknownWorkers) resume.workers();
    if (found?.due) wake(found.due);
  });
}

/**
 * @param signal aborts when the workers stop
 * @param inProgress has each job while it runs
 */
function createTaskLists(
  { handlers, log, observe = (_job, run) => run() }: JobsOptions,
  signal: AbortSignal,
  inProgress: Map<symbol, JobName>,
): { shortTasks: TaskList; longTasks: TaskList } {
  const task =
    (job: JobName, work: (payload: unknown) => Promise<void>): Task =>
    async (payload, { job: { attempts, max_attempts: maxAttempts } }) => {
      const run = Symbol(job);
      inProgress.set(run, job);
      const working = observe(job, () => work(payload)).finally(() => inProgress.delete(run));
      await working.catch((error: unknown) => {
        log.error({ err: error, job, attempt: attempts, maxAttempts }, 'job failed');
        // graphile-worker stores the message of this error, and a database message could name the
        // user.
        throw new Error(error instanceof Error ? error.name : 'unknown');
      });
    };
  const periodic = (name: JobName, work: () => Promise<void>) =>
    task(name, async () => {
      await work();
      await handlers.recordSuccess(name);
    });
  return {
    shortTasks: {
      events: task('events', (payload) => handlers.events(textsOf(payload, 'keys'), signal)),
      // Jobs of version 0.2.0, which stored one for each event.
      event: task('events', (payload) => handlers.events([textOf(payload, 'key')], signal)),
      erase: task('erase', (payload) => handlers.erase(textOf(payload, 'key'))),
      'check-live': task('check-live', () => handlers.checkLive(signal)),
      'switch-destination': task('switch-destination', (payload) =>
        handlers.switchDestination(textOf(payload, 'id'), signal),
      ),
      'refresh-idle': periodic('refresh-idle', () => handlers.refreshIdle(signal)),
      purge: periodic('purge', () => handlers.purge(signal)),
    },
    longTasks: {
      'bulk-update': task('bulk-update', (payload) => handlers.bulkUpdate(textOf(payload, 'id'), signal)),
    },
  };
}

/** Logs only errors: graphile-worker's messages contain payloads, which can contain user data. */
function createLogger(log: FastifyBaseLogger): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ problem: shorten(message) }, 'job worker error');
  });
}

interface Registration {
  /**
   * Options of a runner whose workers take no job before they are registered. Otherwise the death
   * of a worker would be detected late.
   */
  runnerOptions(): Pick<RunnerOptions, 'events' | 'forbiddenFlags'>;
  /** Makes this many idle workers look for a job now. */
  wake(count: number): void;
  unregisterAll(): Promise<void>;
}

/** @param signal ends the retries of registrations that fail */
function createRegistration(registry: WorkerRegistry, signal: AbortSignal): Registration {
  const workerPools: WorkerPool[] = [];

  async function register(workerId: string): Promise<void> {
    while (!signal.aborted) {
      try {
        return await registry.register(workerId);
      } catch {
        await delay(RETRY_REGISTRATION_MS);
      }
    }
  }

  return {
    runnerOptions() {
      const events = new EventEmitter() as WorkerEvents;
      let pending: Promise<void> | undefined;
      events.on('pool:create', ({ workerPool }) => {
        workerPools.push(workerPool);
        pending = register(workerPool.id).then(() => {
          pending = undefined;
        });
      });
      return { events, forbiddenFlags: () => pending?.then(() => []) ?? null };
    },
    wake(count: number) {
      for (const workers of workerPools) workers.nudge(count);
    },
    async unregisterAll() {
      await Promise.all(workerPools.map(({ id }) => registry.unregister(id).catch(() => undefined)));
    },
  };
}

/**
 * Skips a run while the previous one is in progress. A failure is ignored, because the next run
 * retries.
 */
function notOverlapping(work: () => Promise<void>): () => void {
  let isRunning = false;
  return () => {
    if (isRunning) return;
    isRunning = true;
    work()
      .catch(() => undefined)
      .finally(() => {
        isRunning = false;
      });
  };
}

/**
 * The part of a message before its first detail, because graphile-worker appends payloads and
 * errors.
 */
function shorten(message: string): string {
  return (message.split(/[({'":]/, 1)[0] ?? '').slice(0, 80);
}

function textOf(payload: unknown, name: string): string {
  const value = (payload as Record<string, unknown> | null)?.[name];
  if (typeof value !== 'string') throw new TypeError(`the job payload has no ${name}`);
  return value;
}

function textsOf(payload: unknown, name: string): string[] {
  const values = (payload as Record<string, unknown> | null)?.[name];
  if (!Array.isArray(values) || values.some((value) => typeof value !== 'string'))
    throw new TypeError(`the job payload has no ${name}`);
  return values;
}
