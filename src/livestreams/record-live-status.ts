import { takeAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { Installations } from '../installations/installations.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { recordBroadcast } from './history-store.ts';
import { setLiveStatus } from './live-status.ts';
import type { LivestreamKey } from './livestream-key.ts';

/** A report about a livestream, from a webhook, a request or a check. */
export interface LiveStatusReport {
  /**
   * `stopped`: the broadcast ended; `meeting_ended`: the meeting ended, and a broadcast with it.
   */
  status: 'live' | 'stopped' | 'meeting_ended';
  /** Since when, in epoch milliseconds. */
  at: number;
  /** The author of the change, as far as the report shows. */
  by: 'uplink' | 'zoom';
}

/**
 * Records whether a livestream is live, publishes the change and adds it to the history. Ignores a
 * report that is older than the recorded state.
 */
export type RecordLiveStatus = (
  userId: string,
  meeting: MeetingRef,
  report: LiveStatusReport,
) => Promise<void>;

export interface RecordLiveStatusOptions {
  database: Database;
  installations: Installations;
  userCache: UserCache;
  publish: Publish;
}

export function createRecordLiveStatus({
  database,
  installations,
  userCache,
  publish,
}: RecordLiveStatusOptions): RecordLiveStatus {
  return async (userId, meeting, { status, at, by }) => {
    const state = status === 'live' ? ('live' as const) : ('idle' as const);
    const key = { userId, meeting };
    const installation = await installations.get(userId);
    await withLiveStatusLock(database, key, async (transaction) => {
      const previous = await setLiveStatus(transaction, key, state, at);
      if (previous === undefined || previous === state) return;
      if (status !== 'meeting_ended' || previous === 'live') {
        const kind = status === 'live' ? 'started' : 'stopped';
        await recordBroadcast(transaction, installation, meeting, { kind, by, at });
      }
      // Publish in the same transaction: a retry would find the state recorded and publish nothing.
      const data = { ...meetingRefOf(meeting), status: state, since: new Date(at).toISOString() };
      await publish(userId, { event: 'live', data }, transaction);
    });
    userCache.drop(userId);
  };
}

/**
 * Runs `record` under the advisory lock of a livestream's live status, so that each update sees the
 * previous one. Does nothing if the installation was deleted. Locks the installation first, in the
 * same order as an erasure, so that the two cannot deadlock.
 */
export async function withLiveStatusLock(
  { prisma }: Pick<Database, 'prisma'>,
  { userId, meeting: { kind, id } }: LivestreamKey,
  record: (transaction: SqlClient) => Promise<void>,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const installation = await transaction.$queryRaw<unknown[]>`
      select 1 from installation where user_id = ${userId} for key share`;
    if (installation.length === 0) return;
    await takeAdvisoryLock(transaction, `run ${userId} ${kind} ${id}`);
    await record(transaction);
  });
}
