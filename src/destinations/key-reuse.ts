import type { Database } from '../database/client.ts';
import type { Installations } from '../installations/installations.ts';
import { readAllPages } from '../listings/page-store.ts';
import { readAllCached } from '../livestreams/cache-reads.ts';
import type { ListedMeeting } from '../zoom/listings.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import type { Destinations } from './destinations.ts';
import { type MeetingTimes, meetingTimes, overlap, UNKNOWN_TIMES } from './meeting-times.ts';

/** A meeting or webinar whose cached livestream has the same key. */
export interface MeetingWithKey {
  kind: MeetingKind;
  meetingId: string;
  /** Empty if it was never listed. */
  topic: string;
  /** ISO 8601; null if unknown. */
  startTime: string | null;
  /** Whether both take place at the same time, within 15 minutes; null if unknown. */
  overlaps: boolean | null;
}

export interface SameKey {
  /** Overlapping meetings first, then those with unknown times. */
  meetings: MeetingWithKey[];
  /** Oldest first. */
  destinations: { id: string; name: string }[];
}

/**
 * Finds the user's other meetings, webinars and destinations with this stream key. Streaming
 * services accept only one stream per key at a time. Makes no call to Zoom.
 */
export type FindSameKey = (userId: string, streamKey: string, meeting: MeetingRef) => Promise<SameKey>;

export interface FindSameKeyOptions {
  database: Database;
  installations: Installations;
  destinations: Pick<Destinations, 'all'>;
  /** Epoch milliseconds. */
  now?: () => number;
}

export function createFindSameKey(options: FindSameKeyOptions): FindSameKey {
  const { database, installations, destinations, now = Date.now } = options;

  return async (userId, streamKey, meeting) => {
    if (streamKey === '') return { meetings: [], destinations: [] };
    const installation = await installations.get(userId);
    const [cachedLivestreams, saved] = await Promise.all([
      readAllCached(database.prisma, installation),
      destinations.all(userId),
    ]);
    const others = cachedLivestreams
      .filter(({ configuration }) => configuration.streamKey === streamKey)
      .map((cached) => cached.meeting)
      .filter((each) => nameOf(each) !== nameOf(meeting));
    const pages = others.length === 0 ? [] : await readAllPages(database.prisma, installation);
    const times = timesOf(pages, now());
    const ownTimes = times.get(nameOf(meeting)) ?? UNKNOWN_TIMES;
    return {
      meetings: others
        .map((each) => present(each, times.get(nameOf(each)) ?? UNKNOWN_TIMES, ownTimes))
        .sort(bySeverity),
      destinations: saved
        .filter((destination) => destination.streamKey === streamKey)
        .map(({ id, name }) => ({ id, name })),
    };
  };
}

export type Pages = Awaited<ReturnType<typeof readAllPages>>;

/** The times of all meetings in the cached lists, by `kind:id`. @param now epoch milliseconds */
export function timesOf(pages: Pages, now: number): Map<string, MeetingTimes> {
  const listed = new Map<string, ListedMeeting[]>();
  const latestFirst = pages.toSorted((one, other) => other.fetchedAt.getTime() - one.fetchedAt.getTime());
  for (const { kind, page } of latestFirst)
    for (const meeting of page.meetings) {
      const name = nameOf({ kind, id: meeting.id });
      listed.set(name, [...(listed.get(name) ?? []), meeting]);
    }
  return new Map([...listed].map(([name, entries]) => [name, meetingTimes(entries, now)]));
}

function present({ kind, id }: MeetingRef, times: MeetingTimes, ownTimes: MeetingTimes): MeetingWithKey {
  const { topic, startTime } = times;
  return { kind, meetingId: id, topic, startTime, overlaps: overlap(times, ownTimes) };
}

const SEVERITY = new Map<boolean | null, number>([
  [true, 0],
  [null, 1],
  [false, 2],
]);

function bySeverity(one: MeetingWithKey, other: MeetingWithKey): number {
  return (SEVERITY.get(one.overlaps) ?? 0) - (SEVERITY.get(other.overlaps) ?? 0);
}

/** `kind:id`, unique among a user's meetings and webinars. */
export function nameOf({ kind, id }: MeetingRef): string {
  return `${kind}:${id}`;
}
