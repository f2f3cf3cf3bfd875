import type { Database } from '../database/client.ts';
import type { Installations } from '../installations/installations.ts';
import type { StatusSettings } from '../zoom/livestream-status.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { LiveStatus, ReadLiveStatuses } from './live-status.ts';
import type { ReadLivestream } from './read.ts';
import { readBroadcastSettings } from './start-settings.ts';

/** The live status of a livestream, and the settings with which Uplink started it. */
export interface Broadcast {
  status: LiveStatus['status'] | 'unknown';
  /** ISO 8601. */
  since: string | null;
  /** Null unless Uplink started it. */
  settings: StatusSettings | null;
}

/** @throws Problem `meeting_not_found` */
export type ReadBroadcast = (userId: string, meeting: MeetingRef) => Promise<Broadcast>;

export interface BroadcastOptions {
  database: Database;
  installations: Pick<Installations, 'getConnected'>;
  livestreams: Pick<ReadLivestream, 'read'>;
  liveStatuses: ReadLiveStatuses;
}

export function createReadBroadcast(options: BroadcastOptions): ReadBroadcast {
  const { database, installations, livestreams, liveStatuses } = options;

  return async (userId, meeting) => {
    const user = await installations.getConnected(userId);
    const [, live, settings] = await Promise.all([
      // If the meeting is not the user's, this read fails with that error.
      livestreams.read(userId, meeting),
      liveStatuses(userId, meeting.kind, [meeting.id]),
      readBroadcastSettings(database.sql, user, meeting),
    ]);
    const { status, since } = live.get(meeting.id) ?? { status: 'unknown' as const, since: null };
    return { status, since, settings: settings ?? null };
  };
}
