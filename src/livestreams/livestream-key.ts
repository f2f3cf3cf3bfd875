import { Prisma } from '../database/generated/client.ts';
import type { MeetingRef } from '../zoom/meeting.ts';

/**
 * The key of the rows about a livestream. A meeting ID alone never selects a row of another user.
 */
export interface LivestreamKey {
  userId: string;
  meeting: MeetingRef;
}

/** SQL condition that selects the rows of a livestream in any table that has them. */
export function isLivestream({ userId, meeting }: LivestreamKey): Prisma.Sql {
  return Prisma.sql`
    user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}`;
}
