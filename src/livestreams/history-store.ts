import { randomUUID } from 'node:crypto';
import type { DataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { limits } from '../limits.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import type { Configuration } from './configuration.ts';

/** What happened to a livestream, by name. `drift` was made elsewhere and noticed here. */
export type ChangeKind = 'updated' | 'restored' | 'revealed' | 'drift' | 'started' | 'stopped';

export interface NewChange {
  by: 'uplink' | 'zoom';
  kind: ChangeKind;
  /** Null where nothing was known, or where the change is not one of the configuration. */
  before: Configuration | null;
  after: Configuration | null;
}

export interface Change extends NewChange {
  id: string;
  at: Date;
  /** False if the contents cannot be decrypted: `before` and `after` are then null. */
  isReadable: boolean;
}

interface Row {
  id: string;
  kind: MeetingKind;
  meetingId: string;
  at: Date;
  by: NewChange['by'];
  change: ChangeKind;
  content: Uint8Array;
}

/** Our clock, Zoom's, and how long its event may take: within this two reports are of one run (milliseconds). */
const SAME_BROADCAST_MS = 2 * 60_000;

const COLUMNS = Prisma.sql`
  id::text as id, kind::text as kind, meeting_id::text as "meetingId", at, by::text as by, change::text as change, content`;

/**
 * A common table expression that records a change exactly when the statement before it, `stored`, has a row: the change and
 * what it is about are stored together or not at all. Nothing where there is no change.
 */
export function recordedWith(
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  change: NewChange | undefined,
  at?: number,
): Prisma.Sql {
  if (change === undefined) return Prisma.empty;
  const isReveal = change.kind === 'revealed';
  const { maxPerMeeting, maxRevealsPerMeeting } = limits.history;
  const max = isReveal ? maxRevealsPerMeeting : maxPerMeeting;
  // The statement does not see the row that it adds: with that, the maximum is kept.
  return Prisma.sql`, recorded as (${insertion(dataKey, userId, meeting, change, at)} from stored), trimmed as (
    delete from livestream_change
    where exists (select from stored) and id in (
      select id from livestream_change
      where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
        and (change = 'revealed') = ${isReveal}
      order by livestream_change.at desc, seq desc offset ${max - 1}))`;
}

/** Records a change in a statement of its own. Does nothing if the installation was deleted. */
export async function recordChange(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  change: NewChange,
): Promise<void> {
  await sql.$queryRaw`
    with stored as (select 1 from installation where user_id = ${userId})${recordedWith(dataKey, userId, meeting, change)}
    select 1 from stored`;
}

/** `insert … select`, to be ended by the rows that it is done for. */
function insertion(
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  change: NewChange,
  at?: number,
): Prisma.Sql {
  const { by, kind, before, after } = change;
  const id = randomUUID();
  const content = dataKey.encrypt(historyContext(userId, meeting, id), JSON.stringify({ before, after }));
  return Prisma.sql`
    insert into livestream_change (id, user_id, kind, meeting_id, at, by, change, content)
    select ${id}::uuid, ${userId}, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)},
           coalesce(${at === undefined ? null : new Date(at)}::timestamptz, now()),
           ${by}::change_author, ${kind}::change_kind, ${content}`;
}

const OPPOSITE = { started: 'stopped', stopped: 'started' } as const;

/**
 * Records once that a broadcast started or stopped at `at`. The request, its webhook and the check
 * may all report it, in any order; if one of them was Uplink's request, Uplink is the author.
 * Callers must hold the livestream's lock: concurrent calls would insert duplicates.
 */
export async function recordBroadcast(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  kind: 'started' | 'stopped',
  by: NewChange['by'],
  at: number,
): Promise<void> {
  const knownBefore = Prisma.sql`
    from livestream_change known
    where known.user_id = ${userId} and known.kind = ${meeting.kind}::meeting_kind
      and known.meeting_id = ${BigInt(meeting.id)} and known.change = ${kind}::change_kind
      and known.at between ${new Date(at - SAME_BROADCAST_MS)} and ${new Date(at + SAME_BROADCAST_MS)}
      and not exists (
        select from livestream_change later
        where later.user_id = known.user_id and later.kind = known.kind and later.meeting_id = known.meeting_id
          and later.change = ${OPPOSITE[kind]}::change_kind and later.seq > known.seq)`;
  if (by === 'uplink') {
    const taken = await sql.$executeRaw`
      update livestream_change set by = 'uplink' where id in (select known.id ${knownBefore})`;
    if (taken > 0) return;
  }
  const change = { by, kind, before: null, after: null };
  await sql.$queryRaw`
    with stored as (
      select 1 from installation where user_id = ${userId} and not exists (select ${knownBefore})
    )${recordedWith(dataKey, userId, meeting, change, at)}
    select 1 from stored`;
}

/** The latest changes of one of this user's livestreams, newest first. Reveals of the key do not crowd out the others. */
export async function readChanges(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  most: { changes: number; reveals: number },
): Promise<Change[]> {
  const rows = await sql.$queryRaw<Row[]>`
    with mine as (
      select *, row_number() over (partition by change = 'revealed' order by at desc, seq desc) as place
      from livestream_change
      where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
    )
    select ${COLUMNS} from mine
    where place <= case when change = 'revealed' then ${most.reveals}::int else ${most.changes}::int end
    order by at desc, seq desc`;
  return rows.map((row) => decryptRow(dataKey, userId, row));
}

/** One change of one of this user's livestreams; undefined where that livestream has none of this id. */
export async function readChange(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  id: string,
): Promise<Change | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream_change
    where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
      and id = ${id}::uuid`;
  return row && decryptRow(dataKey, userId, row);
}

const EXPORT_PAGE = 200;

/** All changes of a user, oldest first, read page by page for their export. */
export async function* eachChange(sql: SqlClient, dataKey: DataKey, userId: string) {
  let after = { at: new Date(0), seq: 0n };
  for (;;) {
    const rows = await sql.$queryRaw<(Row & { seq: bigint })[]>`
      select ${COLUMNS}, seq from livestream_change
      where user_id = ${userId} and (livestream_change.at, seq) > (${after.at}::timestamptz, ${after.seq})
      order by livestream_change.at, seq limit ${EXPORT_PAGE}`;
    for (const row of rows)
      yield { meeting: { kind: row.kind, id: row.meetingId }, ...decryptRow(dataKey, userId, row) };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** A row that was damaged, or moved here from another meeting, is listed without its contents. */
function decryptRow(dataKey: DataKey, userId: string, row: Row): Change {
  const { id, at, by, change: kind } = row;
  const place = historyContext(userId, { kind: row.kind, id: row.meetingId }, id);
  try {
    const { before, after }: Contents = JSON.parse(dataKey.decrypt(place, row.content));
    return { id, at, by, kind, before, after, isReadable: true };
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    return { id, at, by, kind, before: null, after: null, isReadable: false };
  }
}

type Contents = Pick<NewChange, 'before' | 'after'>;

/** The meeting is part of it: contents moved to another meeting would be restored there. */
function historyContext(userId: string, { kind, id: meetingId }: MeetingRef, id: string): EncryptionContext {
  return {
    table: 'livestream_change',
    column: 'content',
    userId,
    row: `${kind}:${meetingId}:${id}`,
    generation: 0n,
  };
}
