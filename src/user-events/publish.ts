import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { type Invalidated, notifyInvalidation } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { limits } from '../limits.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';

/**
 * A change that is published to a user's browsers. `data` identifies what changed and never
 * contains a key.
 */
export type UserEventMessage =
  /** Without a meeting, any of the kind may have changed, or any at all. */
  | { event: 'livestream'; data: Partial<MeetingReference> }
  | { event: 'live'; data: MeetingReference & { status: 'live' | 'idle'; since: string } }
  | {
      event: 'bulk-update';
      data: { id: string; status: string; total: number; done: number; failed: number };
    }
  | { event: 'connection'; data: { status: 'connected' | 'reconnect_required' } };

interface MeetingReference {
  kind: `${MeetingKind}s`;
  meeting_id: string;
}

/**
 * Publishes an event to a user's browsers on all instances, and invalidates what the instances
 * cache of the user. As the last statement of a `transaction`, it is delivered if and only if that
 * transaction commits.
 */
export type Publish = (userId: string, event: UserEventMessage, transaction?: SqlClient) => Promise<void>;

/** @param invalidated what the events are about: only that is dropped from the caches */
export function createPublish({ sql }: Pick<Database, 'sql'>, invalidated: Invalidated = 'user'): Publish {
  return async (userId, event, transaction = sql) => {
    await transaction.$queryRaw`
      with inserted as (${insertion(userId, event)} returning 1), trimmed as (
        delete from user_event where user_id = ${userId} and user_event.id <= (
          select e.id from user_event e where e.user_id = ${userId}
          order by e.id desc offset ${limits.userEvent.max - 1} limit 1))
      select ${notifyInvalidation(userId, invalidated)}::text from (select count(*) from inserted) as once`;
  };
}

/**
 * The event's row. IDs are assigned under a lock of the user that is held until the commit: a
 * subscriber that has received one ID has missed none before it.
 */
function insertion(userId: string, { event, data }: UserEventMessage): Prisma.Sql {
  return Prisma.sql`
    insert into user_event (user_id, event, data)
    select user_id, ${event}, ${JSON.stringify(data)}::jsonb
    from installation, (select pg_advisory_xact_lock(hashtextextended(${`feed ${userId}`}, 0))) as turn
    where user_id = ${userId}`;
}

/** The meeting's reference in an event. */
export function meetingRefOf({ kind, id }: MeetingRef): MeetingReference {
  return { kind: `${kind}s`, meeting_id: id };
}
