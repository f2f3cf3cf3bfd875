import type { ListMeetings } from '../listings/list.ts';
import type { ListedMeeting } from '../zoom/listings.ts';
import type { MeetingKind } from '../zoom/meeting.ts';

/** Which of a user's meetings; what is left out does not narrow. */
export interface Filter {
  /** Words of the topic, in any case. */
  topicContains?: string;
  /** Start at this time or later; epoch milliseconds. */
  from?: number;
  /** Start before this time. */
  to?: number;
}

/** A meeting to be updated, by what is known of it. */
export interface Selected {
  meetingId: string;
  topic: string;
}

/**
 * Finds the user's meetings that a filter names: those that are not over, and without dates those without a fixed time too; a
 * series once, since it has one configuration.
 */
export type Select = (userId: string, kind: MeetingKind, filter: Filter) => Promise<Selected[]>;

const MOST_PAGES = 100;

export interface SelectOptions {
  list: ListMeetings;
  /** Epoch milliseconds. */
  now?: () => number;
}

export function createSelect({ list, now = Date.now }: SelectOptions): Select {
  async function allOf(userId: string, kind: MeetingKind, period: 'upcoming' | 'scheduled') {
    const meetings: ListedMeeting[] = [];
    let pageToken: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const listing = await list(userId, { kind, period, pageToken, fromZoom: false });
      meetings.push(...listing.meetings);
      pageToken = listing.nextPageToken;
      if (pageToken === null) break;
    }
    return meetings;
  }

  return async (userId, kind, filter) => {
    const listed = [
      ...(await allOf(userId, kind, 'upcoming')),
      ...(await allOf(userId, kind, 'scheduled')),
    ].filter((meeting) => isMeant(meeting, filter, now()));
    return [...new Map(listed.map(({ id, topic }) => [id, { meetingId: id, topic }])).values()];
  };
}

function isMeant({ topic, startTime, duration }: ListedMeeting, filter: Filter, now: number): boolean {
  const { topicContains = '', from, to } = filter;
  if (!topic.toLocaleLowerCase().includes(topicContains.trim().toLocaleLowerCase())) return false;
  if (startTime === null) return from === undefined && to === undefined;
  const start = Date.parse(startTime);
  if (start + duration * 60_000 <= now) return false;
  return start >= (from ?? Number.NEGATIVE_INFINITY) && start < (to ?? Number.POSITIVE_INFINITY);
}
