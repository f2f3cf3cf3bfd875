import type { Database } from '../database/client.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import type { KeyUse } from '../destinations/key-conflicts.ts';
import { nameOf, timesOf } from '../destinations/key-reuse.ts';
import { type MeetingTimes, meetingTimes, UNKNOWN_TIMES } from '../destinations/meeting-times.ts';
import type { Installations } from '../installations/installations.ts';
import { readAllPages } from '../listings/page-store.ts';
import { readAllCached, readCachedMeetings } from '../livestreams/cache-store.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { connected } from '../livestreams/read.ts';
import type { RemoveMissing } from '../livestreams/remove-missing.ts';
import { isProblem, Problem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import { getMeeting, type MeetingDetails } from '../zoom/meetings.ts';

/** Snapshot of cached facts about a user's meetings. */
export interface KnownFacts {
  timesOf(meeting: MeetingRef): MeetingTimes;
  /** Null if unknown. */
  isEndToEndEncrypted(meeting: MeetingRef): boolean | null;
  /** The stream keys of the user's cached livestreams. */
  keyUses: KeyUse[];
}

/** Facts about meetings for previews and warnings, from caches and a limited number of Zoom calls. */
export interface MeetingFacts {
  /** @param details result of {@link MeetingFacts.fetchDetails} */
  known(userId: string, details?: DetailsById): Promise<KnownFacts>;
  /** Cached livestream settings by meeting id. Omits meetings without cached settings. */
  cachedSettings(userId: string, kind: MeetingKind, ids: string[]): Promise<Map<string, Configuration>>;
  /**
   * Fetches details that are not cached, with at most {@link MAX_LOOKUPS} Light calls, and caches them for some minutes. Ignores
   * errors.
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
  memory: UserCache;
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
  const { database, installations, memory, tokens, zoom, removeMissing, now = Date.now } = options;
  const detailsCache = new WeakMap<UserCacheScope, Map<string, CachedDetails>>();

  function detailsOf(userId: string, meeting: MeetingRef): MeetingDetails | undefined {
    const found = detailsCache.get(memory.scopeFor(userId))?.get(nameOf(meeting));
    return found !== undefined && now() - found.fetchedAt < CACHE_MS ? found.details : undefined;
  }

  function cacheDetails(userId: string, meeting: MeetingRef, details: MeetingDetails): void {
    const scope = memory.scopeFor(userId);
    const all = detailsCache.get(scope) ?? new Map<string, CachedDetails>();
    all.set(nameOf(meeting), { details, fetchedAt: now() });
    detailsCache.set(scope, all);
  }

  async function known(userId: string, given: DetailsById = new Map()): Promise<KnownFacts> {
    const installation = await connected(installations, userId);
    const [pages, cachedLivestreams] = await Promise.all([
      readAllPages(database.prisma, installation),
      readAllCached(database.prisma, installation),
    ]);
    const listed = timesOf(pages, now());
    const details = (meeting: MeetingRef) => given.get(nameOf(meeting)) ?? detailsOf(userId, meeting);
    const times = (meeting: MeetingRef): MeetingTimes => {
      const found = listed.get(nameOf(meeting));
      if (found !== undefined) return found;
      const fetched = details(meeting);
      return fetched === undefined ? UNKNOWN_TIMES : timesFrom(meeting.id, fetched, now());
    };
    return {
      timesOf: times,
      isEndToEndEncrypted(meeting) {
        if (meeting.kind === 'webinar') return false;
        return details(meeting)?.isEndToEndEncrypted ?? null;
      },
      keyUses: cachedLivestreams.map(({ meeting, configuration }) => ({
        meeting,
        streamKey: configuration.streamKey,
        times: times(meeting),
      })),
    };
  }

  return {
    known,

    async cachedSettings(userId, kind, ids) {
      const installation = await connected(installations, userId);
      const cached = await readCachedMeetings(database.sql, installation, kind, ids);
      return new Map(
        [...cached].flatMap(([id, { configuration }]) =>
          configuration === null ? [] : [[id, configuration]],
        ),
      );
    },

    async fetchDetails(userId, meetings, isLate) {
      const found = new Map<string, MeetingDetails>();
      const unknown: MeetingRef[] = [];
      for (const meeting of meetings) {
        const details = detailsOf(userId, meeting);
        if (details === undefined) unknown.push(meeting);
        else found.set(nameOf(meeting), details);
      }
      const queue = unknown.slice(0, MAX_LOOKUPS).values();
      let isUseless = false;
      const runner = async () => {
        for (const meeting of queue) {
          if (isUseless || isLate()) return;
          try {
            const details = await removeMissing(
              userId,
              meeting,
              tokens.use(userId, (grant) => getMeeting(zoom, grant, meeting)),
            );
            found.set(nameOf(meeting), details);
            cacheDetails(userId, meeting, details);
          } catch (error) {
            // A missing meeting does not affect the others. After any other error, further calls would fail too.
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

function timesFrom(id: string, details: MeetingDetails, now: number): MeetingTimes {
  const { topic, type, startTime, duration } = details;
  return meetingTimes([{ id, topic, type, startTime, duration, timezone: '' }], now);
}
