import { sha256 } from '../crypto/hash.ts';
import { randomToken } from '../crypto/random.ts';
import type { Database } from '../database/client.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { readPage } from '../listings/page-store.ts';
import { readCachedMeetings } from '../livestreams/cache-reads.ts';
import { isConfigured } from '../livestreams/configuration.ts';
import { isProblem, Problem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import { listMeetings, MAX_PAGE_SIZE } from '../zoom/listings.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import {
  decryptContent,
  deleteFeed,
  type FeedContent,
  type FeedRow,
  findFeed,
  type ListedUpcoming,
  readCreatedAt,
  reserveCheck,
  storeContent,
  storeToken,
} from './feed-store.ts';
import { type CalendarEntry, renderCalendar } from './ics.ts';

export interface CalendarFeed {
  /** When the feed's URL was created; undefined without a feed. */
  createdAt(userId: string): Promise<Date | undefined>;
  /**
   * Creates the feed, or replaces its token. The previous URL stops working on every instance.
   * @returns the token, of which only the SHA-256 is stored
   * @throws Problem `not_signed_in`
   */
  create(userId: string): Promise<{ token: string; createdAt: Date }>;
  /** Deletes the feed. Its URL stops working on every instance. */
  revoke(userId: string): Promise<void>;
  /**
   * The iCalendar document of the user's upcoming meetings and webinars that have a livestream.
   * Uses the cached lists. If one is older than 15 minutes, makes at most one call to Zoom in 15
   * minutes, for the older list. If the call fails, the document has the meetings of the last list.
   * @returns undefined if no feed has this token
   * @throws Problem `reconnect_required`
   */
  render(token: string): Promise<string | undefined>;
}

export interface CalendarFeedOptions {
  database: Database;
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  /** The origin that browsers use. */
  publicUrl: string;
  log: { warn(fields: object, message: string): void };
}

type Lists = Record<MeetingKind, ListedUpcoming>;

const KINDS: readonly MeetingKind[] = ['meeting', 'webinar'];
/** A list that is younger than this is not fetched again (milliseconds). */
const FRESH_MS = 15 * 60_000;

export function createCalendarFeed(options: CalendarFeedOptions): CalendarFeed {
  const { database, installations, tokens, zoom, log } = options;
  const { sql } = database;

  /** Lists one kind. If Zoom rejects the call or is unavailable, keeps the last list. */
  async function listFromZoom(
    userId: string,
    kind: MeetingKind,
    last: ListedUpcoming,
  ): Promise<ListedUpcoming> {
    const query = { kind, type: 'upcoming', pageToken: null, pageSize: MAX_PAGE_SIZE };
    const checkedAt = Date.now();
    try {
      const { meetings } = await tokens.use(userId, (grant) => listMeetings(zoom, grant, query));
      return { meetings, fetchedAt: checkedAt, checkedAt };
    } catch (error) {
      log.warn({ code: isProblem(error) ? error.code : 'internal_error' }, 'calendar feed not updated');
      return { ...last, checkedAt };
    }
  }

  /**
   * The cached list of one kind: the feed's own, or that of the app's list screen if it is complete
   * and newer.
   */
  async function cachedList({ userId, dataKey }: Installation, kind: MeetingKind, content: FeedContent) {
    const own = content[kind] ?? { meetings: [], fetchedAt: 0, checkedAt: 0 };
    const shown = await readPage(sql, dataKey, { userId, kind, type: 'upcoming', pageToken: null });
    const fetchedAt = shown?.fetchedAt.getTime() ?? 0;
    if (shown === undefined || shown.page.nextPageToken !== null || fetchedAt <= own.fetchedAt) return own;
    const checkedAt = Math.max(own.checkedAt, fetchedAt);
    return { meetings: shown.page.meetings, fetchedAt, checkedAt };
  }

  async function currentLists(row: FeedRow, installation: Installation): Promise<Lists> {
    const content = decryptContent(installation.dataKey, row);
    const lists = {
      meeting: await cachedList(installation, 'meeting', content),
      webinar: await cachedList(installation, 'webinar', content),
    };
    const oldest = lists.webinar.checkedAt < lists.meeting.checkedAt ? 'webinar' : 'meeting';
    const isFresh = Date.now() - lists[oldest].checkedAt < FRESH_MS;
    if (isFresh || !row.isDue || !(await reserveCheck(sql, row.userId))) return lists;
    const updated = { ...lists, [oldest]: await listFromZoom(row.userId, oldest, lists[oldest]) };
    await storeContent(sql, installation.dataKey, row, updated);
    return updated;
  }

  return {
    createdAt: (userId) => readCreatedAt(sql, userId),

    async create(userId) {
      const token = randomToken();
      const stored = await storeToken(sql, userId, sha256(token));
      if (stored === undefined) throw new Problem('not_signed_in');
      return { token, createdAt: stored.createdAt };
    },

    revoke: (userId) => deleteFeed(sql, userId),

    async render(token) {
      const row = await findFeed(sql, sha256(token));
      if (row === undefined) return undefined;
      const installation = await installations.getConnected(row.userId);
      return renderCalendar(await entriesOf(options, installation, await currentLists(row, installation)));
    },
  };
}

/** The listed meetings that have a livestream and a fixed time. */
async function entriesOf(
  { database, publicUrl }: Pick<CalendarFeedOptions, 'database' | 'publicUrl'>,
  installation: Installation,
  lists: Lists,
): Promise<CalendarEntry[]> {
  const entries: CalendarEntry[] = [];
  for (const kind of KINDS) {
    const { meetings, fetchedAt } = lists[kind];
    const ids = [...new Set(meetings.map(({ id }) => id))];
    const cached = await readCachedMeetings(database.sql, installation, kind, ids);
    for (const { id, topic, startTime, duration } of meetings) {
      const configuration = cached.get(id)?.configuration;
      if (startTime === null || !configuration || !isConfigured(configuration)) continue;
      const uid = `${kind}-${id}-${Date.parse(startTime)}@${new URL(publicUrl).host}`;
      const url = `${publicUrl}/${kind}s/${id}`;
      const watchPage = configuration.pageUrl;
      entries.push({ uid, kind, topic, startTime, duration, watchPage, url, fetchedAt });
    }
  }
  return entries;
}
