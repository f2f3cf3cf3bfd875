import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import { configurationContext, type Fence, type Row } from './cached-row.ts';
import { type Configuration, sameConfiguration } from './configuration.ts';
import { keyText } from './livestream-batch.ts';

/** What a read found in Zoom. */
interface FoundValue {
  user: DataOwner;
  meeting: MeetingRef;
  /** Milliseconds since the call to Zoom. */
  ageMs: number;
}

/** The first value of a livestream. */
interface FirstValue extends FoundValue {
  /** Of the livestream without a row, before the call to Zoom. */
  fence: Fence;
  configuration: Configuration;
}

interface InsertedRow {
  userId: string;
  kind: MeetingKind;
  meetingId: string;
  dirty: boolean;
  fetchedAt: Date;
}

/** The columns `user_id`, `kind`, `meeting_id` and `age_ms`, for `unnest`. */
function foundColumns(values: readonly FoundValue[]): Prisma.Sql {
  return Prisma.sql`
    ${values.map(({ user }) => user.userId)}::text[], ${values.map(({ meeting }) => meeting.kind)}::meeting_kind[],
    ${values.map(({ meeting }) => meeting.id)}::bigint[], ${values.map(({ ageMs }) => ageMs)}::float8[]`;
}

/**
 * Records that Zoom still has the cached configuration of each row, unless the row has changed since
 * it was read. A change by a webhook may be older than the call to Zoom: then the row becomes dirty.
 * Any other change is kept. Skips rows that another statement has locked, so it neither waits
 * nor deadlocks.
 * @returns the new time of each row that was stored, by the index of its value
 */
export async function confirmCached(
  sql: SqlClient,
  values: readonly (FoundValue & { row: Row })[],
): Promise<Map<number, Date>> {
  const rows = await sql.$queryRaw<{ index: number; same: boolean; fetchedAt: Date }[]>`
    with target as (
      select l.user_id, l.kind, l.meeting_id, ordinal, age_ms, l.version = read_version as same
      from unnest(${foundColumns(values)}, ${values.map(({ row }) => String(row.version))}::bigint[],
                  ${values.map(({ row }) => row.eventAt)}::timestamptz[], ${values.map(({ row }) => row.fetchedAt)}::timestamptz[])
        with ordinality
        as read (user_id, kind, meeting_id, age_ms, read_version, read_event_at, read_fetched_at, ordinal)
      join livestream l on l.user_id = read.user_id and l.kind = read.kind and l.meeting_id = read.meeting_id
      where l.write_until is null and not l.dirty and l.intended is null
        and (l.version <> read_version and l.source = 'webhook'
          or l.version = read_version and l.fetched_at = read_fetched_at
            and l.event_at is not distinct from read_event_at)
      for update of l skip locked
    ), stored as (
      update livestream l set
        fetched_at = case when same then greatest(l.fetched_at, now() - make_interval(secs => age_ms / 1000))
                     else l.fetched_at end,
        dirty = not same,
        updated_at = now()
      from target where l.user_id = target.user_id and l.kind = target.kind and l.meeting_id = target.meeting_id
      returning l.user_id, ordinal, same, l.fetched_at
    )
    select ordinal::int - 1 as index, same, fetched_at as "fetchedAt",
           case when not same then ${notifyInvalidation(Prisma.sql`user_id`, 'livestreams')}::text end as notified
    from stored`;
  return new Map(rows.filter(({ same }) => same).map(({ index, fetchedAt }) => [index, fetchedAt]));
}

/**
 * Stores the first value of livestreams without a row. If a webhook or an earlier read has inserted
 * the row in the meantime, it becomes dirty, because the two values may differ. Does nothing if the
 * installation was deleted.
 * @returns the time of each value; undefined if it is not stored, or not clean
 */
export async function insertCached(
  sql: SqlClient,
  values: readonly FirstValue[],
): Promise<(Date | undefined)[]> {
  const inserted = distinctValues(values);
  const encrypted = inserted.map(({ user: { userId, dataKey }, meeting, configuration }) =>
    dataKey.encrypt(configurationContext({ userId, meeting }, 1n), JSON.stringify(configuration)),
  );
  // In the order of the keys, like the statements of webhooks, so that they do not deadlock.
  const rows = await sql.$queryRaw<InsertedRow[]>`
    with stored as (
      insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version, dirty, updated_at)
      select i.user_id, read.kind, read.meeting_id, read.configuration, 'zoom',
             now() - make_interval(secs => age_ms / 1000), 1,
             differs or settings_event_at is distinct from read_event_at, now()
      from unnest(${foundColumns(inserted)}, ${inserted.map(({ fence }) => fence.eventAt)}::timestamptz[], ${encrypted}::bytea[],
                  ${inserted.map(({ differs }) => differs)}::boolean[])
        as read (user_id, kind, meeting_id, age_ms, read_event_at, configuration, differs)
      join installation i on i.user_id = read.user_id
      order by i.user_id, read.kind, read.meeting_id for share of i
      on conflict (user_id, kind, meeting_id) do update set dirty = true, updated_at = now()
      where livestream.write_until is null and not livestream.dirty
        and (livestream.source = 'webhook' or livestream.fetched_at < excluded.fetched_at)
      returning user_id, kind, meeting_id, dirty, fetched_at
    )
    select user_id as "userId", kind::text as "kind", meeting_id::text as "meetingId", dirty,
           fetched_at as "fetchedAt",
           case when dirty then ${notifyInvalidation(Prisma.sql`user_id`, 'livestreams')}::text end as notified
    from stored`;
  const clean = rows.filter(({ dirty }) => !dirty);
  const fetchedAt = new Map(
    clean.map(({ userId, kind, meetingId, fetchedAt }) => [
      keyText({ userId, meeting: { kind, id: meetingId } }),
      fetchedAt,
    ]),
  );
  return values.map((value) => fetchedAt.get(keyOf(value)));
}

/**
 * One value for each livestream, because a statement inserts each row once. If there are several, the
 * value of the earliest call is stored, and the next read records a change since then. `differs` means
 * that a later call returned another value, so the stored one is not fresh. Otherwise it is as fresh as
 * the latest.
 */
function distinctValues(values: readonly FirstValue[]): (FirstValue & { differs: boolean })[] {
  const distinct = new Map<string, FirstValue & { differs: boolean }>();
  for (const value of [...values].sort((one, other) => other.ageMs - one.ageMs)) {
    const earlier = distinct.get(keyOf(value));
    const { differs, ...kept } = earlier ?? { ...value, differs: false };
    const isSame = sameConfiguration(kept.configuration, value.configuration);
    distinct.set(keyOf(value), { ...kept, ageMs: value.ageMs, differs: differs || !isSame });
  }
  return [...distinct.values()];
}

function keyOf({ user: { userId }, meeting }: FoundValue): string {
  return keyText({ userId, meeting });
}
