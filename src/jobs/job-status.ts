import type { Pool } from 'pg';

/** Records that a periodic job succeeded. */
export async function recordJobSuccess(pool: Pool, job: string): Promise<void> {
  await pool.query(
    `insert into job_run (job, succeeded_at) values ($1, now())
     on conflict (job) do update set succeeded_at = excluded.succeeded_at`,
    [job],
  );
}

/** Reads the last success of each periodic job and the number of permanent failures. */
export async function readJobStatus(pool: Pool) {
  const [runs, failed, events] = await Promise.all([
    pool.query<{ job: string; at: number }>(
      'select job, extract(epoch from succeeded_at)::float8 as at from job_run',
    ),
    pool.query<{ job: string; count: number }>(
      `select task_identifier as job, count(*)::int as count from graphile_worker.jobs
       where attempts >= max_attempts and locked_at is null group by task_identifier`,
    ),
    pool.query<{ count: number }>(
      `select count(*)::int as count from webhook_event
       where done_at is null and received_at < now() - interval '1 day'`,
    ),
  ]);
  return { lastSuccess: runs.rows, failed: failed.rows, failedEvents: events.rows[0]?.count ?? 0 };
}
