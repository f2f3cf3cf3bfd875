import type { DataKey } from '../crypto/data-key.ts';
import { SealError } from '../crypto/seal-error.ts';
import type { Place } from '../crypto/sealed-box.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyUserChanged } from '../database/user-changed.ts';
import type { Sql } from '../tokens/token-store.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import type { Configuration } from './configuration.ts';
import { type NewChange, recordedWith } from './history-store.ts';
import type { Intent } from './settled.ts';

/** The stored copy of one livestream, as the database knows it. */
export interface StoredCopy {
  /** Null while only a write lease is known. */
  configuration: Configuration | null;
  source: 'zoom' | 'webhook';
  fetchedAt: Date;
  /** Age on the database's clock, milliseconds. */
  ageMs: number;
  /** What a store must still find; see {@link storeCopy}. */
  fence: Fence;
  /** Zoom has, or may have, something newer. */
  dirty: boolean;
  /** Somebody is writing, or it is not settled yet what a write has done: what is read now must not be stored. */
  unsettled: boolean;
  /** What an update means to leave of which nobody has seen the result yet. */
  intended: Intent | null;
}

/** The state of a row at one moment; `version` 0 is no row. */
export interface Fence {
  version: bigint;
  writeUntil: Date | null;
  /** The newest event that says that the livestream may have changed. */
  eventAt: Date | null;
}

export const NO_ROW: Fence = { version: 0n, writeUntil: null, eventAt: null };

const COLUMNS = Prisma.sql`
  meeting_id::text as "meetingId", configuration, source::text as source, fetched_at as "fetchedAt",
  (extract(epoch from now() - fetched_at) * 1000)::float8 as "ageMs",
  version, write_until as "writeUntil", event_at as "eventAt", intended,
  dirty or write_until is not null as dirty,
  coalesce(write_until > now(), false) as unsettled`;

/** Longer than one call to Zoom takes, its wait for a turn included. It begins anew when the update is sent. */
const WRITE_LEASE = Prisma.sql`interval '20 seconds'`;

interface Row {
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
  unsettled: boolean;
}

/** This user's copy of a livestream. The owner is part of the key: a meeting id alone finds nothing. */
export async function readCopy(
  sql: Sql,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
): Promise<StoredCopy | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream
    where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}`;
  return row && openRow(dataKey, userId, meeting, row);
}

/** This user's copies of several meetings, by id; those without one are left out. */
export async function readCopies(
  sql: Sql,
  dataKey: DataKey,
  userId: string,
  kind: MeetingKind,
  ids: string[],
): Promise<Map<string, StoredCopy>> {
  const rows = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream
    where user_id = ${userId} and kind = ${kind}::meeting_kind and meeting_id = any(${ids}::bigint[])`;
  return new Map(
    rows.map((row) => [row.meetingId, openRow(dataKey, userId, { kind, id: row.meetingId }, row)]),
  );
}

function openRow(dataKey: DataKey, userId: string, meeting: MeetingRef, row: Row): StoredCopy {
  return {
    configuration: openJson<Configuration>(
      dataKey,
      copyPlace(userId, meeting, row.version),
      row.configuration,
    ),
    intended: openJson<Intent>(dataKey, intentPlace(userId, meeting, row.version), row.intended),
    source: row.source ?? 'zoom',
    fetchedAt: row.fetchedAt ?? new Date(0),
    // Of the future by the database's clock: how old it is can't be known.
    ageMs: row.ageMs !== null && row.ageMs >= 0 ? row.ageMs : Number.POSITIVE_INFINITY,
    fence: { version: row.version, writeUntil: row.writeUntil, eventAt: row.eventAt },
    dirty: row.dirty,
    unsettled: row.unsettled,
  };
}

