import type { Database } from '../database/client.ts';
import type { UserCacheScope } from '../database/user-cache.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { isProblem, type ProblemCode } from '../problem.ts';
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
import type { RemoveMissing } from './remove-missing.ts';
import { type FindDestination, type Livestream, type LivestreamView, presentLivestream } from './view.ts';

export interface LivestreamsOptions {
  database: Database;
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  memoryCache: MemoryCache;
  /** Seconds for which a cached livestream counts as fresh; 0 always fetches. */
  freshSeconds: number;
  publish: Publish;
  removeMissing: RemoveMissing;
  findDestination: FindDestination;
}

export interface ReadLivestream {
  /** A fresh livestream from memory, without I/O; undefined if {@link read} is needed. */
  fromMemory(userId: string, meeting: MeetingRef): FreshLivestream | undefined;
  /**
   * This user's livestream: the cached value while it is fresh and clean, else Zoom's, else the
   * last cached value marked stale. Concurrent reads of one meeting share one call.
   * @throws Problem
   */
  read(userId: string, meeting: MeetingRef): Promise<Livestream>;
  /** Always fetches from Zoom. Reports a failure instead of returning a cached value. */
  readFromZoom(userId: string, meeting: MeetingRef): Promise<Livestream>;
  /**
   * Cached livestreams of several meetings, by ID, without a call to Zoom. `stale` means that Zoom
   * may have a newer configuration.
   */
  cachedViews(userId: string, kind: MeetingKind, ids: string[]): Promise<Map<string, LivestreamView>>;
}

/** Failures that leave Zoom's configuration unknown: the last cached value is the best response. */
export const TRANSIENT: ProblemCode[] = [
  'zoom_timeout',
  'zoom_unavailable',
  'zoom_rate_limited',
  'zoom_daily_limit',
  'app_misconfigured',
  'temporarily_unavailable',
  'staging_copy',
];

export function createReadLivestream(options: LivestreamsOptions): ReadLivestream {
  const { installations, memoryCache, findDestination } = options;
  const { sql } = options.database;
  const fetchAndStore = createFetchAndStore(options);
  const shareRead = createSharedReads(memoryCache);

  /** The last cached value if Zoom's configuration stays unknown. */
  async function fetchOrStale(
    installation: Installation,
    meeting: MeetingRef,
    cached: CachedLivestream | undefined,
  ): Promise<Livestream> {
    try {
      return await fetchAndStore(installation, meeting, cached);
    } catch (error) {
      if (!hasConfiguration(cached) || !isProblem(error, ...TRANSIENT)) throw error;
      return presentCached(installation, meeting, { ...cached, dirty: true });
    }
  }

  async function presentCached(
    installation: Installation,
    meeting: MeetingRef,
    { configuration, source, fetchedAt, dirty }: UsableLivestream,
  ): Promise<Livestream> {
    const destinationId = await findDestination(installation, configuration);
    return presentLivestream(installation.dataKey, meeting, configuration, {
      source: source === 'webhook' ? 'webhook' : 'cache',
      fetchedAt,
      stale: dirty,
      destinationId,
    });
  }

  async function read(installation: Installation, meeting: MeetingRef): Promise<Livestream> {
    const scope = memoryCache.scopeFor(installation.userId);
    const cached = await readCached(sql, installation, meeting);
    const freshForMs = options.freshSeconds * 1000 - (cached?.ageMs ?? Number.POSITIVE_INFINITY);
    if (!hasConfiguration(cached) || cached.dirty || freshForMs <= 0)
      return fetchOrStale(installation, meeting, cached);
    const livestream = await presentCached(installation, meeting, cached);
    memoryCache.store(scope, meeting, freshEntry(livestream, freshForMs));
    return livestream;
  }

  return {
    fromMemory: memoryCache.find,
    async read(userId, meeting) {
      const installation = await installations.getConnected(userId);
      return shareRead(userId, meeting, () => read(installation, meeting));
    },
    async readFromZoom(userId, meeting) {
      const installation = await installations.getConnected(userId);
      return fetchAndStore(installation, meeting, await readCached(sql, installation, meeting));
    },
    async cachedViews(userId, kind, ids) {
      const installation = await installations.getConnected(userId);
      const views = new Map<string, LivestreamView>();
      for (const [id, cached] of await readCachedMeetings(sql, installation, kind, ids)) {
        if (!hasConfiguration(cached)) continue;
        views.set(id, (await presentCached(installation, { kind, id }, cached)).view);
      }
      return views;
    },
  };
}

/**
 * Fetches a livestream from Zoom and stores the result, unless a write has begun since `cached` was
 * read.
 */
type FetchAndStore = (
  installation: Installation,
  meeting: MeetingRef,
  cached: CachedLivestream | undefined,
) => Promise<Livestream>;

function createFetchAndStore(options: LivestreamsOptions): FetchAndStore {
  const { database, tokens, zoom, memoryCache, freshSeconds, publish, removeMissing, findDestination } =
    options;

  return async (installation, meeting, cached) => {
    const { userId, dataKey } = installation;
    const fence = cached?.fence ?? (await readFenceWithoutRow(database.sql, userId));
    const requestedAt = performance.now();
    const configuration = await removeMissing(
      userId,
      meeting,
      tokens.use(userId, (grant) => getLivestream(zoom, grant, meeting)),
    );
    const scope = memoryCache.scopeFor(userId);
    const ageMs = performance.now() - requestedAt;
    const change = detectChange(cached, configuration);
    const fetched = { fence, configuration, source: 'zoom' as const, ageMs, change };
    const stored = cached?.inDoubt
      ? undefined
      : await storeCached(database.sql, installation, meeting, fetched);
    const livestream = presentLivestream(dataKey, meeting, configuration, {
      source: 'zoom',
      fetchedAt: stored?.fetchedAt ?? new Date(Date.now() - ageMs),
      destinationId: await findDestination(installation, configuration),
    });
    if (!stored?.clean) return livestream;
    memoryCache.store(scope, meeting, freshEntry(livestream, freshSeconds * 1000 - ageMs));
    if (change !== undefined) await publish(userId, { event: 'livestream', data: meetingRefOf(meeting) });
    return livestream;
  };
}

/**
 * Joins a read of the same livestream in progress, unless it began before the user's last change:
 * its result may be outdated.
 */
type ShareRead = (
  userId: string,
  meeting: MeetingRef,
  start: () => Promise<Livestream>,
) => Promise<Livestream>;

function createSharedReads(memoryCache: MemoryCache): ShareRead {
  const readsOf = new WeakMap<UserCacheScope, Map<string, Promise<Livestream>>>();

  return (userId, meeting, start) => {
    const scope = memoryCache.scopeFor(userId);
    const reads = readsOf.get(scope) ?? new Map<string, Promise<Livestream>>();
    readsOf.set(scope, reads);
    const key = `${meeting.kind}:${meeting.id}`;
    const inProgress = reads.get(key);
    if (inProgress !== undefined) return inProgress;
    const started = start().finally(() => reads.delete(key));
    reads.set(key, started);
    return started;
  };
}

/** A cached livestream whose configuration is known. */
type UsableLivestream = CachedLivestream & { configuration: Configuration };

function hasConfiguration(cached: CachedLivestream | undefined): cached is UsableLivestream {
  return cached !== undefined && cached.configuration !== null;
}

function freshEntry({ view, etag }: Livestream, freshForMs: number): FreshLivestream {
  const source = view.source === 'zoom' ? 'cache' : view.source;
  return { view: { ...view, source }, etag, freshUntil: performance.now() + freshForMs };
}
