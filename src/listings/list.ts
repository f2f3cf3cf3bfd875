import type { Database } from '../database/client.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { TRANSIENT } from '../livestreams/read.ts';
import { isProblem, Problem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import { type ListedMeeting, listMeetings, type ZoomPage } from '../zoom/listings.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import { type PageKey, readListingVersion, readPage, storePage } from './page-store.ts';
import { type Period, within } from './period.ts';

export interface Listing {
  meetings: ListedMeeting[];
  nextPageToken: string | null;
  fetchedAt: Date;
  /** Zoom is unavailable, and this is the last cached page. */
  stale: boolean;
}

export interface ListQuery {
  kind: MeetingKind;
  period: Period;
  pageToken: string | null;
  /** Always fetch from Zoom. Reports a failure instead of returning a cached page. */
  fromZoom: boolean;
}

/**
 * Returns one page of a user's meetings or webinars: the cached page while it is fresh, otherwise
 * Zoom's current one with one call. If Zoom is unavailable, returns the last cached page.
 * @throws Problem
 */
export type ListMeetings = (userId: string, query: ListQuery) => Promise<Listing>;

export interface ListOptions {
  database: Database;
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  /** Seconds for which a cached page counts as fresh. */
  freshSeconds: number;
  /** Epoch milliseconds. */
  now?: () => number;
}

/**
 * Zoom's `type` parameter for each period. Live and previous webinars have none: their times
 * identify them.
 */
const ZOOM_TYPES: Record<MeetingKind, Record<Period, string>> = {
  meeting: { upcoming: 'upcoming', live: 'live', scheduled: 'scheduled', previous: 'previous_meetings' },
  webinar: { upcoming: 'upcoming', live: 'scheduled', scheduled: 'scheduled', previous: 'scheduled' },
};

export function createListMeetings(options: ListOptions): ListMeetings {
  const { database, installations, tokens, zoom, freshSeconds, now = Date.now } = options;

  async function request({ userId, dataKey }: Installation, key: Omit<PageKey, 'userId'>) {
    const version = await readListingVersion(database.sql, userId);
    const page = await tokens
      .use(userId, (grant) => listMeetings(zoom, grant, key))
      .catch((error) => {
        throw withOurFieldNames(error, key.pageToken);
      });
    const fetchedAt = await storePage(database.sql, dataKey, { userId, ...key }, { page, version });
    return { page, fetchedAt };
  }

  return async (userId, { kind, period, pageToken, fromZoom }) => {
    const installation = await installations.getConnected(userId);
    const type = ZOOM_TYPES[kind][period];
    const stored = await readPage(database.sql, installation.dataKey, { userId, kind, type, pageToken });
    const shape = (page: ZoomPage, fetchedAt: Date, stale: boolean): Listing => ({
      meetings: kind === 'webinar' ? within(page.meetings, period, now()) : page.meetings,
      nextPageToken: page.nextPageToken,
      fetchedAt,
      stale,
    });
    if (stored !== undefined && !fromZoom && stored.ageMs < freshSeconds * 1000)
      return shape(stored.page, stored.fetchedAt, false);
    try {
      const { page, fetchedAt } = await request(installation, { kind, type, pageToken });
      return shape(page, fetchedAt, false);
    } catch (error) {
      if (stored === undefined || fromZoom || !isProblem(error, ...TRANSIENT)) throw error;
      return shape(stored.page, stored.fetchedAt, true);
    }
  };
}

/** If Zoom rejects the page token, the error names our parameter `page_token` instead of Zoom's. */
function withOurFieldNames(error: unknown, pageToken: string | null): unknown {
  if (!isProblem(error, 'invalid_request')) return error;
  const { errors } = error.members;
  if (errors === undefined && pageToken === null) return error;
  const renamed = errors?.map(({ field, message }) => ({
    field: field === 'next_page_token' ? 'page_token' : field,
    message,
  }));
  return new Problem('invalid_request', { ...error.members, errors: renamed ?? [EXPIRED] });
}

const EXPIRED = { field: 'page_token', message: 'is invalid or has expired: start again at the first page' };
