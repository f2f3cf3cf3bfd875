import type { ListMeetings } from '../../listings/list.ts';
import { startsOfSessions } from '../../listings/sessions.ts';
import type { LiveStatus, ReadLiveStatuses } from '../../livestreams/live-status.ts';
import type { ReadMeetingSessions } from '../../livestreams/meeting-sessions.ts';
import type { ReadLivestream } from '../../livestreams/read.ts';
import type { LivestreamView } from '../../livestreams/view.ts';
import type { ListedMeeting } from '../../zoom/listings.ts';
import type { MeetingKind } from '../../zoom/meeting.ts';
import type { TypedApp } from '../typed-app.ts';
import { bypassesCache } from './cache-control.ts';
import { decodePageToken, encodePageToken } from './page-token.ts';
import { ListQuery, MeetingList } from './schemas.ts';

export interface MeetingRoutesOptions {
  kind: MeetingKind;
  list: ListMeetings;
  livestreams: ReadLivestream;
  liveStatuses: ReadLiveStatuses;
  meetingSessions: ReadMeetingSessions;
}

/** Zoom's type numbers of recurring meetings (3 and 8) and webinars (6 and 9). */
const RECURRING_TYPES = new Set([3, 6, 8, 9]);

/** Pages of the user's meetings or webinars, with their cached livestreams. */
export async function meetingRoutes(
  app: TypedApp,
  { kind, list, livestreams, liveStatuses, meetingSessions }: MeetingRoutesOptions,
): Promise<void> {
  const schema = {
    summary: `List the user’s ${kind}s`,
    querystring: ListQuery,
    response: { 200: MeetingList },
  };
  app.get('', { schema }, async (request) => {
    const listing = await list(request.userId, {
      kind,
      period: request.query.type ?? 'upcoming',
      pageToken: decodePageToken(request.query.page_token),
      fromZoom: bypassesCache(request),
    });
    const ids = listing.meetings.map(({ id }) => id);
    const [known, live, sessions] = await Promise.all([
      livestreams.cachedViews(request.userId, kind, ids),
      liveStatuses(request.userId, kind, ids),
      meetingSessions(request.userId, kind, ids),
    ]);
    const starts = startsOfSessions(listing.meetings, sessions);
    return {
      meetings: listing.meetings.map((meeting) => {
        const since = starts.get(meeting);
        return {
          ...present(meeting, known.get(meeting.id), live.get(meeting.id)),
          ...(since === undefined ? {} : { in_progress_since: since }),
        };
      }),
      next_page_token: encodePageToken(listing.nextPageToken),
      fetched_at: listing.fetchedAt.toISOString(),
      stale: listing.stale,
    };
  });
}

function present(
  meeting: ListedMeeting,
  livestream: LivestreamView | undefined,
  live: LiveStatus | undefined,
) {
  return {
    id: meeting.id,
    topic: meeting.topic,
    type: meeting.type,
    start_time: meeting.startTime,
    duration: meeting.duration,
    timezone: meeting.timezone,
    recurring: RECURRING_TYPES.has(meeting.type),
    livestream: livestream ?? null,
    // Only webhooks report the live status: before the first one, it is unknown.
    live: live ?? { status: 'unknown' as const, since: null },
  };
}
