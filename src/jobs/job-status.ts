import type { SqlClient } from '../database/sql-client.ts';

/** Records that a periodic job succeeded. */
export async function recordJobSuccess(sql: SqlClient, job: string): Promise<void> {
  await sql.$executeRaw`
    insert into job_run (job, succeeded_at) values (${job}, now())
    on conflict (job) do update set succeeded_at = excluded.succeeded_at`;
}

interface QueueRow {
  job: string;
  waiting: number;
  running: number;
  scheduled: number;
  failed: number;
  oldestSeconds: number;
}

/**
 * Reads the last success of each periodic job, the queue by task, and the number of permanent
 * failures.
 */
export async function readJobStatus(sql: SqlClient) {
  const [lastSuccess, queue, [events]] = await Promise.all([
    sql.$queryRaw<{ job: string; at: number }[]>`
      select job, extract(epoch from succeeded_at)::float8 as at from job_run`,
    sql.$queryRaw<QueueRow[]>`
      select task_identifier as job,
             (count(*) filter (where is_open and run_at <= now()))::int as waiting,
             (count(*) filter (where locked_at is not null))::int as running,
             (count(*) filter (where is_open and run_at > now()))::int as scheduled,
             (count(*) filter (where locked_at is null and not is_open))::int as failed,
             coalesce(extract(epoch from now() - min(run_at) filter (where is_open and run_at <= now())), 0)::float8
               as "oldestSeconds"
      from graphile_worker.jobs
      cross join lateral (select locked_at is null and attempts < max_attempts as is_open) as state
      group by task_identifier`,
    sql.$queryRaw<{ count: number }[]>`
      select count(*)::int as count from webhook_event
      where done_at is null and received_at < now() - interval '1 day'`,
  ]);
  return { lastSuccess, queue, failedEvents: events?.count ?? 0 };
}
