import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/client.ts';
import { createLivenessMonitor } from '../database/liveness.ts';
import { addJob, UNFINISHED } from './bulk-update-store.ts';
import type { BulkUpdate } from './types.ts';

/** Lease of a bulk update: one process works on it until the lease expires or the process dies. At most one per user. */
export interface BulkUpdateLease {
  /** Takes the lease if rows are pending, no process holds it, and no other bulk update of the user is running. */
  take(id: string): Promise<BulkUpdate | undefined>;
  /** Renews the lease. @returns false if another process holds it, or the bulk update was deleted */
  renew(id: string): Promise<boolean>;
  /** Releases the lease and adds a new job after `delaySeconds`, behind the jobs of other users. */
  requeue(id: string, delaySeconds?: number): Promise<void>;
  /** Seconds without progress, counted from now if `hasProgress`. */
  stalledSeconds(id: string, hasProgress: boolean): Promise<number>;
  /** Releases the lease after an error. The job is retried automatically with exponential backoff. */
  release(id: string): Promise<void>;
  /** Adds a new job for bulk updates whose owner died or could not release the lease, or whose job is lost. */
  resume(): Promise<void>;
}

const LEASE = `interval '30 seconds'`;
const HAS_PENDING = `exists (select from bulk_update_row where bulk_update_id = bulk_update.id and status = 'pending')`;

export function createBulkUpdateLease({ pool, prisma }: Database, instanceId: string): BulkUpdateLease {
  const msUntilPresumedDead = createLivenessMonitor(prisma, instanceId);
  /** Bulk updates that this process is working on. */
  const active = new Set<string>();

  /** Checks again if the owner seems dead, because it may only have lost its connection. */
  async function isReleased(id: string, owner: string | null): Promise<boolean> {
    if (owner === null) return true;
    if (owner === instanceId) return !active.has(id);
    for (
      let ms = await msUntilPresumedDead(owner);
      Number.isFinite(ms);
      ms = await msUntilPresumedDead(owner)
    ) {
      if (ms === 0) return true;
      await delay(ms);
    }
    return false;
  }

  return {
    async take(id) {
      const { rows } = await pool.query<BulkUpdate>(
        `update bulk_update set
           status = case when status = 'queued' then 'running' else status end,
           owner = $2, owner_until = now() + ${LEASE}
         where id = $1 and (owner is null or owner_until < now()) and (status in ('queued', 'running') or ${HAS_PENDING})
           and not exists (
             select from bulk_update as other
             where other.user_id = bulk_update.user_id and other.id <> bulk_update.id and other.owner_until > now())
         returning id::text as id, user_id as "userId", kind::text as kind, status::text as status`,
        [id, instanceId],
      );
      if (rows[0] !== undefined) active.add(id);
      return rows[0];
    },

    async renew(id) {
      const { rowCount } = await pool.query(
        `update bulk_update set owner_until = now() + ${LEASE} where id = $1 and owner = $2`,
        [id, instanceId],
      );
      return rowCount === 1;
    },

    async requeue(id, delaySeconds = 0) {
      active.delete(id);
      await pool.query(
        `with released as (
           update bulk_update set owner = null, owner_until = null,
             stalled_since = case when $3::float8 > 0 then stalled_since end
           where id = $1 and owner = $2 returning id::text as id
         )
         select (${addJob('id', 'now() + make_interval(secs => $3::float8)')}).id from released`,
        [id, instanceId, delaySeconds],
      );
    },

    async stalledSeconds(id, hasProgress) {
      const { rows } = await pool.query<{ seconds: number }>(
        `update bulk_update set stalled_since = case when $3 then now() else coalesce(stalled_since, now()) end
         where id = $1 and owner = $2
         returning extract(epoch from now() - stalled_since)::float8 as seconds`,
        [id, instanceId, hasProgress],
      );
      return rows[0]?.seconds ?? 0;
    },

    async release(id) {
      active.delete(id);
      await pool.query(
        'update bulk_update set owner = null, owner_until = null where id = $1 and owner = $2',
        [id, instanceId],
      );
    },

    async resume() {
      const { rows } = await pool.query<{ id: string; owner: string | null; isExpired: boolean }>(
        `select id::text as id, owner::text as owner, coalesce(owner_until < now(), true) as "isExpired"
         from (select distinct on (user_id) id, owner, owner_until from bulk_update where ${UNFINISHED}
               order by bulk_update.user_id, bulk_update.created_at, bulk_update.id) as oldest
         where owner is not null or not exists (
           select from graphile_worker.jobs where key = 'bulk-update:' || oldest.id)`,
      );
      for (const { id, owner, isExpired } of rows) {
        if (!isExpired && !(await isReleased(id, owner))) continue;
        await pool.query(
          `with released as (
             update bulk_update set owner = null, owner_until = null
             where id = $1 and owner is not distinct from $2::uuid returning id::text as id
           )
           select (${addJob('id')}).id from released`,
          [id, owner],
        );
      }
    },
  };
}
