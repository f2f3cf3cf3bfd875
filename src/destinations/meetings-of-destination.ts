import type { DataKey } from '../crypto/data-key.ts';
import type { Database } from '../database/client.ts';
import type { Installations } from '../installations/installations.ts';
import { readAllPages } from '../listings/page-store.ts';
import { readAllCached } from '../livestreams/cache-reads.ts';
import type { Destination } from './destination.ts';
import type { Destinations } from './destinations.ts';
import { targetTag } from './find-destination.ts';
import { nameOf, timesOf } from './key-reuse.ts';
import { UNKNOWN_TIMES } from './meeting-times.ts';

/** A cached meeting or webinar. */
export interface ListedMeetingOfDestination {
  kind: 'meetings' | 'webinars';
  meeting_id: string;
  /** Empty if it was never listed. */
  topic: string;
  /** ISO 8601; null if unknown. */
  start_time: string | null;
}

/** A cached meeting or webinar that uses a destination. */
export interface MeetingOfDestination extends ListedMeetingOfDestination {
  /** False if it still has a previous URL or key of the destination. */
  current: boolean;
}

/** How a destination is used, from cached meetings and webinars. */
export interface DestinationUsage {
  /** Meetings that use it, outdated ones included. */
  meetings_count: number;
  /** The same for webinars. */
  webinars_count: number;
  /** Meetings and webinars that still have a previous URL or key. */
  outdated_count: number;
  /** The next one that is not over; null if none is known. */
  next_meeting: ListedMeetingOfDestination | null;
}

export interface MeetingsOfDestinations {
  /**
   * Lists the user's meetings and webinars that use a destination, earliest first. Makes no call to
   * Zoom.
   * @throws Problem `not_found`
   */
  list(userId: string, id: string): Promise<MeetingOfDestination[]>;
  /** The usage of all of the user's destinations by id. Makes no call to Zoom. */
  usage(userId: string): Promise<Map<string, DestinationUsage>>;
}

export interface MeetingsOfDestinationsOptions {
  database: Database;
  installations: Installations;
  destinations: Pick<Destinations, 'all' | 'open'>;
  /** Epoch milliseconds. */
  now?: () => number;
}

export function createMeetingsOfDestinations(options: MeetingsOfDestinationsOptions): MeetingsOfDestinations {
  const { database, installations, destinations, now = Date.now } = options;

  /** Three statements, for any number of destinations and meetings. */
  async function createLookup(userId: string) {
    const installation = await installations.get(userId);
    const [all, cachedLivestreams, pages] = await Promise.all([
      destinations.all(userId),
      readAllCached(database.prisma, installation),
      readAllPages(database.prisma, installation),
    ]);
    const times = timesOf(pages, now());
    const byTarget = new Map<string, CachedMeeting[]>();
    for (const { meeting, configuration } of cachedLivestreams) {
      const tag = targetTag(installation.dataKey, configuration);
      const { topic, startTime, intervals } = times.get(nameOf(meeting)) ?? UNKNOWN_TIMES;
      const listed = {
        kind: `${meeting.kind}s` as const,
        meeting_id: meeting.id,
        topic,
        start_time: startTime,
      };
      byTarget.set(tag, [...(byTarget.get(tag) ?? []), { listed, isAhead: intervals.length > 0 }]);
    }
    return { all, meetingsOf: createMeetingsOf(installation.dataKey, all, byTarget) };
  }

  return {
    async list(userId, id) {
      const destination = await destinations.open(userId, id);
      const { meetingsOf } = await createLookup(userId);
      return meetingsOf(destination).map(({ listed, current }) => ({ ...listed, current }));
    },
    async usage(userId) {
      const { all, meetingsOf } = await createLookup(userId);
      return new Map(all.map((destination) => [destination.id, usageOf(meetingsOf(destination))]));
    },
  };
}

interface CachedMeeting {
  listed: ListedMeetingOfDestination;
  isAhead: boolean;
}

type MeetingsOf = (destination: Destination) => (CachedMeeting & { current: boolean })[];

/** @param byTarget cached meetings by the tag of their URL and key */
function createMeetingsOf(
  dataKey: DataKey,
  all: Destination[],
  byTarget: Map<string, CachedMeeting[]>,
): MeetingsOf {
  // A target that another destination has now counts as that destination's.
  const currentTags = new Set(all.map((each) => targetTag(dataKey, each)));
  return (destination) => {
    const currentTag = targetTag(dataKey, destination);
    const previousTags = destination.previousTargets.filter((tag) => !currentTags.has(tag));
    return [currentTag, ...new Set(previousTags)]
      .flatMap((tag) =>
        (byTarget.get(tag) ?? []).map((meeting) => ({ ...meeting, current: tag === currentTag })),
      )
      .sort((one, other) => timeOf(one) - timeOf(other));
  };
}

function usageOf(meetings: ReturnType<MeetingsOf>): DestinationUsage {
  const countOf = (kind: string) => meetings.filter(({ listed }) => listed.kind === kind).length;
  return {
    meetings_count: countOf('meetings'),
    webinars_count: countOf('webinars'),
    outdated_count: meetings.filter(({ current }) => !current).length,
    next_meeting: meetings.find(({ isAhead }) => isAhead)?.listed ?? null,
  };
}

/** Meetings without a time come last. */
function timeOf({ listed }: CachedMeeting): number {
  return listed.start_time === null ? Number.MAX_SAFE_INTEGER : Date.parse(listed.start_time);
}
