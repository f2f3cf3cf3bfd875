import type { Database } from '../database/client.ts';
import type { UserCacheScope } from '../database/user-cache.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { isProblem, Problem, type ProblemCode } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { ZoomApi } from '../zoom/api.ts';
import { getLivestream } from '../zoom/livestreams.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import {
  type CachedLivestream,
  readCached,
  readCachedMeetings,
  readFenceWithoutRow,
  storeCached,
} from './cache-store.ts';
import type { Configuration } from './configuration.ts';
import { detectChange } from './detect-change.ts';
import type { FreshLivestream, MemoryCache } from './memory-cache.ts';
import type { DropMissing } from './remove-missing.ts';
import {
  type FindDestination,
  type Livestream,
  type LivestreamView,
  type Origin,
  presentLivestream,
} from './view.ts';

export interface LivestreamsOptions {
  database: Database;
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  memoryCache: MemoryCache;
  /** Seconds for which a cached livestream counts as fresh; 0 always fetches. */
  freshSeconds: number;
  publish: Publish;
  removeMissing: DropMissing;
  findDestination: FindDestination;
}

export interface ReadLivestream {
  /** A fresh livestream from memory; undefined if {@link read} is needed. No I/O. */
  now(userId: string, meeting: MeetingRef): FreshLivestream | undefined;
  /**
   * This user's livestream: the cached value while it is fresh and clean, else Zoom's, else the last cached value marked stale.
   * Reads of one meeting at the same time share one call.
   * @throws Problem
   */
  read(userId: string, meeting: MeetingRef): Promise<Livestream>;
  /** Always fetches from Zoom. Reports a failure instead of returning a cached value. */
  readFromZoom(userId: string, meeting: MeetingRef): Promise<Livestream>;
  /**
   * Cached livestreams of several meetings, by ID, without a call to Zoom. `stale` means that Zoom
   * may have a newer one.
   */
  known(userId: string, kind: MeetingKind, ids: string[]): Promise<Map<string, LivestreamView>>;
}

/** Failures that leave Zoom's configuration unknown: the last cached value is the best response. */
export const TRANSIENT: ProblemCode[] = [
  'zoom_timeout',
  'zoom_unavailable',
  'zoom_rate_limited',
  'zoom_daily_limit',
  'app_misconfigured',
  'temporarily_unavailable',
];

export function createReadLivestream(options: LivestreamsOptions): ReadLivestream {
  const { database, installations, tokens, zoom, memoryCache, publish, removeMissing, findDestination } =
    options;
  const reading = new WeakMap<UserCacheScope, Map<string, Promise<Livestream>>>();

  async function read(installation: Installation, meeting: MeetingRef): Promise<Livestream> {
    const mine = memoryCache.begin(installation.userId);
    const cached = await readCached(database.sql, installation.dataKey, installation.userId, meeting);
    const usable =
      cached !== undefined && cached.configuration !== null
        ? { ...cached, configuration: cached.configuration }
        : undefined;
    if (usable !== undefined && !usable.dirty && usable.ageMs < options.freshSeconds * 1000) {
      const livestream = await present(installation, meeting, usable.configuration, {
        source: sourceOf(usable),
        fetchedAt: usable.fetchedAt,
      });
      memoryCache.keep(mine, meeting, freshEntry(livestream, usable.ageMs));
      return livestream;
    }
    try {
      return await request(installation, meeting, cached);
    } catch (error) {
      if (usable === undefined || !isProblem(error, ...TRANSIENT)) throw error;
      return present(installation, meeting, usable.configuration, {
        source: sourceOf(usable),
        fetchedAt: usable.fetchedAt,
        stale: true,
      });
    }
  }

  async function present(
    installation: Installation,
    meeting: MeetingRef,
    configuration: Configuration,
    origin: Omit<Origin, 'destinationId'>,
  ): Promise<Livestream> {
    const destinationId = await findDestination(installation, configuration);
    return presentLivestream(installation.dataKey, meeting, configuration, { ...origin, destinationId });
  }

  /** Fetches from Zoom and stores the result, unless a write has begun since `cached` was read. */
  async function request(
    installation: Installation,
    meeting: MeetingRef,
    cached: CachedLivestream | undefined,
  ): Promise<Livestream> {
    const { userId, dataKey } = installation;
    const fence = cached?.fence ?? (await readFenceWithoutRow(database.sql, userId));
    const requestedAt = performance.now();
    const configuration = await removeMissing(
      userId,
      meeting,
      tokens.use(userId, (grant) => getLivestream(zoom, grant, meeting)),
    );
    const mine = memoryCache.begin(userId);
    const ageMs = performance.now() - requestedAt;
    const change = detectChange(cached, configuration);
    const stored = cached?.inDoubt
      ? undefined
      : await storeCached(
          database.sql,
          dataKey,
          userId,
          meeting,
          fence,
          { configuration, source: 'zoom', ageMs },
          change,
        );
    const fetchedAt = stored?.fetchedAt ?? new Date(Date.now() - ageMs);
    const livestream = await present(installation, meeting, configuration, { source: 'zoom', fetchedAt });
    if (!stored?.clean) return livestream;
    memoryCache.keep(mine, meeting, freshEntry(livestream, ageMs));
    if (change !== undefined) await publish(userId, { event: 'livestream', data: meetingRefOf(meeting) });
    return livestream;
  }

  function freshEntry({ view, etag }: Livestream, ageMs: number): FreshLivestream {
    const source = view.source === 'zoom' ? 'cache' : view.source;
    return {
      view: { ...view, source },
      etag,
      freshUntil: performance.now() + options.freshSeconds * 1000 - ageMs,
    };
  }

  /**
   * Joins a read in progress, unless it began before the user's last change: its result may be
   * outdated.
   */
  function shared(
    userId: string,
    meeting: MeetingRef,
    start: () => Promise<Livestream>,
  ): Promise<Livestream> {
    const mine = memoryCache.begin(userId);
    const group = reading.get(mine) ?? new Map<string, Promise<Livestream>>();
    reading.set(mine, group);
    const key = `${meeting.kind}:${meeting.id}`;
    const running = group.get(key);
    if (running !== undefined) return running;
    const started = start().finally(() => group.delete(key));
    group.set(key, started);
    return started;
  }

  return {
    now: memoryCache.find,
    async read(userId, meeting) {
      const installation = await connected(installations, userId);
      return shared(userId, meeting, () => read(installation, meeting));
    },
    async readFromZoom(userId, meeting) {
      const installation = await connected(installations, userId);
      const cached = await readCached(database.sql, installation.dataKey, userId, meeting);
      return request(installation, meeting, cached);
    },
    async known(userId, kind, ids) {
      const installation = await connected(installations, userId);
      const stored = await readCachedMeetings(database.sql, installation.dataKey, userId, kind, ids);
      const known = new Map<string, LivestreamView>();
      for (const [id, cached] of stored) {
        if (cached.configuration === null) continue;
        const origin = { source: sourceOf(cached), fetchedAt: cached.fetchedAt, stale: cached.dirty };
        known.set(id, (await present(installation, { kind, id }, cached.configuration, origin)).view);
      }
      return known;
    },
  };
}

/** Cached values are never returned for a revoked grant. */
export async function connected(installations: Installations, userId: string): Promise<Installation> {
  const installation = await installations.get(userId);
  if (installation.status === 'reconnect_required') throw new Problem('reconnect_required');
  return installation;
}

function sourceOf({ source }: CachedLivestream): 'cache' | 'webhook' {
  return source === 'webhook' ? 'webhook' : 'cache';
}
