import type { SqlClient } from '../database/sql-client.ts';

/** Records that a periodic job succeeded. */
export async function recordJobSuccess(sql: SqlClient, job: string): Promise<void> {
  await sql.$executeRaw`
    insert into job_run (job, succeeded_at) values (${job}, now())
    on conflict (job) do update set succeeded_at = excluded.succeeded_at`;
}

/** Reads the last success of each periodic job and the number of permanent failures. */
export async function readJobStatus(sql: SqlClient) {
  const [lastSuccess, failed, [events]] = await Promise.all([
    sql.$queryRaw<{ job: string; at: number }[]>`
      select job, extract(epoch from succeeded_at)::float8 as at from job_run`,
    sql.$queryRaw<{ job: string; count: number }[]>`
      select task_identifier as job, count(*)::int as count from graphile_worker.jobs
      where attempts >= max_attempts and locked_at is null group by task_identifier`,
    sql.$queryRaw<{ count: number }[]>`
      select count(*)::int as count from webhook_event
      where done_at is null and received_at < now() - interval '1 day'`,
  ]);
  return { lastSuccess, failed, failedEvents: events?.count ?? 0 };
}
