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

export type AddressedEvent = UserEventMessage & { userId: string };

/** The same for several events, also of several users, in one statement. */
export interface PublishAll {
  all(events: readonly AddressedEvent[], transaction?: SqlClient): Promise<void>;
}

/**
 * IDs are assigned under a lock of the user that is held until the commit: a subscriber that has
 * received one ID has missed none before it. The locks are always taken in the same order, and
 * before them that of the installation, as by an erasure. Otherwise two statements could deadlock.
 * The count in `trimmed` makes it wait for them, because PostgreSQL may execute it first.
 * @param invalidated what the events are about: only that is dropped from the caches
 */
export function createPublish(
  { sql }: Pick<Database, 'sql'>,
  invalidated: Invalidated = 'user',
): Publish & PublishAll {
  async function all(events: readonly AddressedEvent[], transaction: SqlClient = sql): Promise<void> {
    if (events.length === 0) return;
    const userIds = events.map(({ userId }) => userId);
    const data = events.map((event) => JSON.stringify(event.data));
    await transaction.$queryRaw`
      with given as (
        select * from unnest(${userIds}::text[], ${events.map(({ event }) => event)}::text[], ${data}::text[])
          with ordinality as given (user_id, event, data, position)),
      locked as materialized (
        select user_id, pg_advisory_xact_lock(hashtextextended('feed ' || user_id, 0)) as turn
        from (select user_id from installation where user_id = any(${userIds}::text[]) order by user_id for key share)
          as ordered),
      inserted as (
        insert into user_event (user_id, event, data)
        select user_id, event, data::jsonb from locked join given using (user_id) order by position),
      per_user as (select user_id, count(*) as added from given group by user_id),
      trimmed as (
        delete from user_event e using per_user
        where (select count(*) from locked) > 0 and e.user_id = per_user.user_id and e.id <= (
          select id from user_event where user_id = per_user.user_id
          order by id desc offset greatest(${limits.userEvent.max}::int - added, 0) limit 1))
      select ${notifyInvalidation(Prisma.sql`user_id`, invalidated)}::text from per_user`;
  }

  return Object.assign(
    (userId: string, event: UserEventMessage, transaction?: SqlClient) =>
      all([{ userId, ...event }], transaction),
    { all },
  );
}

/** The meeting's reference in an event. */
export function meetingRefOf({ kind, id }: MeetingRef): MeetingReference {
  return { kind: `${kind}s`, meeting_id: id };
}
