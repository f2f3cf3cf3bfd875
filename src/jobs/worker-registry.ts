import type { Database } from '../database/client.ts';
import { createLivenessMonitor, waitUntilDead } from '../database/liveness.ts';
import { type FoundWork, findWork } from './find-work.ts';

/**
 * Maps the workers that lock jobs to instances. graphile-worker releases the jobs of a dead worker
 * only after four hours. A dead instance loses its advisory lock within milliseconds, so its jobs
 * can be released immediately.
 */
export interface WorkerRegistry {
  /**
   * Registers a worker pool of this instance. Its workers take jobs only after this has resolved.
   */
  register(workerId: string): Promise<void>;
  /** Releases the remaining jobs of a worker pool that has ended. */
  unregister(workerId: string): Promise<void>;
  /**
   * Releases the jobs of dead instances, and jobs that unknown workers locked more than two minutes
   * ago, unless `findWork` has found none since.
   */
  releaseDead(): Promise<void>;
  /**
   * What there is to do for this instance, because another one may be dead. Checks for unknown
   * workers only every 30 seconds.
   */
  findWork(): Promise<FoundWork | undefined>;
}

/**
 * Jobs that end within two minutes. If an unregistered worker has locked one for longer, it is
 * released. A bulk update runs for a minute at a time and has its own lease.
 */
const SHORT_JOBS = ['events', 'event', 'erase', 'check-live', 'switch-destination', 'bulk-update'];
const UNKNOWN_WORKER_DEAD_AFTER = '2 minutes';
/** How often to check for unknown workers. Rare, because the check reads the whole job table. */
const UNKNOWN_WORKERS_INTERVAL_MS = 30_000;

/** @param now milliseconds on a monotonic clock */
export function createWorkerRegistry(
  { sql, prisma }: Database,
  instanceId: string,
  now: () => number = () => performance.now(),
): WorkerRegistry {
  const msUntilPresumedDead = createLivenessMonitor(prisma, instanceId);
  const own = new Set<string>();
  let checkedUnknownAt = Number.NEGATIVE_INFINITY;
  let mayHaveUnknown = true;

  /** Also restores rows that another instance deleted because it presumed this one dead. */
  async function registerOwn(): Promise<void> {
    if (own.size === 0) return;
    await sql.$executeRaw`
      insert into job_worker (worker_id, instance_id, seen_at)
      select worker_id, ${instanceId}::uuid, now() from unnest(${[...own]}::text[]) as own (worker_id)
      on conflict (worker_id) do nothing`;
  }

  /**
   * Releases the workers of a dead instance. For this instance, those that ended without releasing
   * their jobs.
   */
  async function releaseInstance(deadInstanceId: string): Promise<void> {
    const workers = await sql.$queryRaw<{ workerId: string }[]>`
      select worker_id as "workerId" from job_worker
      where instance_id = ${deadInstanceId}::uuid and worker_id <> all(${[...own]}::text[])`;
    if (workers.length === 0) return;
    const workerIds = workers.map(({ workerId }) => workerId);
    // Jobs first, then rows: if this instance dies in between, another one still finds the rows.
    await sql.$queryRaw`select graphile_worker.force_unlock_workers(${workerIds}::text[])::text`;
    await sql.$executeRaw`delete from job_worker where worker_id = any(${workerIds}::text[])`;
  }

  async function releaseUnknown(): Promise<void> {
    if (!mayHaveUnknown) return;
    await sql.$queryRaw`
      select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))::text
      from graphile_worker.jobs
      where locked_at < now() - ${UNKNOWN_WORKER_DEAD_AFTER}::interval
        and task_identifier = any(${SHORT_JOBS}::text[])
        and not exists (select from job_worker where worker_id = locked_by)
      having count(*) > 0`;
    mayHaveUnknown = false;
  }

  return {
    async findWork() {
      const startedAt = now();
      const checksUnknownWorkers = startedAt - checkedUnknownAt >= UNKNOWN_WORKERS_INTERVAL_MS;
      const found = await findWork(sql, {
        ...{ instanceId, registered: own.size, checksUnknownWorkers },
        ...{ unknownWorkerLimit: UNKNOWN_WORKER_DEAD_AFTER, shortJobs: SHORT_JOBS },
      });
      if (found === undefined) return undefined;
      if (checksUnknownWorkers) {
        checkedUnknownAt = startedAt;
        mayHaveUnknown = found.unknownWorkers;
      }
      // Remains true until they are released, also if that fails.
      return { ...found, unknownWorkers: mayHaveUnknown };
    },

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
      const others = await sql.$queryRaw<{ instanceId: string }[]>`
        select distinct instance_id::text as "instanceId" from job_worker
        where instance_id <> ${instanceId}::uuid`;
      await Promise.all(
        others.map(async (other) => {
          if (await waitUntilDead(msUntilPresumedDead, other.instanceId))
            await releaseInstance(other.instanceId);
        }),
      );
      await releaseUnknown();
    },
  };
}
