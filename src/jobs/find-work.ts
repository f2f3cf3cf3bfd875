import type { SqlClient } from '../database/sql-client.ts';

/** What a check found. Each is only a hint: the function that does the work checks again. */
export interface FoundWork {
  /** A bulk update that has not ended. */
  bulkUpdates: boolean;
  /** A switch that has not ended. */
  switches: boolean;
  /** An erasure that another instance began. */
  erasures: boolean;
  /** Workers of another instance, or of this one that are not registered. */
  workers: boolean;
  /** Jobs that an unknown worker has locked for too long. False if they were not checked. */
  unknownWorkers: boolean;
  /** Jobs that are due and not locked, at most {@link MAX_DUE}. */
  due: number;
}

export interface FindWorkOptions {
  instanceId: string;
  /** Workers that this instance has registered. */
  registered: number;
  /** Whether to check for unknown workers too, which reads the whole job table. */
  checksUnknownWorkers: boolean;
  /** How long an unknown worker may lock a job, as an interval. */
  unknownWorkerLimit: string;
  /** Jobs to which that applies. */
  shortJobs: readonly string[];
}

/** An instance has fewer workers. */
const MAX_DUE = 10;

/**
 * Checks for work of dead instances in one statement, because an idle instance repeats it every two
 * seconds. Also counts the jobs that have become due: delayed ones, next attempts, and those whose
 * notification was lost.
 */
export async function findWork(
  sql: SqlClient,
  { instanceId, registered, checksUnknownWorkers, unknownWorkerLimit, shortJobs }: FindWorkOptions,
): Promise<FoundWork | undefined> {
  const [found] = await sql.$queryRaw<FoundWork[]>`
    select exists (select from bulk_update where status in ('queued', 'running')
                     or status = 'cancelled' and owner is not null) as "bulkUpdates",
           exists (select from destination_switch where status = 'running'
                     or status = 'cancelled' and owner is not null) as "switches",
           exists (select from pending_erasure where owner <> ${instanceId}::uuid) as "erasures",
           exists (select from job_worker where instance_id <> ${instanceId}::uuid)
             or (select count(*) from job_worker where instance_id = ${instanceId}::uuid) <> ${registered}::int
             as "workers",
           ${checksUnknownWorkers}::boolean and exists (
             select from graphile_worker.jobs
             where locked_at < now() - ${unknownWorkerLimit}::interval
               and task_identifier = any(${[...shortJobs]}::text[])
               and not exists (select from job_worker where worker_id = locked_by)) as "unknownWorkers",
           (select count(*)::int from (
              select from graphile_worker.jobs
              where locked_at is null and run_at <= now() and attempts < max_attempts limit ${MAX_DUE}::int) as jobs) as "due"`;
  return found;
}
