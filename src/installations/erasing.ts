import { Prisma } from '../database/generated/client.ts';
import type { Sql } from '../database/sql.ts';

/** The job that finishes an erasure. Its payload names the user, and when they asked; it is deleted with everything else. */
export const ERASE_JOB = 'erase';

/** The jobs that are to erase a user. Not by remove_job(): it keeps one that is being worked on, and with it the user's id. */
export function eraseJobsOf(userId: string): Prisma.Sql {
  return Prisma.sql`
    graphile_worker._private_jobs
    where task_id = (select id from graphile_worker._private_tasks where identifier = ${ERASE_JOB})
      and payload->>'userId' = ${userId}`;
}

/** Who authorizes again while they are being erased is somebody new: what was asked for is done first. */
export async function finishErasing(transaction: Sql, userId: string): Promise<void> {
  await transaction.$executeRaw`
    delete from installation
    where user_id = ${userId}
      and connected_at < (select max((payload->>'askedAt')::timestamptz) from ${eraseJobsOf(userId)})`;
}
