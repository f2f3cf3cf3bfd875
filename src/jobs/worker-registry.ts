import type { Database } from '../database/client.ts';
import { createLivenessMonitor, waitUntilDead } from '../database/liveness.ts';

/**
 * Which instance the locks of jobs belong to. graphile-worker releases a dead worker's jobs after four hours; an
 * instance that dies loses its advisory lock within milliseconds, so its jobs can be released at once.
 */
export interface WorkerRegistry {
  /** Stores that a pool of workers belongs to this instance. Its workers take jobs only once this has resolved. */
  register(workerId: string): Promise<void>;
  /** Releases what is left of a pool of workers that has ended. */
  unregister(workerId: string): Promise<void>;
  /** Releases the jobs of dead instances, and those of unknown workers that took them two minutes ago or earlier. */
  releaseDead(): Promise<void>;
}

/**
 * Jobs that end within this: what is locked for longer by a worker that no instance has registered is released. A bulk
 * update runs for a minute at a time, and has a lease of its own besides.
 */
const SHORT_JOBS = ['event', 'erase', 'check-live', 'bulk-update'];
const UNKNOWN_WORKER_DEAD_AFTER = '2 minutes';
/** Looking for unknown workers reads the whole table of jobs (milliseconds). */
const UNKNOWN_WORKERS_EVERY_MS = 30_000;

export function createWorkerRegistry({ pool, prisma }: Database, instanceId: string): WorkerRegistry {
  const msUntilPresumedDead = createLivenessMonitor(prisma, instanceId);
  const own = new Set<string>();
  let checkedUnknownAt = Number.NEGATIVE_INFINITY;

  /** Also puts back what another instance removed that took this one for dead. */
  async function registerOwn(): Promise<void> {
    if (own.size === 0) return;
    await pool.query(
      `insert into job_worker (worker_id, instance_id, seen_at)
       select worker_id, $2::uuid, now() from unnest($1::text[]) as own (worker_id)
       on conflict (worker_id) do nothing`,
      [[...own], instanceId],
    );
  }

  /** The workers of a dead instance; of this one, those that have ended without giving back their jobs. */
  async function releaseInstance(deadInstanceId: string): Promise<void> {
    const { rows } = await pool.query<{ workerId: string }>(
      'select worker_id as "workerId" from job_worker where instance_id = $1 and worker_id <> all($2)',
      [deadInstanceId, [...own]],
    );
    if (rows.length === 0) return;
    const workerIds = rows.map(({ workerId }) => workerId);
    // First the jobs, then the rows: an instance that dies in between leaves the rows for the next.
    await pool.query('select graphile_worker.force_unlock_workers($1)', [workerIds]);
    await pool.query('delete from job_worker where worker_id = any($1)', [workerIds]);
  }

  async function releaseUnknown(): Promise<void> {
    if (performance.now() - checkedUnknownAt < UNKNOWN_WORKERS_EVERY_MS) return;
    checkedUnknownAt = performance.now();
    await pool.query(
      `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by)) from graphile_worker.jobs
       where locked_at < now() - $1::interval and task_identifier = any($2)
         and not exists (select from job_worker where worker_id = locked_by)
       having count(*) > 0`,
      [UNKNOWN_WORKER_DEAD_AFTER, SHORT_JOBS],
    );
  }

  return {
    async register(workerId) {
      own.add(workerId);
      await registerOwn();
    },

    async unregister(workerId) {
      own.delete(workerId);
      await releaseInstance(instanceId);
    },

    async releaseDead() {
      await registerOwn();
      await releaseInstance(instanceId);
      const { rows } = await pool.query<{ instanceId: string }>(
        'select distinct instance_id::text as "instanceId" from job_worker where instance_id <> $1',
        [instanceId],
      );
      await Promise.all(
        rows.map(async (row) => {
          if (await waitUntilDead(msUntilPresumedDead, row.instanceId)) await releaseInstance(row.instanceId);
        }),
      );
      await releaseUnknown();
    },
  };
}
