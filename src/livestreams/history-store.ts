import { randomUUID } from 'node:crypto';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import { limits } from '../limits.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import type { Configuration } from './configuration.ts';
import { keyColumns } from './livestream-batch.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

/** The kinds of history entries. `drift` is a change that was made in Zoom. */
export type ChangeKind = 'updated' | 'restored' | 'revealed' | 'drift' | 'started' | 'stopped';

export interface NewChange {
  by: 'uplink' | 'zoom';
  kind: ChangeKind;
  /** Null if the configuration was unknown, or if the entry is not about the configuration. */
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

/**
 * Reports within this time are about the same broadcast: it covers the difference of the clocks and
 * the delay of Zoom's webhook.
 */
const SAME_BROADCAST_INTERVAL = Prisma.sql`interval '2 minutes'`;

const COLUMNS = Prisma.sql`
  id::text as id, kind::text as kind, meeting_id::text as "meetingId", at, by::text as by, change::text as change, content`;

/**
 * Common table expressions that record a change if the preceding one, `stored`, has a row: the
 * value and its history entry are stored together or not at all. Empty if there is no change.
 */
export function recordedWith(
  user: DataOwner,
  meeting: MeetingRef,
  change: NewChange | undefined,
  at?: number,
): Prisma.Sql {
  if (change === undefined) return Prisma.empty;
  const isReveal = change.kind === 'revealed';
  const { maxPerMeeting, maxRevealsPerMeeting } = limits.history;
  const max = isReveal ? maxRevealsPerMeeting : maxPerMeeting;
  // The statement does not see the row that it adds, so one less than the maximum is kept.
  return Prisma.sql`, recorded as (${insertion(user, meeting, change, at)} from stored), trimmed as (
    delete from livestream_change
    where exists (select from stored) and id in (
      select id from livestream_change
      where ${isLivestream({ userId: user.userId, meeting })} and (change = 'revealed') = ${isReveal}
      order by livestream_change.at desc, seq desc offset ${max - 1}))`;
}

/**
 * Common table expressions that record the entries of the preceding one, `changes`, which has the
 * columns of `livestream_change` except `seq`. No entry may be a reveal, and each livestream may
 * have one entry.
 */
export const RECORDED_CHANGES = Prisma.sql`, recorded as (
  insert into livestream_change (id, user_id, kind, meeting_id, at, by, change, content)
  select id, user_id, kind, meeting_id, at, by, change, content from changes), trimmed as (
  delete from livestream_change where id in (
    select old.id from changes cross join lateral (
      select l.id from livestream_change l
      where (l.user_id, l.kind, l.meeting_id) = (changes.user_id, changes.kind, changes.meeting_id)
        and l.change <> 'revealed'
      order by l.at desc, l.seq desc offset ${limits.history.maxPerMeeting - 1}) as old))`;

/** Encrypts the contents of a new entry. */
export function encryptContents(
  { userId, dataKey }: DataOwner,
  meeting: MeetingRef,
  { before, after }: Contents,
): { id: string; content: Buffer } {
  const id = randomUUID();
  return {
    id,
    content: dataKey.encrypt(historyContext({ userId, meeting }, id), JSON.stringify({ before, after })),
  };
}

/** Records a change in a statement of its own. Does nothing if the installation was deleted. */
export async function recordChange(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  change: NewChange,
): Promise<void> {
  await sql.$queryRaw`
    with stored as (
      select 1 from installation where user_id = ${user.userId} for key share
    )${recordedWith(user, meeting, change)}
    select 1 from stored`;
}

/** `insert … select` without its `from` clause. */
function insertion(
  { userId, dataKey }: DataOwner,
  meeting: MeetingRef,
  { by, kind, before, after }: NewChange,
  at?: number,
): Prisma.Sql {
  const { id, content } = encryptContents({ userId, dataKey }, meeting, { before, after });
  return Prisma.sql`
    insert into livestream_change (id, user_id, kind, meeting_id, at, by, change, content)
    select ${id}::uuid, ${userId}, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)},
           coalesce(${at === undefined ? null : new Date(at)}::timestamptz, now()),
           ${by}::change_author, ${kind}::change_kind, ${content}`;
}

/**
 * Condition: the entry `earlier` is about the same broadcast as `given`, and the opposite was not
 * recorded since.
 */
const SAME_BROADCAST = Prisma.sql`
  earlier.user_id = given.user_id and earlier.kind = given.kind and earlier.meeting_id = given.meeting_id
    and earlier.change = given.change
    and earlier.at between given.at - ${SAME_BROADCAST_INTERVAL} and given.at + ${SAME_BROADCAST_INTERVAL}
    and not exists (
      select from livestream_change later
      where later.user_id = earlier.user_id and later.kind = earlier.kind and later.meeting_id = earlier.meeting_id
        and later.change = case earlier.change when 'started' then 'stopped'::change_kind else 'started' end
        and later.seq > earlier.seq)`;

/** A broadcast started or stopped. */
export interface BroadcastChange {
  kind: 'started' | 'stopped';
  by: NewChange['by'];
  /** Epoch milliseconds. */
  at: number;
}

/**
 * Records once that a broadcast started or stopped. The request, its webhook and the check
 * may all report it, in any order; if one of them was Uplink's request, Uplink is the author.
 * Callers must hold the livestream's lock: concurrent calls would insert duplicates.
 */
export async function recordBroadcast(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  change: BroadcastChange,
): Promise<void> {
  const { kind, by, at } = change;
  if (by === 'uplink') {
    const updated = await sql.$executeRaw`
      update livestream_change set by = 'uplink' where id in (
        select earlier.id from livestream_change earlier
        join (values (${user.userId}::text, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}::bigint,
                      ${kind}::change_kind, ${new Date(at)}::timestamptz))
          as given (user_id, kind, meeting_id, change, at) on ${SAME_BROADCAST})`;
    if (updated > 0) return;
  }
  await recordBroadcasts(sql, [{ user, meeting, ...change }]);
}

/** The same for several livestreams, each of them once. Does not change the author of an entry. */
export async function recordBroadcasts(
  sql: SqlClient,
  broadcasts: readonly (BroadcastChange & { user: DataOwner; meeting: MeetingRef })[],
): Promise<void> {
  if (broadcasts.length === 0) return;
  const { userIds, kinds, meetingIds } = keyColumns(
    broadcasts.map(({ user: { userId }, meeting }) => ({ userId, meeting })),
  );
  const contents = broadcasts.map(({ user, meeting }) =>
    encryptContents(user, meeting, { before: null, after: null }),
  );
  await sql.$queryRaw`
    with changes as (
      select given.* from unnest(
        ${contents.map(({ id }) => id)}::uuid[], ${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[],
        ${broadcasts.map(({ at }) => new Date(at))}::timestamptz[], ${broadcasts.map(({ by }) => by)}::change_author[],
        ${broadcasts.map(({ kind }) => kind)}::change_kind[], ${contents.map(({ content }) => content)}::bytea[])
        as given (id, user_id, kind, meeting_id, at, by, change, content)
      join installation using (user_id)
      where not exists (select from livestream_change earlier where ${SAME_BROADCAST})
    )${RECORDED_CHANGES}
    select 1 from changes`;
}

/**
 * The latest changes of a livestream, newest first. Reveals of the key are counted separately, so
 * that they do not displace the other changes.
 */
export async function readChanges(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  max: { changes: number; reveals: number },
): Promise<Change[]> {
  const rows = await sql.$queryRaw<Row[]>`
    with ranked as (
      select *, row_number() over (partition by change = 'revealed' order by at desc, seq desc) as rank
      from livestream_change where ${isLivestream({ userId: user.userId, meeting })}
    )
    select ${COLUMNS} from ranked
    where rank <= case when change = 'revealed' then ${max.reveals}::int else ${max.changes}::int end
    order by at desc, seq desc`;
  return rows.map((row) => decryptRow(user, row));
}

/** Reads a change of this livestream by its ID. */
export async function readChange(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  id: string,
): Promise<Change | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from livestream_change
    where ${isLivestream({ userId: user.userId, meeting })} and id = ${id}::uuid`;
  return row && decryptRow(user, row);
}

const EXPORT_PAGE = 200;

/** All changes of a user, oldest first, read page by page for the export. */
export async function* eachChange(sql: SqlClient, user: DataOwner) {
  let after = { at: new Date(0), seq: 0n };
  for (;;) {
    const rows = await sql.$queryRaw<(Row & { seq: bigint })[]>`
      select ${COLUMNS}, seq from livestream_change
      where user_id = ${user.userId} and (livestream_change.at, seq) > (${after.at}::timestamptz, ${after.seq})
      order by livestream_change.at, seq limit ${EXPORT_PAGE}`;
    for (const row of rows)
      yield { meeting: { kind: row.kind, id: row.meetingId }, ...decryptRow(user, row) };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** A row that was damaged, or moved here from another meeting, is listed without its contents. */
function decryptRow({ userId, dataKey }: DataOwner, row: Row): Change {
  const { id, at, by, change: kind } = row;
  const context = historyContext({ userId, meeting: { kind: row.kind, id: row.meetingId } }, id);
  try {
    const { before, after }: Contents = JSON.parse(dataKey.decrypt(context, row.content));
    return { id, at, by, kind, before, after, isReadable: true };
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    return { id, at, by, kind, before: null, after: null, isReadable: false };
  }
}

type Contents = Pick<NewChange, 'before' | 'after'>;

/** Includes the meeting: contents moved to another meeting would be restored there. */
function historyContext({ userId, meeting }: LivestreamKey, id: string): EncryptionContext {
  return {
    table: 'livestream_change',
    column: 'content',
    userId,
    row: `${meeting.kind}:${meeting.id}:${id}`,
    generation: 0n,
  };
}
