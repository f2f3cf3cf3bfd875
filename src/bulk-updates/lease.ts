import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { createLivenessMonitor, waitUntilDead } from '../database/liveness.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { addJob, BULK_UPDATE_LEASE as LEASE, UNFINISHED } from './job-store.ts';
import type { BulkUpdate } from './types.ts';

/**
 * Lease of a bulk update: one process works on it until the lease expires or the process dies. At
 * most one per user.
 */
export interface BulkUpdateLease {
  /**
   * Takes the lease if rows are pending, no process holds it, and no other bulk update of the user
   * is running.
   */
  take(id: string): Promise<BulkUpdate | undefined>;
  /** @returns false if another process holds the lease, or the bulk update was deleted */
  renew(id: string): Promise<boolean>;
  /** Releases the lease and adds a new job after `delaySeconds`, behind the jobs of other users. */
  requeue(id: string, delaySeconds?: number): Promise<void>;
  /** Seconds without progress, counted from now if `hasProgress`. */
  stalledSeconds(id: string, hasProgress: boolean): Promise<number>;
  /**
   * Releases the lease after an error. The job is retried automatically with exponential backoff.
   */
  release(id: string): Promise<void>;
  /**
   * Adds a new job for bulk updates whose owner died or could not release the lease, or whose job
   * is lost.
   */
  resume(): Promise<void>;
}

const HAS_PENDING = Prisma.sql`
  exists (select from bulk_update_row where bulk_update_id = bulk_update.id and status = 'pending')`;

export function createBulkUpdateLease({ sql, prisma }: Database, instanceId: string): BulkUpdateLease {
  const msUntilPresumedDead = createLivenessMonitor(prisma, instanceId);
  /** Bulk updates that this process is working on. */
  const active = new Set<string>();

  /** An owner may only have lost its connection, so this waits until its death is certain. */
  async function isReleased({ id, owner, isExpired }: StaleBulkUpdate): Promise<boolean> {
    if (isExpired || owner === null) return true;
    if (owner === instanceId) return !active.has(id);
    return waitUntilDead(msUntilPresumedDead, owner);
  }

  return {
    async take(id) {
      const [taken] = await sql.$queryRaw<BulkUpdate[]>`
        update bulk_update set
          status = case when status = 'queued' then 'running' else status end,
          ${LEASE.take(instanceId)}
        where id = ${id}::uuid and ${LEASE.isFree()} and (status in ('queued', 'running') or ${HAS_PENDING})
          and not exists (
            select from bulk_update as other
            where other.user_id = bulk_update.user_id and other.id <> bulk_update.id and other.owner_until > now())
        returning id::text as id, user_id as "userId", kind::text as kind, status::text as status`;
      if (taken !== undefined) active.add(id);
      return taken;
    },

    async renew(id) {
      const renewed = await sql.$executeRaw`
        update bulk_update set ${LEASE.renew} where id = ${id}::uuid and ${LEASE.isOwnedBy(instanceId)}`;
      return renewed === 1;
    },

    async requeue(id, delaySeconds = 0) {
      active.delete(id);
      await sql.$queryRaw`
        with released as (
          update bulk_update set ${LEASE.release},
            stalled_since = case when ${delaySeconds}::float8 > 0 then stalled_since end
          where id = ${id}::uuid and ${LEASE.isOwnedBy(instanceId)} returning id::text as id
        )
        select ${addJob(Prisma.sql`id`, delaySeconds)} from released`;
    },

    async stalledSeconds(id, hasProgress) {
      const [row] = await sql.$queryRaw<{ seconds: number }[]>`
        update bulk_update
        set stalled_since = case when ${hasProgress} then now() else coalesce(stalled_since, now()) end
        where id = ${id}::uuid and ${LEASE.isOwnedBy(instanceId)}
        returning extract(epoch from now() - stalled_since)::float8 as seconds`;
      return row?.seconds ?? 0;
    },

    async release(id) {
      active.delete(id);
      await sql.$executeRaw`
        update bulk_update set ${LEASE.release} where id = ${id}::uuid and ${LEASE.isOwnedBy(instanceId)}`;
    },

    async resume() {
      for (const stale of await readStale(sql)) {
        if (!(await isReleased(stale))) continue;
        await sql.$queryRaw`
          with released as (
            update bulk_update set ${LEASE.release}
            where id = ${stale.id}::uuid and owner is not distinct from ${stale.owner}::uuid
            returning id::text as id
          )
          select ${addJob(Prisma.sql`id`)} from released`;
      }
    },
  };
}

interface StaleBulkUpdate {
  id: string;
  owner: string | null;
  isExpired: boolean;
}

/**
 * The oldest unfinished bulk update of each user, if it has an owner, dead or alive, or has lost
 * its job.
 */
async function readStale(sql: SqlClient): Promise<StaleBulkUpdate[]> {
  return sql.$queryRaw<StaleBulkUpdate[]>`
    select id::text as id, owner::text as owner, coalesce(owner_until < now(), true) as "isExpired"
    from (select distinct on (user_id) id, owner, owner_until from bulk_update where ${UNFINISHED}
          order by bulk_update.user_id, bulk_update.created_at, bulk_update.id) as oldest
    where owner is not null or not exists (
      select from graphile_worker.jobs where key = 'bulk-update:' || oldest.id)`;
}
