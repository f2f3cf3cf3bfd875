import type { Pool } from 'pg';

/*
 * The only file that names graphile-worker's private tables. Its public functions and views can't
 * imitate a worker that was killed or a job that failed days ago, and don't show payloads or the
 * known crontabs.
 */

/** Leaves all jobs as a worker that was killed this many minutes ago: due, and locked by it. */
export async function lockJobsAsKilled(pool: Pool, minutesAgo: number): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs
     set run_at = now(), attempts = 1, locked_by = 'killed',
         locked_at = now() - make_interval(mins => $1)`,
    [minutesAgo],
  );
}

/** Moves the failure of the jobs that failed today to an earlier day. */
export async function ageFailedJobs(pool: Pool, daysAgo: number): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs
     set attempts = max_attempts, updated_at = now() - make_interval(days => $1)
     where attempts < max_attempts or updated_at > now() - interval '1 day'`,
    [daysAgo],
  );
}

/** The payloads of all jobs as text. */
export async function jobPayloads(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ payload: string }>(
    'select payload::text from graphile_worker._private_jobs',
  );
  return rows.map(({ payload }) => payload);
}

/** The jobs that the database knows from a crontab. */
export async function knownCrontabs(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ identifier: string }>(
    'select identifier from graphile_worker._private_known_crontabs order by identifier',
  );
  return rows.map(({ identifier }) => identifier);
}
