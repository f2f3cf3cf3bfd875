import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/client.ts';
import { createDeathWatch } from '../database/instance.ts';
import type { BulkUpdate } from './bulk-update.ts';
import { BULK_UPDATE_JOB } from './store.ts';

/** Who works on a bulk update: one process at a time, until its lease is over or it has died. */
export interface Ownership {
  /** Takes a bulk update that has rows to work on and that nobody works on. */
  take(id: string): Promise<BulkUpdate | undefined>;
  /** Keeps it for longer. False when it is somebody else's by now, or gone. */
  keep(id: string): Promise<boolean>;
  /** Gives it back; what is left of it gets a new job. */
  pass(id: string): Promise<void>;
  /** Gives it back after a failure: its job is tried again by itself, later and later. */
  drop(id: string): Promise<void>;
  /** Gives those a new job whose process has died, or could not give them back, or whose job is lost. */
  resume(): Promise<void>;
}

const LEASE = `interval '30 seconds'`;
const HAS_PENDING = `exists (select from bulk_update_row where bulk_update_id = bulk_update.id and status = 'pending')`;
const NEW_JOB = `(graphile_worker.add_job('${BULK_UPDATE_JOB}', json_build_object('id', id), job_key => 'bulk-update:' || id)).id`;

export function createOwnership({ pool, prisma }: Database, instanceId: string): Ownership {
  const goneInMs = createDeathWatch(prisma, instanceId);
  /** What this process works on at this moment. */
  const working = new Set<string>();

  /** Looks again where the owner seems to be gone: one that has only lost its connection is back by then. */
  async function isLeft(id: string, owner: string | null): Promise<boolean> {
    if (owner === null) return true;
    if (owner === instanceId) return !working.has(id);
    for (let ms = await goneInMs(owner); Number.isFinite(ms); ms = await goneInMs(owner)) {
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
         returning id::text as id, user_id as "userId", kind::text as kind, status::text as status`,
        [id, instanceId],
      );
      if (rows[0] !== undefined) working.add(id);
      return rows[0];
    },

    async keep(id) {
      const { rowCount } = await pool.query(
        `update bulk_update set owner_until = now() + ${LEASE} where id = $1 and owner = $2`,
        [id, instanceId],
      );
      return rowCount === 1;
    },

    async pass(id) {
      working.delete(id);
      await pool.query(
        `with passed as (
           update bulk_update set owner = null, owner_until = null where id = $1 and owner = $2 returning id::text as id
         )
         select ${NEW_JOB} from passed`,
        [id, instanceId],
      );
    },

    async drop(id) {
      working.delete(id);
      await pool.query(
        'update bulk_update set owner = null, owner_until = null where id = $1 and owner = $2',
        [id, instanceId],
      );
    },

    async resume() {
      const { rows } = await pool.query<{ id: string; owner: string | null; isOver: boolean }>(
        `select id::text as id, owner::text as owner, coalesce(owner_until < now(), true) as "isOver" from bulk_update
         where (status in ('queued', 'running') or status = 'cancelled' and owner is not null)
           and (owner is not null or not exists (
             select from graphile_worker.jobs where key = 'bulk-update:' || bulk_update.id))`,
      );
      for (const { id, owner, isOver } of rows) {
        if (!isOver && !(await isLeft(id, owner))) continue;
        await pool.query(
          `with freed as (
             update bulk_update set owner = null, owner_until = null
             where id = $1 and owner is not distinct from $2::uuid returning id::text as id
           )
           select ${NEW_JOB} from freed`,
          [id, owner],
        );
      }
    },
  };
}
