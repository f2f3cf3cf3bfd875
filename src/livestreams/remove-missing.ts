import type { Database } from '../database/client.ts';
import type { UserCache } from '../database/user-cache.ts';
import { isProblem } from '../problem.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { removeCached } from './cache-store.ts';

/**
 * Awaits a call to Zoom about a meeting. If Zoom reports that the user has no such meeting
 * (deleted, or now another host's), removes its cached livestream on every instance and rethrows
 * the error: the next read must not return it.
 * @throws the error of `call`
 */
export type RemoveMissing = <Result>(
  userId: string,
  meeting: MeetingRef,
  call: Promise<Result>,
) => Promise<Result>;

export function createRemoveMissing(options: {
  database: Database;
  userCache: UserCache;
  publish: Publish;
}): RemoveMissing {
  const { database, userCache, publish } = options;

  async function remove(userId: string, meeting: MeetingRef): Promise<void> {
    const hadConfiguration = await removeCached(database.sql, { userId, meeting });
    userCache.drop(userId);
    // Pages read the meeting again when they receive this event. Without the condition, each read
    // would publish another one.
    if (hadConfiguration) await publish(userId, { event: 'livestream', data: meetingRefOf(meeting) });
  }

  return async (userId, meeting, call) => {
    try {
      return await call;
    } catch (error) {
      // If the database is unreachable, the entry stays until it expires. The caller gets Zoom's
      // error in any case.
      if (isProblem(error, 'meeting_not_found')) await remove(userId, meeting).catch(() => undefined);
      throw error;
    }
  };
}
