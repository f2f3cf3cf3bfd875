import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import { leaseSql } from '../database/lease.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import type { Configuration } from './configuration.ts';
import { type NewChange, recordedWith } from './history-store.ts';
import type { Intent } from './intent.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

/**
 * Longer than one call to Zoom, including its wait for a permit. It restarts when the update is
 * sent, and when sending is delayed.
 */
export const WRITE_LEASE = leaseSql({
  table: 'livestream',
  owner: 'write_owner',
  until: 'write_until',
  seconds: 20,
});

/** The cached livestream in the database. */
export interface CachedLivestream {
  /** Null if the row holds only a write lease. */
  configuration: Configuration | null;
  source: 'zoom' | 'webhook';
  fetchedAt: Date;
  /** Age on the database's clock, milliseconds. */
  ageMs: number;
  /** State of the row that {@link storeCached} requires. */
  fence: Fence;
  /** Zoom has, or may have, something newer. */
  dirty: boolean;
  /** A write is in progress, or its outcome is unknown: a fetched value must not be stored. */
  inDoubt: boolean;
  /** The configuration that an unconfirmed update was sending; null otherwise. */
  intended: Intent | null;
}

/** State of a row when it was read. `version` 0 means that there was no row. */
export interface Fence {
  version: bigint;
  writeUntil: Date | null;
  /**
   * Time of the newest webhook that reported a change of this livestream; without a row, of any
   * livestream of the user.
   */
  eventAt: Date | null;
}

/** Fence for a livestream without a row, if no webhook has reported a change. */
export const EMPTY_FENCE: Fence = { version: 0n, writeUntil: null, eventAt: null };

/** The fence of a livestream that is not cached. Read it before the call to Zoom. */
export async function readFenceWithoutRow(sql: SqlClient, userId: string): Promise<Fence> {
  const [row] = await sql.$queryRaw<Pick<Fence, 'eventAt'>[]>`
    select settings_event_at as "eventAt" from installation where user_id = ${userId}`;
  return { ...EMPTY_FENCE, ...row };
}

/** What the database has about a livestream before a call to Zoom. */
export interface LivestreamState {
  /** Undefined if there is no row. */
  row: Row | undefined;
  fence: Fence;
  /** The database's clock, Unix time in milliseconds. */
  nowMs: number;
}

/** Reads the row of a livestream and its fence, or the fence of one without a row. */
export async function readState(
  sql: SqlClient,
  userId: string,
  meeting: MeetingRef,
): Promise<LivestreamState> {
  const [state] = await sql.$queryRaw<(Row & { settingsEventAt: Date | null; nowMs: number })[]>`
    select ${COLUMNS}, settings_event_at as "settingsEventAt", (extract(epoch from now()) * 1000)::float8 as "nowMs"
    from installation
    left join livestream on livestream.user_id = installation.user_id
      and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
    where installation.user_id = ${userId}`;
  if (state === undefined) return { row: undefined, fence: EMPTY_FENCE, nowMs: Date.now() };
  const { settingsEventAt, nowMs, ...row } = state;
  if (row.meetingId === null)
    return { row: undefined, fence: { ...EMPTY_FENCE, eventAt: settingsEventAt }, nowMs };
  return { row, fence: fenceOf(row), nowMs };
}

function fenceOf({ version, writeUntil, eventAt }: Row): Fence {
  return { version, writeUntil, eventAt };
}

/** Columns of `livestream`, as a {@link Row}. */
export const COLUMNS = Prisma.sql`
  meeting_id::text as "meetingId", configuration, source::text as source, fetched_at as "fetchedAt",
  (extract(epoch from now() - fetched_at) * 1000)::float8 as "ageMs",
  version, write_until as "writeUntil", event_at as "eventAt", intended,
  dirty or write_until is not null as dirty,
  coalesce(write_until > now(), false) as "inDoubt"`;

export interface Row {
  meetingId: string;
  configuration: Uint8Array | null;
  source: 'zoom' | 'webhook' | null;
  fetchedAt: Date | null;
  ageMs: number | null;
  version: bigint;
  writeUntil: Date | null;
  eventAt: Date | null;
  intended: Uint8Array | null;
  dirty: boolean;
  inDoubt: boolean;
}

