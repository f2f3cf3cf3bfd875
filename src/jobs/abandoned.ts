import type { Database } from '../database/client.ts';

/**
 * Jobs that end within this by themselves: what has been taken for longer was taken by a process that has died. A bulk update
 * has turns of a minute, and an owner of its own besides.
 */
const SHORT_JOBS = ['event', 'erase', 'check-live', 'bulk-update'];
const ABANDONED_AFTER = '2 minutes';

/**
 * Lets others take the jobs that a process which was killed had begun. graphile-worker itself waits four hours, since its jobs may
 * be long and may not be repeated; ours are short and may.
 */
export function createReleaseAbandoned({ pool }: Pick<Database, 'pool'>): () => Promise<void> {
  return async () => {
    await pool.query(
      `update graphile_worker._private_jobs
       set locked_at = null, locked_by = null, run_at = greatest(run_at, now())
       where locked_at < now() - $1::interval
         and task_id in (select id from graphile_worker._private_tasks where identifier = any($2))`,
      [ABANDONED_AFTER, SHORT_JOBS],
    );
  };
}
