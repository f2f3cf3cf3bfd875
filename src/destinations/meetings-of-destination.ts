import type { Database } from '../database/client.ts';
import type { Installations } from '../installations/installations.ts';
import { readAllPages } from '../listings/page-store.ts';
import { readAllCached } from '../livestreams/cache-store.ts';
import type { Destinations } from './destinations.ts';
import { targetTag } from './find-destination.ts';
import { nameOf, timesOf } from './key-reuse.ts';

/** A cached meeting or webinar that uses a destination. */
export interface MeetingOfDestination {
  kind: 'meetings' | 'webinars';
  meeting_id: string;
  /** Empty if it was never listed. */
  topic: string;
  /** ISO 8601; null if unknown. */
  start_time: string | null;
  /** False if it still has a previous URL or key of the destination. */
  current: boolean;
}

/**
 * Lists the user's meetings and webinars that use a destination, earliest first. Makes no call to
 * Zoom.
 * @throws Problem `not_found`
 */
export type ListMeetingsOfDestination = (userId: string, id: string) => Promise<MeetingOfDestination[]>;

export interface ListMeetingsOfDestinationOptions {
  database: Database;
  installations: Installations;
  destinations: Pick<Destinations, 'all' | 'open'>;
  /** Epoch milliseconds. */
  now?: () => number;
}

export function createListMeetingsOfDestination(
  options: ListMeetingsOfDestinationOptions,
): ListMeetingsOfDestination {
  const { database, installations, destinations, now = Date.now } = options;

  return async (userId, id) => {
    const destination = await destinations.open(userId, id);
    const installation = await installations.get(userId);
    const { dataKey } = installation;
    const [all, cachedLivestreams, pages] = await Promise.all([
      destinations.all(userId),
      readAllCached(database.prisma, installation),
      readAllPages(database.prisma, installation),
    ]);
    const currentTag = targetTag(dataKey, destination);
    // A target that another destination has now counts as that destination's.
    const ofOthers = new Set(all.map((each) => targetTag(dataKey, each)));
    const previous = new Set(destination.previousTargets.filter((tag) => !ofOthers.has(tag)));
    const times = timesOf(pages, now());
    return cachedLivestreams
      .flatMap(({ meeting, configuration }) => {
        const tag = targetTag(dataKey, configuration);
        if (tag !== currentTag && !previous.has(tag)) return [];
        const { topic = '', startTime = null } = times.get(nameOf(meeting)) ?? {};
        return {
          kind: `${meeting.kind}s` as const,
          meeting_id: meeting.id,
          topic,
          start_time: startTime,
          current: tag === currentTag,
        };
      })
      .sort((one, other) => timeOf(one) - timeOf(other));
  };
}

/** Meetings without a time come last. */
function timeOf({ start_time: startTime }: MeetingOfDestination): number {
  return startTime === null ? Number.MAX_SAFE_INTEGER : Date.parse(startTime);
}
