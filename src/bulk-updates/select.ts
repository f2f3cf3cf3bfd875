import type { ListMeetings } from '../listings/list.ts';
import { isProblem } from '../problem.ts';
import type { ListedMeeting } from '../zoom/listings.ts';
import type { MeetingKind } from '../zoom/meeting.ts';

/** Selects some of a user's meetings. Omitted conditions match all. */
export interface Filter {
  /** Text in the topic, not case-sensitive. */
  topicContains?: string;
  /** Earliest start time, epoch milliseconds. */
  from?: number;
  /** Start times must be before this, epoch milliseconds. */
  to?: number;
}

/** Finds the meetings of a bulk update in the user's lists, cached pages first. */
export interface Select {
  /**
   * Ids of the meetings that match a filter and are not over. Meetings without a fixed time match
   * only filters without dates. A series counts once, because its occurrences share their
   * livestream settings.
   */
  matching(userId: string, kind: MeetingKind, filter: Filter): Promise<string[]>;
  /**
   * Loads at most a few list pages until they contain these ids, for their topics and dates.
   * Ignores errors.
   */
  loadPagesWith(userId: string, kind: MeetingKind, ids: string[]): Promise<void>;
}

const MAX_PAGES = 100;
/** Enough for most users. Details of other meetings are fetched individually when needed. */
const MAX_PAGES_FOR_TOPICS = 10;

export interface SelectOptions {
  list: ListMeetings;
  /** Epoch milliseconds. */
  now?: () => number;
}

export function createSelect({ list, now = Date.now }: SelectOptions): Select {
  async function* pagesOf(userId: string, kind: MeetingKind, maxPages: number) {
    for (const period of ['upcoming', 'scheduled'] as const) {
      let pageToken: string | null = null;
      for (let page = 0; page < maxPages; page += 1) {
        const listing = await list(userId, { kind, period, pageToken, fromZoom: false });
        yield listing.meetings;
        pageToken = listing.nextPageToken;
        if (pageToken === null) break;
      }
    }
  }

  return {
    async matching(userId, kind, filter) {
      const ids = new Set<string>();
      for await (const meetings of pagesOf(userId, kind, MAX_PAGES))
        for (const meeting of meetings) if (isMatch(meeting, filter, now())) ids.add(meeting.id);
      return [...ids];
    },

    async loadPagesWith(userId, kind, ids) {
      const missing = new Set(ids);
      try {
        for await (const meetings of pagesOf(userId, kind, MAX_PAGES_FOR_TOPICS)) {
          for (const { id } of meetings) missing.delete(id);
          if (missing.size === 0) return;
        }
      } catch (error) {
        if (!isProblem(error)) throw error;
      }
    },
  };
}

function isMatch({ topic, startTime, duration }: ListedMeeting, filter: Filter, now: number): boolean {
  const { topicContains = '', from, to } = filter;
  if (!topic.toLocaleLowerCase().includes(topicContains.trim().toLocaleLowerCase())) return false;
  if (startTime === null) return from === undefined && to === undefined;
  const start = Date.parse(startTime);
  if (start + duration * 60_000 <= now) return false;
  return start >= (from ?? Number.NEGATIVE_INFINITY) && start < (to ?? Number.POSITIVE_INFINITY);
}
