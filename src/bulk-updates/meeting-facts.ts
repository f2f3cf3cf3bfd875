import type { Database } from '../database/client.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { KeyUse } from '../destinations/key-conflicts.ts';
import { nameOf, timesOf } from '../destinations/key-reuse.ts';
import { type MeetingTimes, meetingTimes, UNKNOWN_TIMES } from '../destinations/meeting-times.ts';
import type { Installations } from '../installations/installations.ts';
import { readAllPages } from '../listings/page-store.ts';
import { readAllCached, readCachedMeetings } from '../livestreams/cache-reads.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import type { RemoveMissing } from '../livestreams/remove-missing.ts';
import { isProblem, Problem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import { getMeeting, type MeetingDetails } from '../zoom/meetings.ts';

/** What the caches contain about a user's meetings at one moment. */
export interface FactsSnapshot {
  timesOf(meeting: MeetingRef): MeetingTimes;
  /** Null if unknown. */
  isEndToEndEncrypted(meeting: MeetingRef): boolean | null;
  /** The stream keys of the user's cached livestreams. */
  keyUses: KeyUse[];
}

/**
 * Facts about meetings for previews and warnings, from caches and a limited number of Zoom calls.
 */
export interface MeetingFacts {
  /** @param details result of {@link MeetingFacts.fetchDetails} */
  snapshot(userId: string, details?: DetailsById): Promise<FactsSnapshot>;
  /** Cached livestream settings by meeting id. Omits meetings without cached settings. */
  cachedSettings(userId: string, kind: MeetingKind, ids: string[]): Promise<Map<string, Configuration>>;
  /**
   * Fetches details that are not cached, with at most {@link MAX_LOOKUPS} Light calls, and caches
   * them for some minutes. Ignores errors.
   * @param isLate no call starts once this returns true
   * @returns the cached and fetched details of these meetings
   */
  fetchDetails(userId: string, meetings: MeetingRef[], isLate: () => boolean): Promise<DetailsById>;
}

/** By `kind:id`. */
export type DetailsById = ReadonlyMap<string, MeetingDetails>;

export interface MeetingFactsOptions {
  database: Database;
  installations: Installations;
  userCache: UserCache;
  tokens: Pick<AccessTokens, 'use'>;
  /** Client whose calls yield to interactive requests. */
  zoom: ZoomApi;
  removeMissing: RemoveMissing;
  /** Epoch milliseconds. */
  now?: () => number;
}

const MAX_LOOKUPS = 60;
const CONCURRENT_LOOKUPS = 8;
const CACHE_MS = 300_000;

interface CachedDetails {
  details: MeetingDetails;
  fetchedAt: number;
}

export function createMeetingFacts(options: MeetingFactsOptions): MeetingFacts {
  const { database, installations, tokens, zoom, removeMissing, now = Date.now } = options;
  const cache = createDetailsCache(options.userCache, now);

  async function fetchDetailsOf(userId: string, meeting: MeetingRef): Promise<MeetingDetails> {
    const call = tokens.use(userId, (grant) => getMeeting(zoom, grant, meeting));
    const details = await removeMissing(userId, meeting, call);
    cache.store(userId, meeting, details);
    return details;
  }

  return {
    async snapshot(userId, given = new Map()) {
      const installation = await installations.getConnected(userId);
      const [pages, cachedLivestreams] = await Promise.all([
        readAllPages(database.prisma, installation),
        readAllCached(database.prisma, installation),
      ]);
      const listed = timesOf(pages, now());
      const detailsOf = (meeting: MeetingRef) => given.get(nameOf(meeting)) ?? cache.find(userId, meeting);
      const times = (meeting: MeetingRef): MeetingTimes => {
        const inList = listed.get(nameOf(meeting));
        if (inList !== undefined) return inList;
        const details = detailsOf(meeting);
        return details === undefined ? UNKNOWN_TIMES : timesFrom(meeting.id, details, now());
      };
      return {
        timesOf: times,
        isEndToEndEncrypted(meeting) {
          if (meeting.kind === 'webinar') return false;
          return detailsOf(meeting)?.isEndToEndEncrypted ?? null;
        },
        keyUses: cachedLivestreams.map(({ meeting, configuration }) => ({
          meeting,
          streamKey: configuration.streamKey,
          times: times(meeting),
        })),
      };
    },

    async cachedSettings(userId, kind, ids) {
      const installation = await installations.getConnected(userId);
      const cached = await readCachedMeetings(database.sql, installation, kind, ids);
      return new Map(
        [...cached].flatMap(([id, { configuration }]) =>
          configuration === null ? [] : [[id, configuration]],
        ),
      );
    },

    async fetchDetails(userId, meetings, isLate) {
      const { found, missing } = cache.findAll(userId, meetings);
      const queue = missing.slice(0, MAX_LOOKUPS).values();
      let isUseless = false;
      const runner = async () => {
        for (const meeting of queue) {
          if (isUseless || isLate()) return;
          try {
            found.set(nameOf(meeting), await fetchDetailsOf(userId, meeting));
          } catch (error) {
            // A missing meeting does not affect the others. After any other error, further calls
            // would fail too.
            isUseless ||= !isProblem(error, 'meeting_not_found', 'invalid_meeting_id');
            if (!(error instanceof Problem)) throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: CONCURRENT_LOOKUPS }, runner));
      return found;
    },
  };
}

/** Estimated size of the details of one meeting in memory. */
const DETAILS_BYTES = 1_000;

/**
 * Details of meetings in memory, until anything about the user changes or {@link CACHE_MS} pass.
 */
function createDetailsCache(userCache: UserCache, now: () => number) {
  const detailsOf = userCache.createValues<Map<string, CachedDetails>>();

  function find(userId: string, meeting: MeetingRef): MeetingDetails | undefined {
    const cached = detailsOf.get(userCache.scopeFor(userId))?.get(nameOf(meeting));
    return cached !== undefined && now() - cached.fetchedAt < CACHE_MS ? cached.details : undefined;
  }

  return {
    find,
    findAll(userId: string, meetings: MeetingRef[]) {
      const found = new Map<string, MeetingDetails>();
      const missing: MeetingRef[] = [];
      for (const meeting of meetings) {
        const details = find(userId, meeting);
        if (details === undefined) missing.push(meeting);
        else found.set(nameOf(meeting), details);
      }
      return { found, missing };
    },
    store(userId: string, meeting: MeetingRef, details: MeetingDetails): void {
      const scope = userCache.scopeFor(userId);
      const all = detailsOf.get(scope) ?? new Map<string, CachedDetails>();
      all.set(nameOf(meeting), { details, fetchedAt: now() });
      detailsOf.set(scope, all, all.size * DETAILS_BYTES);
    },
  };
}

function timesFrom(id: string, details: MeetingDetails, now: number): MeetingTimes {
  const { topic, type, startTime, duration } = details;
  return meetingTimes([{ id, topic, type, startTime, duration, timezone: '' }], now);
}
