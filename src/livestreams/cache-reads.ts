import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import {
  type CachedLivestream,
  COLUMNS,
  decryptRow,
  EMPTY_FENCE,
  type Fence,
  fenceOf,
  type Row,
} from './cached-row.ts';
import { keyColumns } from './livestream-batch.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

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
  const [state] = await readStates(sql, [{ userId, meeting }]);
  return state ?? stateWithoutUser();
}

/** The same for several livestreams, in their order. */
export async function readStates(sql: SqlClient, keys: readonly LivestreamKey[]): Promise<LivestreamState[]> {
  const { userIds, kinds, meetingIds } = keyColumns(keys);
  const rows = await sql.$queryRaw<StateRow[]>`
    select ordinal::int - 1 as index, ${COLUMNS}, settings_event_at as "settingsEventAt",
           (extract(epoch from now()) * 1000)::float8 as "nowMs"
    from unnest(${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[]) with ordinality
      as given (owner_id, meeting_kind, meeting, ordinal)
    join installation on installation.user_id = owner_id
    left join livestream on livestream.user_id = owner_id
      and livestream.kind = meeting_kind and livestream.meeting_id = meeting`;
  const states = new Map(rows.map((row) => [row.index, stateOf(row)]));
  return keys.map((_, index) => states.get(index) ?? stateWithoutUser());
}

interface StateRow extends Row {
  index: number;
  settingsEventAt: Date | null;
  nowMs: number;
}

function stateOf({ index: _, settingsEventAt, nowMs, ...row }: StateRow): LivestreamState {
  if (row.meetingId === null)
    return { row: undefined, fence: { ...EMPTY_FENCE, eventAt: settingsEventAt }, nowMs };
  return { row, fence: fenceOf(row), nowMs };
}

function stateWithoutUser(): LivestreamState {
  return { row: undefined, fence: EMPTY_FENCE, nowMs: Date.now() };
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
