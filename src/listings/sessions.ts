import { inProgressSince, type MeetingSession } from '../livestreams/meeting-sessions.ts';
import type { ListedMeeting } from '../zoom/listings.ts';

/** A session belongs to the closest date of a series, but not to one that is further away. */
const MAX_DISTANCE_MS = 12 * 3_600_000;

/**
 * The entries of a page that are in progress, with their start (ISO 8601). The dates of a series share
 * its ID, and only the one closest to the session is in progress.
 */
export function startsOfSessions(
  meetings: ListedMeeting[],
  sessions: Map<string, MeetingSession>,
): Map<ListedMeeting, string> {
  const closest = new Map<string, { meeting: ListedMeeting; since: string; distance: number }>();
  for (const meeting of meetings) {
    const since = inProgressSince(sessions.get(meeting.id), meeting.uuid);
    if (since === null) continue;
    const distance =
      meeting.startTime === null ? 0 : Math.abs(Date.parse(meeting.startTime) - Date.parse(since));
    const { distance: least = Number.POSITIVE_INFINITY } = closest.get(meeting.id) ?? {};
    if (distance < least) closest.set(meeting.id, { meeting, since, distance });
  }
  const isClose = (meeting: ListedMeeting, distance: number) =>
    distance < MAX_DISTANCE_MS || meetings.filter(({ id }) => id === meeting.id).length === 1;
  return new Map(
    [...closest.values()]
      .filter(({ meeting, distance }) => isClose(meeting, distance))
      .map(({ meeting, since }) => [meeting, since]),
  );
}
