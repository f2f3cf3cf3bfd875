import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { leaseSql } from '../database/lease.ts';
import type { SqlClient } from '../database/sql-client.ts';

/* The jobs of bulk updates. A user's bulk updates run in order of creation. */

/** The job of a bulk update. Its payload is only the id, which reveals nothing. */
export const BULK_UPDATE_JOB = 'bulk-update';

export const BULK_UPDATE_LEASE = leaseSql({
  table: 'bulk_update',
  owner: 'owner',
  until: 'owner_until',
  seconds: 30,
});

/**
 * SQL expression that adds the job of a bulk update, or replaces it.
 * @param id SQL expression of type `text`
 * @returns the ID of the job
 */
export function addJob(id: Prisma.Sql, delaySeconds = 0): Prisma.Sql {
  return Prisma.sql`(graphile_worker.add_job(
    ${BULK_UPDATE_JOB}, json_build_object('id', ${id}), job_key => 'bulk-update:' || ${id},
    run_at => now() + make_interval(secs => ${delaySeconds}::float8))).id::text`;
}

/** SQL condition on `bulk_update`: it is unfinished, so the user's next one waits. */
export const UNFINISHED = Prisma.sql`(status in ('queued', 'running') or status = 'cancelled' and owner is not null)`;

/**
 * Adds the job of the user's oldest unfinished bulk update, if it has no job and no owner. The lock
 * serializes this with `createBulkUpdate`: either that finds no unfinished one and adds the
 * job, or this finds the new bulk update.
 */
export async function startNextBulkUpdate(
  { prisma }: Pick<Database, 'prisma'>,
  userId: string,
): Promise<void> {
  await prisma.$transaction([
    prisma.$executeRaw`select from installation where user_id = ${userId} for no key update`,
    prisma.$executeRaw`
      with oldest as (
        select id::text as id, owner from bulk_update where user_id = ${userId} and ${UNFINISHED}
        order by bulk_update.created_at, bulk_update.id limit 1
      )
      select ${addJob(Prisma.sql`id`)} from oldest
      where owner is null and not exists (select from graphile_worker.jobs where key = 'bulk-update:' || oldest.id)`,
  ]);
}

/** Whether another bulk update is ready and waits for a worker. */
export async function isBulkUpdateWaiting(sql: SqlClient): Promise<boolean> {
  const [row] = await sql.$queryRaw<{ waits: boolean }[]>`
    select exists (
      select from graphile_worker.jobs
      where task_identifier = ${BULK_UPDATE_JOB} and locked_at is null and run_at <= now()
    ) as waits`;
  return row?.waits === true;
}
