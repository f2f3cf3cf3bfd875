import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { limits } from '../limits.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';

/** What a user's browsers are told. `data` names what changed, and never holds a key. */
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
 * Tells a user's browsers, whichever instance they hang on, and every process that something about the user changed. Where it is
 * the last statement of a `transaction`, it is told exactly when what was done in that comes to be.
 */
export type Publish = (userId: string, event: UserEventMessage, transaction?: SqlClient) => Promise<void>;

export function createPublish({ sql }: Database): Publish {
  return async (userId, event, transaction = sql) => {
    await transaction.$queryRaw`
      with told as (${insertion(userId, event)} returning 1), trimmed as (
        delete from user_event where user_id = ${userId} and user_event.id <= (
          select e.id from user_event e where e.user_id = ${userId}
          order by e.id desc offset ${limits.userEvent.max - 1} limit 1))
      select ${notifyInvalidation(userId)}::text from (select count(*) from told) as once`;
  };
}

/**
 * The row that is told. Ids are given out under a lock of the user that is held until the commit, so that whoever has heard up
 * to one id has missed none before it.
 */
function insertion(userId: string, { event, data }: UserEventMessage): Prisma.Sql {
  return Prisma.sql`
    insert into user_event (user_id, event, data)
    select user_id, ${event}, ${JSON.stringify(data)}::jsonb
    from installation, (select pg_advisory_xact_lock(hashtextextended(${`feed ${userId}`}, 0))) as turn
    where user_id = ${userId}`;
}

/** How a meeting is named in what is told. */
export function meetingRefOf({ kind, id }: MeetingRef): MeetingReference {
  return { kind: `${kind}s`, meeting_id: id };
}