export async function readCached(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
): Promise<CachedLivestream | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream where ${isLivestream({ userId: user.userId, meeting })}`;
  return row && decryptRow(user, meeting, row);
}

/** The cached livestreams of several meetings, by ID. Meetings that are not cached are left out. */
export async function readCachedMeetings(
  sql: SqlClient,
  user: DataOwner,
  kind: MeetingKind,
  ids: string[],
): Promise<Map<string, CachedLivestream>> {
  const rows = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream
    where user_id = ${user.userId} and kind = ${kind}::meeting_kind and meeting_id = any(${ids}::bigint[])`;
  return new Map(rows.map((row) => [row.meetingId, decryptRow(user, { kind, id: row.meetingId }, row)]));
}

export function decryptRow(user: DataOwner, meeting: MeetingRef, row: Row): CachedLivestream {
  const key = { userId: user.userId, meeting };
  return {
    configuration: decryptJson<Configuration>(
      user,
      configurationContext(key, row.version),
      row.configuration,
    ),
    intended: decryptJson<Intent>(user, intentContext(key, row.version), row.intended),
    source: row.source ?? 'zoom',
    fetchedAt: row.fetchedAt ?? new Date(0),
    // The age is unknown if the time is in the future by the database's clock.
    ageMs: row.ageMs !== null && row.ageMs >= 0 ? row.ageMs : Number.POSITIVE_INFINITY,
    fence: fenceOf(row),
    dirty: row.dirty,
    inDoubt: row.inDoubt,
  };
}

/**
 * A value that was copied from another row, or rolled back, fails to decrypt and counts as missing.
 */
