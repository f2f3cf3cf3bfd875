import type { DataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Prisma } from '../database/generated/client.ts';
import { leaseSql } from '../database/lease.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import type { Configuration } from './configuration.ts';
import { type NewChange, recordedWith } from './history-store.ts';
import type { Intent } from './intent.ts';

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

/** The stored copy of one livestream, as the database knows it. */
export interface CachedLivestream {
  /** Null while only a write lease is known. */
  configuration: Configuration | null;
  source: 'zoom' | 'webhook';
  fetchedAt: Date;
  /** Age on the database's clock, milliseconds. */
  ageMs: number;
  /** What a store must still find; see {@link storeCached}. */
  fence: Fence;
  /** Zoom has, or may have, something newer. */
  dirty: boolean;
  /** A write is in progress, or its outcome is unknown: a fetched value must not be stored. */
  inDoubt: boolean;
  /** The configuration that an unconfirmed update was sending; null otherwise. */
  intended: Intent | null;
}

/** The state of a row at one moment; `version` 0 is no row. */
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

/** What is read of a row of `livestream`, as a {@link Row}. */
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

/**
 * The cached livestream of a user. The owner is part of the key: a meeting ID alone finds nothing.
 */
export async function readCached(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
): Promise<CachedLivestream | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream
    where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}`;
  return row && decryptRow(dataKey, userId, meeting, row);
}

/** The cached livestreams of several meetings, by ID. Meetings that are not cached are left out. */
export async function readCachedMeetings(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  kind: MeetingKind,
  ids: string[],
): Promise<Map<string, CachedLivestream>> {
  const rows = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream
    where user_id = ${userId} and kind = ${kind}::meeting_kind and meeting_id = any(${ids}::bigint[])`;
  return new Map(
    rows.map((row) => [row.meetingId, decryptRow(dataKey, userId, { kind, id: row.meetingId }, row)]),
  );
}

/** A row as a copy. */
export function decryptRow(
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  row: Row,
): CachedLivestream {
  return {
    configuration: decryptJson<Configuration>(
      dataKey,
      configurationContext(userId, meeting, row.version),
      row.configuration,
    ),
    intended: decryptJson<Intent>(dataKey, intentContext(userId, meeting, row.version), row.intended),
    source: row.source ?? 'zoom',
    fetchedAt: row.fetchedAt ?? new Date(0),
    // Of the future by the database's clock: how old it is can't be known.
    ageMs: row.ageMs !== null && row.ageMs >= 0 ? row.ageMs : Number.POSITIVE_INFINITY,
    fence: { version: row.version, writeUntil: row.writeUntil, eventAt: row.eventAt },
    dirty: row.dirty,
    inDoubt: row.inDoubt,
  };
}

/**
 * A value that was copied from another row, or rolled back, fails to decrypt and counts as missing.
 */
function decryptJson<Content>(
  dataKey: DataKey,
  place: EncryptionContext,
  encrypted: Uint8Array | null,
): Content | null {
  if (encrypted === null) return null;
  try {
    return JSON.parse(dataKey.decrypt(place, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

export interface LivestreamToCache {
  configuration: Configuration;
  source: 'zoom' | 'webhook';
  /** Milliseconds since the call to Zoom. */
  ageMs: number;
}

/**
 * Stores what Zoom returned, with its history entry, unless the row has changed since `fence` was
 * read: a write has then begun, and the value may be outdated. Clears the dirty flag unless a newer
 * webhook arrived. Does nothing if the installation was deleted.
 * @returns when it was fetched and whether it is clean; undefined if nothing was stored
 */
export async function storeCached(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  fence: Fence,
  cached: LivestreamToCache,
  change?: NewChange,
): Promise<{ fetchedAt: Date; clean: boolean } | undefined> {
  const version = fence.version + 1n;
  const encrypted = dataKey.encrypt(
    configurationContext(userId, meeting, version),
    JSON.stringify(cached.configuration),
  );
  // If the row was deleted in the meantime, the meeting no longer exists. A row that did not exist
  // yet cannot have been marked by a change of the user's settings. The lock orders such a change
  // before or after this statement.
  const [stored] = await sql.$queryRaw<{ fetchedAt: Date; clean: boolean }[]>`
    with stored as (
      insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version, dirty, updated_at)
      select user_id, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, ${encrypted}, ${cached.source}::livestream_source,
             now() - make_interval(secs => ${cached.ageMs / 1000}::float8), ${version},
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
    )${recordedWith(dataKey, userId, meeting, change)}
    select fetched_at as "fetchedAt", not dirty as clean from stored`;
  return stored;
}

/**
 * Removes the cached livestream of a meeting that Zoom no longer has, unless a write is in
 * progress. The time of the newest webhook stays, so that older webhooks restore nothing.
 * @returns whether a configuration was cached
 */
export async function removeCached(sql: SqlClient, userId: string, meeting: MeetingRef): Promise<boolean> {
  const row = Prisma.sql`
    user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
      and (write_until is null or write_until < now())`;
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
  userId: string,
  { kind, id }: MeetingRef,
  version: bigint,
): EncryptionContext {
  return { table: 'livestream', column: 'configuration', userId, row: `${kind}:${id}`, generation: version };
}

/** Encryption context of the intended configuration. */
export function intentContext(userId: string, meeting: MeetingRef, version: bigint): EncryptionContext {
  return { ...configurationContext(userId, meeting, version), column: 'intended' };
}

/** All cached configurations of a user, for the export. */
export async function readAllCached(sql: SqlClient, dataKey: DataKey, userId: string) {
  const rows = await sql.$queryRaw<(Row & { kind: MeetingKind })[]>`
    select kind::text as kind, ${COLUMNS} from livestream where user_id = ${userId} and configuration is not null
    order by livestream.kind, meeting_id`;
  return rows.flatMap((row) => {
    const meeting = { kind: row.kind, id: row.meetingId };
    const { configuration, fetchedAt, source } = decryptRow(dataKey, userId, meeting, row);
    return configuration === null ? [] : [{ meeting, configuration, fetchedAt, source }];
  });
}

const EXPORT_PAGE = 200;

/** The same as {@link readAllCached}, read page by page. */
export async function* eachCached(sql: SqlClient, dataKey: DataKey, userId: string) {
  let after: { kind: MeetingKind; meetingId: string } = { kind: 'meeting', meetingId: '0' };
  for (;;) {
    const rows = await sql.$queryRaw<(Row & { kind: MeetingKind })[]>`
      select kind::text as kind, ${COLUMNS} from livestream
      where user_id = ${userId} and configuration is not null
        and (livestream.kind, livestream.meeting_id) > (${after.kind}::meeting_kind, ${BigInt(after.meetingId)})
      order by livestream.kind, livestream.meeting_id limit ${EXPORT_PAGE}`;
    for (const row of rows) {
      const meeting = { kind: row.kind, id: row.meetingId };
      const { configuration, fetchedAt, source } = decryptRow(dataKey, userId, meeting, row);
      if (configuration !== null) yield { meeting, configuration, fetchedAt, source };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
