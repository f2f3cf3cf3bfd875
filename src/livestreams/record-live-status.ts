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
 * Notes that a livestream runs, or does not any more, since `at` (epoch milliseconds): for the list, for whoever watches, and,
 * where it was not known, for the history. Older than what is known, it changes nothing.
 * @param run `stopped` says that there was a stream; `over`, that there is nothing left that could be streamed
 * @param by who started or stopped it, as far as this report tells
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
      // What is noted is no news to whoever tries again: it is told with this, or not noted.
      const data = { ...meetingRefOf(meeting), status: state, since: new Date(at).toISOString() };
      await publish(userId, { event: 'live', data }, transaction);
    });
    memory.drop(userId);
  };
}

/**
 * Does what notes a run of a livestream in a transaction, one after the other: each finds what the one before has noted. Does
 * nothing for an installation that is gone. That is held first, as by whoever erases it, so that they never wait for each other.
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