/** A copy that was moved here, or put back from an earlier version, is no copy: Zoom is asked. */
function openJson<Content>(dataKey: DataKey, place: Place, sealed: Uint8Array | null): Content | null {
  if (sealed === null) return null;
  try {
    return JSON.parse(dataKey.open(place, sealed));
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

export interface CopyToStore {
  configuration: Configuration;
  source: 'zoom' | 'webhook';
  /** How long ago Zoom was asked, milliseconds. */
  ageMs: number;
}

/**
 * Stores what Zoom answered, and with it the change that this is, unless the row is no longer as `fence` describes it: then
 * somebody has written, or begun to, since Zoom was asked, and the answer may be the older one. Clears what made the copy
 * dirty, but for an event that has come meanwhile.
 * @returns when it was fetched, and whether it counts as clean; undefined where nothing was stored
 */
export async function storeCopy(
  sql: Sql,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  fence: Fence,
  copy: CopyToStore,
  change?: NewChange,
): Promise<{ fetchedAt: Date; clean: boolean } | undefined> {
  const version = fence.version + 1n;
  const sealed = dataKey.seal(copyPlace(userId, meeting, version), JSON.stringify(copy.configuration));
  const [stored] = await sql.$queryRaw<{ fetchedAt: Date; clean: boolean }[]>`
    with stored as (
      insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version, updated_at)
      values (${userId}, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, ${sealed}, ${copy.source}::livestream_source,
              now() - make_interval(secs => ${copy.ageMs / 1000}::float8), ${version}, now())
      on conflict (user_id, kind, meeting_id) do update set
        configuration = excluded.configuration,
        source = excluded.source,
        fetched_at = excluded.fetched_at,
        version = excluded.version,
        write_owner = null,
        write_until = null,
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

/** Forgets a copy of a meeting that is gone. What events have said of it stays, so that older ones bring nothing back. */
export async function removeCopy(sql: Sql, userId: string, meeting: MeetingRef): Promise<void> {
  const row = Prisma.sql`
    user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
      and (write_until is null or write_until < now())`;
  await sql.$executeRaw`delete from livestream where ${row} and event_at is null`;
  await sql.$executeRaw`
    update livestream
    set configuration = null, intended = null, source = 'zoom', fetched_at = now(), version = version + 1, dirty = true,
        updated_at = now()
    where ${row}`;
}

/**
 * Takes the write lease and thereby marks the copy dirty, and tells every process so, in one statement: from here until
 * the next store nobody answers from a copy, even if this process dies.
 * @param owner the process that writes, one update of a livestream at a time
 * @param deadOwner a process that is known to be gone: its lease counts no more
 * @returns the copy, with the fence for {@link storeCopy}; undefined while somebody else is writing
 */
export async function beginWrite(
  sql: Sql,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  owner: string,
  deadOwner?: string,
): Promise<StoredCopy | undefined> {
  const [begun] = await sql.$queryRaw<Row[]>`
    with begun as (
      insert into livestream (user_id, kind, meeting_id, version, write_owner, write_until, updated_at)
      values (${userId}, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, 1, ${owner}::uuid,
              now() + ${WRITE_LEASE}, now())
      on conflict (user_id, kind, meeting_id) do update set
        write_owner = excluded.write_owner, write_until = excluded.write_until, updated_at = now()
      where livestream.write_owner is null or livestream.write_until < now()
        or livestream.write_owner = ${deadOwner ?? owner}::uuid
      returning ${COLUMNS}
    )
    select *, ${notifyUserChanged(userId)}::text as notified from begun`;
  return begun && openRow(dataKey, userId, meeting, begun);
}

/**
 * The last step before an update is sent: stores what Zoom has now, with the change that this is, and what the update means to
 * leave, under the lease, which begins anew. Whoever asks Zoom next can tell our update from one made elsewhere, even if this process dies.
 * @returns the fence for {@link storeCopy}; undefined when the lease has been lost, and nothing may be sent
 */
export async function storeIntent(
  sql: Sql,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  owner: string,
  fence: Fence,
  intent: Intent,
  change: NewChange | undefined,
): Promise<Fence | undefined> {
  const version = fence.version + 1n;
  const before = dataKey.seal(copyPlace(userId, meeting, version), JSON.stringify(intent.before));
  const intended = dataKey.seal(intentPlace(userId, meeting, version), JSON.stringify(intent));
  const [stored] = await sql.$queryRaw<Fence[]>`
    with stored as (
      update livestream set
        configuration = ${before},
        intended = ${intended},
        source = 'zoom',
        fetched_at = now(),
        version = ${version},
        write_until = now() + ${WRITE_LEASE},
        dirty = event_at is distinct from ${fence.eventAt}::timestamptz,
        updated_at = now()
      where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
        and version = ${fence.version} and write_owner = ${owner}::uuid
        and write_until is not distinct from ${fence.writeUntil}::timestamptz
      returning version, write_until, event_at
    )${recordedWith(dataKey, userId, meeting, change)}
    select version, write_until as "writeUntil", event_at as "eventAt" from stored`;
  return stored;
}

/** How a write ended that stores nothing. */
export type WriteEnd = 'nothing_changed' | 'unknown';

/**
 * Gives the lease back. After an unknown outcome the next writer may begin at once, but until the lease's time has passed
 * no reader's answer is stored, since Zoom may still carry the update out.
 */
export async function endWrite(
  sql: Sql,
  userId: string,
  meeting: MeetingRef,
  owner: string,
  end: WriteEnd,
): Promise<void> {
  const settled = end === 'nothing_changed';
  await sql.$executeRaw`
    update livestream
    set write_owner = null,
        intended = case when ${settled} then null else intended end,
        write_until = case when ${settled} and not dirty then null else write_until end,
        dirty = dirty or not ${settled}
    where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
      and write_owner = ${owner}::uuid`;
}

/** Where a copy of this version is sealed. */
export function copyPlace(userId: string, { kind, id }: MeetingRef, version: bigint): Place {
  return { table: 'livestream', column: 'configuration', userId, row: `${kind}:${id}`, generation: version };
}

function intentPlace(userId: string, meeting: MeetingRef, version: bigint): Place {
  return { ...copyPlace(userId, meeting, version), column: 'intended' };
}

/** All of a user's copies that hold a configuration, for their export. */
export async function readAllCopies(sql: Sql, dataKey: DataKey, userId: string) {
  const rows = await sql.$queryRaw<(Row & { kind: MeetingKind })[]>`
    select kind::text as kind, ${COLUMNS} from livestream where user_id = ${userId} and configuration is not null
    order by kind, meeting_id`;
  return rows.flatMap((row) => {
    const meeting = { kind: row.kind, id: row.meetingId };
    const { configuration, fetchedAt, source } = openRow(dataKey, userId, meeting, row);
    return configuration === null ? [] : [{ meeting, configuration, fetchedAt, source }];
  });
}

/** Who holds the write lease of a livestream now. */
export async function writeOwner(sql: Sql, userId: string, meeting: MeetingRef): Promise<string | undefined> {
  const [row] = await sql.$queryRaw<{ owner: string }[]>`
    select write_owner::text as owner from livestream
    where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
      and write_until > now()`;
  return row?.owner;
}
