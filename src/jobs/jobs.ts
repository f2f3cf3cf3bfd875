import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import {
  Logger,
  type Runner,
  type RunnerOptions,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { createPool } from '../database/pool.ts';
import type { WorkerRegistry } from './worker-registry.ts';

/** The work that is done beside requests, by name. */
export interface JobHandlers {
  event(key: string): Promise<void>;
  /** @param key the pending erasure's key, hexadecimal */
  erase(key: string): Promise<void>;
  resumeErasures(): Promise<void>;
  checkLive(): Promise<void>;
  bulkUpdate(id: string, signal: AbortSignal): Promise<void>;
  resumeBulkUpdates(): Promise<void>;
  refreshIdle(): Promise<void>;
  purge(): Promise<void>;
  /** Stores that a periodic job has succeeded. */
  recordSuccess(job: string): Promise<void>;
  /** Knows whose workers are whose, and releases the jobs of dead ones. */
  workers: WorkerRegistry;
}

export interface JobsOptions {
  /** The database that jobs are kept in, not through a transaction-mode pooler: the worker listens for new jobs. */
  url: string;
  handlers: JobHandlers;
  log: FastifyBaseLogger;
  /** Jobs at once in this process. */
  concurrency?: number;
}

export interface RunningJobs {
  /** Lets the jobs under way end. */
  stop(): Promise<void>;
  /** Resolves when work has ended, asked for or not. */
  ended: Promise<void>;
}

/** Each is run by one instance of all. */
const CRONTAB = `17 * * * * refresh-idle ?max=1&jobKey=refresh-idle
41 * * * * purge ?max=3&jobKey=purge`;

/** Two to hear of new jobs, held all the time, and one to take and end them. */
const CONNECTIONS = 3;

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;

/** Jobs of minutes are worked on beside the others, so that no event waits for them. */
const LONG_JOBS_AT_ONCE = 4;

/** How often to look for work that a dead instance has left (milliseconds). With its detection it has to stay below ten seconds. */
const RESUME_EVERY_MS = 2_000;
const RETRY_REGISTRATION_MS = 500;

/** Starts working on jobs. */
export async function startJobs({ url, handlers, log, concurrency = 3 }: JobsOptions): Promise<RunningJobs> {
  const stopping = new AbortController();
  const task = (work: (payload: unknown) => Promise<void>) => async (payload: unknown) => {
    await work(payload).catch((error: unknown) => {
      log.error({ err: error }, 'a job failed');
      // What is thrown here is stored beside the job, and a database's message can name whom the job was about.
      throw new Error(error instanceof Error ? error.name : 'unknown');
    });
  };
  const periodic = (name: string, work: () => Promise<void>) =>
    task(async () => {
      await work();
      await handlers.recordSuccess(name);
    });
  const shortTasks: TaskList = {
    event: task((payload) => handlers.event(textOf(payload, 'key'))),
    erase: task((payload) => handlers.erase(textOf(payload, 'key'))),
    'check-live': task(() => handlers.checkLive()),
    'refresh-idle': periodic('refresh-idle', () => handlers.refreshIdle()),
    purge: periodic('purge', () => handlers.purge()),
  };
  const longTasks: TaskList = {
    'bulk-update': task((payload) => handlers.bulkUpdate(textOf(payload, 'id'), stopping.signal)),
  };
  const pool = createPool({
    url,
    max: CONNECTIONS,
    applicationName: 'uplink jobs',
    settings: [['statement_timeout', String(STATEMENT_TIMEOUT_MS)]],
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    queryTimeoutMs: STATEMENT_TIMEOUT_MS,
    // A connection that breaks is reported by the query that it breaks.
    onError: () => {},
  });
  const common = {
    pgPool: pool,
    noHandleSignals: true,
    // Said of a job one by one, a connection that breaks just then is a rejection that nobody hears, which ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: new Logger(() => (level, message) => {
      // Its messages name jobs and errors, which can hold what a job was about.
      if (level === 'error') log.error({ problem: shorten(message) }, 'trouble with jobs');
    }),
  };
  const runners: Runner[] = [];
  let ending: Promise<void> | undefined;
  const resuming = [handlers.resumeBulkUpdates, handlers.resumeErasures, handlers.workers.releaseDead].map(
    (resume) => setInterval(notOverlapping(resume), RESUME_EVERY_MS),
  );
  const workerIds: string[] = [];

  /** A pool of workers takes no job before it is known whose it is: then its death would be noticed late. */
  function gated(): Pick<RunnerOptions, 'events' | 'forbiddenFlags'> {
    const events = new EventEmitter() as WorkerEvents;
    let registration: Promise<void> | undefined;
    events.on('pool:create', ({ workerPool }) => {
      workerIds.push(workerPool.id);
      registration = register(workerPool.id).then(() => {
        registration = undefined;
      });
    });
    return { events, forbiddenFlags: () => registration?.then(() => []) ?? null };
  }

  async function register(workerId: string): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        return await handlers.workers.register(workerId);
      } catch {
        await delay(RETRY_REGISTRATION_MS);
      }
    }
  }

  /** Together or not at all: one that has ended by itself takes the other along. It refuses to be stopped where it has stopped. */
  function end(): Promise<void> {
    ending ??= endAll();
    return ending;
  }

  async function endAll(): Promise<void> {
    for (const timer of resuming) clearInterval(timer);
    stopping.abort();
    await Promise.all(runners.map((runner) => runner.stop().catch(() => undefined)));
    await Promise.all(runners.map(({ promise }) => promise.catch(() => undefined)));
    await Promise.all(workerIds.map((id) => handlers.workers.unregister(id).catch(() => undefined)));
    await pool.end();
  }

  try {
    runners.push(await run({ ...common, ...gated(), taskList: shortTasks, crontab: CRONTAB, concurrency }));
    runners.push(await run({ ...common, ...gated(), taskList: longTasks, concurrency: LONG_JOBS_AT_ONCE }));
  } catch (error) {
    await end();
    throw error;
  }
  const ended = Promise.race(runners.map(({ promise }) => promise.catch(() => undefined))).then(end);
  return {
    ended,
    stop: end,
  };
}

/** One run at a time; a failure is the next run's to repair. */
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

/** The sentence before the first detail: graphile-worker puts payloads and errors behind it. */
function shorten(message: string): string {
  return (message.split(/[({'":]/, 1)[0] ?? '').slice(0, 80);
}

function textOf(payload: unknown, name: string): string {
  const value = (payload as Record<string, unknown> | null)?.[name];
  if (typeof value !== 'string') throw new TypeError(`a job without ${name}`);
  return value;
}
