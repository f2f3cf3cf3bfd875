import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import { keyColumns, roundsOf } from './livestream-batch.ts';
import type { LivestreamKey } from './livestream-key.ts';

/*
 * When meetings started and ended, from Zoom's events. Each session of a meeting has its own UUID,
 * and sessions of one meeting don't overlap. Only the latest session is stored. The same events lead
 * to the same session in any order and any number of times. Rows are locked in the order of their
 * keys, and each installation before its rows, as by an erasure. Otherwise two statements could
 * deadlock.
 */

/** The latest session of a meeting. */
export interface MeetingSession {
  /** Zoom's UUID of the session; null if its event had none. */
  uuid: string | null;
  /** ISO 8601; null if only the end was reported. */
  startedAt: string | null;
  /** ISO 8601; null while it is in progress, and also if Zoom's event was missed. */
  endedAt: string | null;
}

/** A meeting started or ended. */
export interface SessionEvent {
  uuid: string | null;
  /** Time of the event, epoch milliseconds. Orders the sessions of a meeting. */
  at: number;
}

/**
 * Records that meetings started at `startedAt` (epoch milliseconds). Ignores a start that is older
 * than the stored session, and one of a session that has ended.
 */
export async function recordMeetingStarts(
  sql: SqlClient,
  starts: readonly (LivestreamKey & SessionEvent & { startedAt: number })[],
): Promise<void> {
  for (const round of roundsOf(starts)) {
    const { userIds, kinds, meetingIds } = keyColumns(round);
    // A deleted installation gets no session: the row would have no owner.
    await sql.$executeRaw`
      insert into meeting_session (user_id, kind, meeting_id, uuid, started_at, event_at)
      select given.* from unnest(
        ${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[], ${round.map(({ uuid }) => uuid)}::text[],
        ${round.map(({ startedAt }) => new Date(startedAt))}::timestamptz[],
        ${round.map(({ at }) => new Date(at))}::timestamptz[])
        as given (user_id, kind, meeting_id, uuid, started_at, event_at)
      join installation using (user_id)
      order by given.user_id, given.kind, given.meeting_id for key share of installation
      on conflict (user_id, kind, meeting_id) do update set
        uuid = excluded.uuid,
        started_at = least(
          excluded.started_at, case when meeting_session.uuid = excluded.uuid then meeting_session.started_at end),
        ended_at = case when meeting_session.uuid = excluded.uuid then meeting_session.ended_at end,
        event_at = greatest(meeting_session.event_at, excluded.event_at)
      where meeting_session.uuid = excluded.uuid
        or meeting_session.event_at <= excluded.event_at`;
  }
}

/**
 * Records that meetings ended. The end of an earlier session than the stored one is ignored. An end
 * without a start replaces an older session, whose own end was missed.
 */
export async function recordMeetingEnds(
  sql: SqlClient,
  ends: readonly (LivestreamKey & SessionEvent)[],
): Promise<void> {
  for (const round of roundsOf(ends)) {
    const { userIds, kinds, meetingIds } = keyColumns(round);
    await sql.$executeRaw`
      insert into meeting_session (user_id, kind, meeting_id, uuid, ended_at, event_at)
      select user_id, kind, meeting_id, uuid, ended_at, ended_at from unnest(
        ${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[], ${round.map(({ uuid }) => uuid)}::text[],
        ${round.map(({ at }) => new Date(at))}::timestamptz[])
        as given (user_id, kind, meeting_id, uuid, ended_at)
      join installation using (user_id)
      order by user_id, kind, meeting_id for key share of installation
      on conflict (user_id, kind, meeting_id) do update set
        uuid = excluded.uuid,
        started_at = case when meeting_session.uuid = excluded.uuid then meeting_session.started_at end,
        ended_at = greatest(
          excluded.ended_at, case when meeting_session.uuid = excluded.uuid then meeting_session.ended_at end),
        event_at = greatest(meeting_session.event_at, excluded.event_at)
      where meeting_session.uuid = excluded.uuid
        or meeting_session.event_at < excluded.event_at`;
  }
}

/** {@link recordMeetingStarts} for one meeting. */
export function recordMeetingStart(
  sql: SqlClient,
  key: LivestreamKey,
  start: SessionEvent & { startedAt: number },
): Promise<void> {
  return recordMeetingStarts(sql, [{ ...key, ...start }]);
}

/** {@link recordMeetingEnds} for one meeting. */
export function recordMeetingEnd(sql: SqlClient, key: LivestreamKey, end: SessionEvent): Promise<void> {
  return recordMeetingEnds(sql, [{ ...key, ...end }]);
}

/** The latest sessions of several meetings of a user, by ID, as Zoom's events reported them. */
export type ReadMeetingSessions = (
  userId: string,
  kind: MeetingKind,
  ids: string[],
) => Promise<Map<string, MeetingSession>>;

export function createReadMeetingSessions({ sql }: Pick<Database, 'sql'>): ReadMeetingSessions {
  return async (userId, kind, ids) => {
    const rows = await sql.$queryRaw<
      { meetingId: string; uuid: string | null; startedAt: Date | null; endedAt: Date | null }[]
    >`
      select meeting_id::text as "meetingId", uuid, started_at as "startedAt", ended_at as "endedAt"
      from meeting_session
      where user_id = ${userId} and kind = ${kind}::meeting_kind and meeting_id = any(${ids}::bigint[])`;
    return new Map(
      rows.map(({ meetingId, uuid, startedAt, endedAt }) => [
        meetingId,
        {
          uuid,
          startedAt: startedAt?.toISOString() ?? null,
          endedAt: endedAt?.toISOString() ?? null,
        },
      ]),
    );
  };
}

/**
 * Since when a session is in progress, ISO 8601; null if that is unknown. Zoom's events may have been
 * missed, so a session counts only if Zoom's own response has its UUID: the next session gets another
 * one as soon as this one has ended.
 * @param currentUuid from Zoom's response
 */
export function inProgressSince(
  session: MeetingSession | undefined,
  currentUuid: string | null | undefined,
): string | null {
  if (session === undefined || session.endedAt !== null) return null;
  return session.uuid !== null && session.uuid === currentUuid ? session.startedAt : null;
}
