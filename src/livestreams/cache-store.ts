import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Prisma } from '../database/generated/client.ts';
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
    fence: { version: row.version, writeUntil: row.writeUntil, eventAt: row.eventAt },
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
    select kind::text as kind, ${COLUMNS} from livestream where user_id = ${user.userId} and configuration is not null
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
      select kind::text as kind, ${COLUMNS} from livestream
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
