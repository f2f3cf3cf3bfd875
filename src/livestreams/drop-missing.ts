import type { Database } from '../database/client.ts';
import type { Memory } from '../database/memory.ts';
import { aboutMeeting, type Tell } from '../feed/tell.ts';
import { isProblem } from '../problem.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { removeCopy } from './copy-store.ts';

/**
 * Awaits a call to Zoom about a meeting. If Zoom responds that the user has no such meeting (deleted, or another host's by
 * now), drops its cached livestream on every instance before the error is thrown on: the next read must not return it.
 *
 * @throws whatever `call` throws
 */
export type DropMissing = <Result>(
  userId: string,
  meeting: MeetingRef,
  call: Promise<Result>,
) => Promise<Result>;

export function createDropMissing(options: { database: Database; memory: Memory; tell: Tell }): DropMissing {
  const { database, memory, tell } = options;

  async function drop(userId: string, meeting: MeetingRef): Promise<void> {
    const hadConfiguration = await removeCopy(database.sql, userId, meeting);
    memory.drop(userId);
    // Pages read the meeting again when they receive this: without a visible change that would never end.
    if (hadConfiguration) await tell(userId, { event: 'livestream', data: aboutMeeting(meeting) });
  }

  return async (userId, meeting, call) => {
    try {
      return await call;
    } catch (error) {
      // If the database is unreachable, the entry stays until it expires. The caller gets Zoom's error in any case.
      if (isProblem(error, 'meeting_not_found')) await drop(userId, meeting).catch(() => undefined);
      throw error;
    }
  };
}