function decryptJson<Content>(
  { dataKey }: DataOwner,
  context: EncryptionContext,
  encrypted: Uint8Array | null,
): Content | null {
  if (encrypted === null) return null;
  try {
    return JSON.parse(dataKey.decrypt(context, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

export interface LivestreamToStore {
  /** The state of the row before the call to Zoom. */
  fence: Fence;
  configuration: Configuration;
  source: 'zoom' | 'webhook';
  /** Milliseconds since the call to Zoom. */
  ageMs: number;
  /** Recorded in the history together with the value. */
  change?: NewChange | undefined;
}

/**
 * Stores what Zoom returned, with its history entry, unless the row has changed since the fence was
 * read: another write has then begun, and the value may be outdated. Clears the dirty flag unless a
 * newer webhook arrived. Does nothing if the installation was deleted.
 * @returns the time of the call to Zoom, and whether the value is clean; undefined if nothing was
 * stored
 */
export async function storeCached(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  { fence, configuration, source, ageMs, change }: LivestreamToStore,
): Promise<{ fetchedAt: Date; clean: boolean } | undefined> {
  const { userId, dataKey } = user;
  const version = fence.version + 1n;
  const encrypted = dataKey.encrypt(
    configurationContext({ userId, meeting }, version),
    JSON.stringify(configuration),
  );
  // If the row was deleted in the meantime, the meeting no longer exists. A row that did not exist
  // yet cannot have been marked by a change of the user's settings. The lock orders such a change
  // before or after this statement.
  const [stored] = await sql.$queryRaw<{ fetchedAt: Date; clean: boolean }[]>`
    with stored as (
      insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version, dirty, updated_at)
      select user_id, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, ${encrypted}, ${source}::livestream_source,
             now() - make_interval(secs => ${ageMs / 1000}::float8), ${version},
             ${fence.version > 0n} or settings_event_at is distinct from ${fence.eventAt}::timestamptz, now()
      from installation where user_id = ${userId} for share
      on conflict (user_id, kind, meeting_id) do update set
        configuration = excluded.configuration,
        source = excluded.source,
        fetched_at = excluded.fetched_at,
        version = excluded.version,
        ${WRITE_LEASE.release},
        intended = null,
        dirty = livestream.event_at is distinct from ${fence.eventAt}::timestamptz,
        updated_at = now()
      where livestream.version = ${fence.version}
        and livestream.write_until is not distinct from ${fence.writeUntil}::timestamptz
      returning fetched_at, dirty
    )${recordedWith(user, meeting, change)}
    select fetched_at as "fetchedAt", not dirty as clean from stored`;
  return stored;
}

/** What a read found in Zoom. */
interface FoundValue {
  user: DataOwner;
  meeting: MeetingRef;
  /** Milliseconds since the call to Zoom. */
  ageMs: number;
}

interface InsertedRow {
  userId: string;
  kind: string;
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
  values: readonly (FoundValue & { fence: Fence; configuration: Configuration })[],
): Promise<(Date | undefined)[]> {
  const keyOf = (userId: string, kind: string, id: string) => `${userId} ${kind} ${id}`;
  // A statement inserts each row once.
  const distinct = new Map(
    values.map((value) => [keyOf(value.user.userId, value.meeting.kind, value.meeting.id), value]),
  );
  const inserted = [...distinct.values()];
  const encrypted = inserted.map(({ user: { userId, dataKey }, meeting, configuration }) =>
    dataKey.encrypt(configurationContext({ userId, meeting }, 1n), JSON.stringify(configuration)),
  );
  // In the order of the keys, like the statements of webhooks, so that they do not deadlock.
  const rows = await sql.$queryRaw<InsertedRow[]>`
    with stored as (
      insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version, dirty, updated_at)
      select i.user_id, read.kind, read.meeting_id, read.configuration, 'zoom',
             now() - make_interval(secs => age_ms / 1000), 1,
             settings_event_at is distinct from read_event_at, now()
      from unnest(${foundColumns(inserted)}, ${inserted.map(({ fence }) => fence.eventAt)}::timestamptz[], ${encrypted}::bytea[])
        as read (user_id, kind, meeting_id, age_ms, read_event_at, configuration)
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
  const fetchedAt = new Map(clean.map((row) => [keyOf(row.userId, row.kind, row.meetingId), row.fetchedAt]));
  return values.map(({ user, meeting }) => fetchedAt.get(keyOf(user.userId, meeting.kind, meeting.id)));
}

/**
 * Removes the cached livestream of a meeting that Zoom no longer has, unless a write is in
 * progress. The time of the newest webhook stays, so that older webhooks restore nothing.
 * @returns whether a configuration was cached
 */
export async function removeCached(sql: SqlClient, key: LivestreamKey): Promise<boolean> {
  const row = Prisma.sql`${isLivestream(key)} and (write_until is null or write_until < now())`;
  const removed = await sql.$queryRaw<{ hadConfiguration: boolean }[]>`
    delete from livestream where ${row} and event_at is null
    returning configuration is not null as "hadConfiguration"`;
  const cleared = await sql.$queryRaw<{ hadConfiguration: boolean }[]>`
    update livestream
    set configuration = null, intended = null, source = 'zoom', fetched_at = now(), version = version + 1, dirty = true,
        updated_at = now()
    from (select configuration is not null as "hadConfiguration" from livestream where ${row} for update) as before
    where ${row}
    returning "hadConfiguration"`;
  return [...removed, ...cleared].some(({ hadConfiguration }) => hadConfiguration);
}

/** Encryption context of the configuration at this version. */
export function configurationContext(
  { userId, meeting: { kind, id } }: LivestreamKey,
  version: bigint,
): EncryptionContext {
  return { table: 'livestream', column: 'configuration', userId, row: `${kind}:${id}`, generation: version };
}

/** Encryption context of the intended configuration. */
export function intentContext(key: LivestreamKey, version: bigint): EncryptionContext {
  return { ...configurationContext(key, version), column: 'intended' };
}

/** All cached configurations of a user. */
export async function readAllCached(sql: SqlClient, user: DataOwner) {
  const rows = await sql.$queryRaw<(Row & { kind: MeetingKind })[]>`
    select kind::text as "kind", ${COLUMNS} from livestream where user_id = ${user.userId} and configuration is not null
    order by livestream.kind, meeting_id`;
  return rows.flatMap((row) => {
    const meeting = { kind: row.kind, id: row.meetingId };
    const { configuration, fetchedAt, source } = decryptRow(user, meeting, row);
    return configuration === null ? [] : [{ meeting, configuration, fetchedAt, source }];
  });
}

const EXPORT_PAGE = 200;

/** The same as {@link readAllCached}, read page by page for the export. */
export async function* eachCached(sql: SqlClient, user: DataOwner) {
  let after: { kind: MeetingKind; meetingId: string } = { kind: 'meeting', meetingId: '0' };
  for (;;) {
    const rows = await sql.$queryRaw<(Row & { kind: MeetingKind })[]>`
      select kind::text as "kind", ${COLUMNS} from livestream
      where user_id = ${user.userId} and configuration is not null
        and (livestream.kind, livestream.meeting_id) > (${after.kind}::meeting_kind, ${BigInt(after.meetingId)})
      order by livestream.kind, livestream.meeting_id limit ${EXPORT_PAGE}`;
    for (const row of rows) {
      const meeting = { kind: row.kind, id: row.meetingId };
      const { configuration, fetchedAt, source } = decryptRow(user, meeting, row);
      if (configuration !== null) yield { meeting, configuration, fetchedAt, source };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
