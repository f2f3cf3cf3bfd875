import { takeAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { Installations } from '../installations/installations.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { recordBroadcast } from './history-store.ts';
import { setLiveStatus } from './live-status.ts';

/**
 * Records whether a livestream is live since `at` (epoch milliseconds), publishes the change and
 * adds it to the history. Ignores a report that is older than the recorded state.
 * @param run `stopped`: a broadcast ended; `over`: the meeting ended
 * @param by the author of the change, as far as the report shows
 */
export type RecordLiveStatus = (
  userId: string,
  meeting: MeetingRef,
  run: 'live' | 'stopped' | 'over',
  at: number,
  by: 'uplink' | 'zoom',
) => Promise<void>;

export interface RecordLiveStatusOptions {
  database: Database;
  installations: Installations;
  memory: UserCache;
  publish: Publish;
}

export function createRecordLiveStatus({
  database,
  installations,
  memory,
  publish,
}: RecordLiveStatusOptions): RecordLiveStatus {
  return async (userId, meeting, run, at, by) => {
    const state = run === 'live' ? ('live' as const) : ('idle' as const);
    const { dataKey } = await installations.get(userId);
    await serially(database, userId, meeting, async (transaction) => {
      const known = await setLiveStatus(transaction, userId, meeting, state, at);
      if (known === undefined || known === state) return;
      if (run !== 'over' || known === 'live') {
        const kind = run === 'live' ? 'started' : 'stopped';
        await recordBroadcast(transaction, dataKey, userId, meeting, kind, by, at);
      }
      // Publish in the same transaction: a retry would find the state recorded and publish nothing.
      const data = { ...meetingRefOf(meeting), status: state, since: new Date(at).toISOString() };
      await publish(userId, { event: 'live', data }, transaction);
    });
    memory.drop(userId);
  };
}

/**
 * Serializes live-status updates of one livestream under an advisory lock, so that each sees the
 * previous one. Does nothing if the installation was deleted. Locks the installation first, in the
 * same order as an erasure, so that the two cannot deadlock.
 */
export async function serially(
  { prisma }: Pick<Database, 'prisma'>,
  userId: string,
  { kind, id }: MeetingRef,
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
