import fp from 'fastify-plugin';
import type { JobHandlers, ObserveJob, RunningJobs } from '../jobs/jobs.ts';
import type { Readiness } from '../readiness.ts';
import { type Shutdown, shutdownDeadlines } from '../shutdown.ts';

const RETRY_MS = 1_000;

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Starts the job workers as soon as the process is ready. Closing the app waits for jobs in
     * progress.
     */
    startJobs(): Promise<void>;
  }
}

export interface JobsPluginOptions {
  /** URL of the database, not through a transaction-mode pooler. */
  url: string;
  handlers: JobHandlers;
  readiness: Readiness;
  observe: ObserveJob;
  /** Whether this process runs jobs. A staging copy must not. */
  runsJobs: boolean;
  shutdown: Shutdown;
}

/**
 * Runs background jobs. If the database is unreachable, the workers start when it is available
 * again.
 */
export const jobsPlugin = fp<JobsPluginOptions>(
  async (app, { url, handlers, readiness, observe, runsJobs, shutdown }) => {
    let running: RunningJobs | undefined;
    let isClosed = false;
    let stopping: Promise<void> | undefined;
    let timer: NodeJS.Timeout | undefined;

    async function start(): Promise<void> {
      if (!runsJobs || isClosed) return;
      try {
        if ((await readiness.check()) !== undefined) throw new Error('not ready');
        const { startJobs } = await import('../jobs/jobs.ts');
        running = await startJobs({ url, handlers, observe, log: app.log });
        // The workers also end if the database becomes unreachable during a job.
        running.ended.then(tryLater);
        if (isClosed) await running.stop();
      } catch {
        tryLater();
      }
    }

    function tryLater(): void {
      if (!isClosed) timer = setTimeout(start, RETRY_MS);
    }

    async function stop(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      await running?.stop();
    }

    app.decorate('startJobs', start);
    // At the same time as requests end.
    app.addHook('preClose', async () => {
      stopping = shutdown.wait({
        ...{ waitingFor: 'jobs', work: stop(), deadline: shutdownDeadlines.work },
        inProgress: () => ({ jobs: running?.inProgress() ?? [] }),
      });
    });
    app.addHook('onClose', () => stopping);
  },
  { name: 'jobs' },
);
