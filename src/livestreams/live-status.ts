import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

export interface LiveStatus {
  status: 'live' | 'idle';
  /** ISO 8601. */
  since: string;
}

/**
 * Records whether a livestream is live since `at` (epoch milliseconds), unless a newer webhook
 * reported otherwise. The result is reliable while the caller holds the livestream's lock.
 * @returns the previous state; undefined if a newer webhook reported otherwise
 */
export async function setLiveStatus(
  sql: SqlClient,
  key: LivestreamKey,
  state: 'live' | 'idle',
  at: number,
): Promise<'live' | 'idle' | 'unknown' | undefined> {
  const { userId, meeting } = key;
  const eventAt = new Date(at);
  const [previous] = await sql.$queryRaw<{ state: 'live' | 'idle' }[]>`
    select state::text as state from live_status where ${isLivestream(key)}`;
  // A deleted installation gets no status: the row would have no owner.
  const stored = await sql.$executeRaw`
    insert into live_status (user_id, kind, meeting_id, state, since, event_at)
    select user_id, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, ${state}::live_state, ${eventAt}, ${eventAt}
    from installation where user_id = ${userId}
    on conflict (user_id, kind, meeting_id) do update set
      state = excluded.state,
      since = excluded.since,
      event_at = excluded.event_at
    where live_status.event_at < excluded.event_at
      or (live_status.event_at = excluded.event_at and live_status.state < excluded.state)`;
  return stored === 0 ? undefined : (previous?.state ?? 'unknown');
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
