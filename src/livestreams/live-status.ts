import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import { keyColumns, keyText } from './livestream-batch.ts';
import type { LivestreamKey } from './livestream-key.ts';

export interface LiveStatus {
  status: 'live' | 'idle';
  /** ISO 8601. */
  since: string;
}

/** A livestream is live or idle since `at`, in epoch milliseconds. */
export interface ReportedStatus extends LivestreamKey {
  state: LiveStatus['status'];
  at: number;
}

/**
 * Records whether livestreams are live, each of them once, unless a newer webhook reported
 * otherwise. The result is reliable while the caller holds the livestreams' locks.
 * @returns the previous states by {@link keyText}, without those for which a newer webhook reported
 * otherwise
 */
export async function setLiveStatuses(
  sql: SqlClient,
  reports: readonly ReportedStatus[],
): Promise<Map<string, LiveStatus['status'] | 'unknown'>> {
  const { userIds, kinds, meetingIds } = keyColumns(reports);
  const states = reports.map(({ state }) => state);
  const times = reports.map(({ at }) => new Date(at));
  // A deleted installation gets no status: the row would have no owner.
  const rows = await sql.$queryRaw<
    { userId: string; kind: MeetingKind; meetingId: string; previous: LiveStatus['status'] | null }[]
  >`
    with given as (
      select * from unnest(${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[],
                           ${states}::live_state[], ${times}::timestamptz[])
        as given (user_id, kind, meeting_id, state, at)),
    stored as (
      insert into live_status (user_id, kind, meeting_id, state, since, event_at)
      select user_id, kind, meeting_id, state, at, at from given join installation using (user_id)
      order by given.user_id, given.kind, given.meeting_id
      on conflict (user_id, kind, meeting_id) do update set
        state = excluded.state,
        since = excluded.since,
        event_at = excluded.event_at
      where live_status.event_at < excluded.event_at
        or (live_status.event_at = excluded.event_at and live_status.state < excluded.state)
      returning user_id, kind, meeting_id)
    select user_id as "userId", kind::text as "kind", meeting_id::text as "meetingId", previous.state::text as previous
    from stored left join live_status as previous using (user_id, kind, meeting_id)`;
  return new Map(
    rows.map(({ userId, kind, meetingId, previous }) => [
      keyText({ userId, meeting: { kind, id: meetingId } }),
      previous ?? 'unknown',
    ]),
  );
}

/** The live status of several meetings of a user, by ID, as webhooks last reported it. */
export type ReadLiveStatuses = (
  userId: string,
  kind: MeetingKind,
  ids: string[],
) => Promise<Map<string, LiveStatus>>;

export function createReadLiveStatuses({ sql }: Database): ReadLiveStatuses {
  return async (userId, kind, ids) => {
    const rows = await sql.$queryRaw<{ meetingId: string; state: 'live' | 'idle'; since: Date }[]>`
      select meeting_id::text as "meetingId", state::text as state, since from live_status
      where user_id = ${userId} and kind = ${kind}::meeting_kind and meeting_id = any(${ids}::bigint[])`;
    return new Map(
      rows.map(({ meetingId, state, since }) => [meetingId, { status: state, since: since.toISOString() }]),
    );
  };
}
