import type { Database } from '../database/client.ts';
import { createStatementBatches } from '../database/statement-batches.ts';
import type { UserCacheScope } from '../database/user-cache.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { isProblem, type ProblemCode } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { ZoomApi } from '../zoom/api.ts';
import { getLivestream } from '../zoom/livestreams.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import type { BatchedStore } from './batched-store.ts';
import { type LivestreamState, readCachedMeetings, readStates } from './cache-reads.ts';
import { storeCached } from './cache-store.ts';
import { type CachedLivestream, decryptRow } from './cached-row.ts';
import { type Configuration, sameConfiguration } from './configuration.ts';
import { detectChange } from './detect-change.ts';
import type { NewChange } from './history-store.ts';
import type { LivestreamKey } from './livestream-key.ts';
import type { FreshLivestream, MemoryCache } from './memory-cache.ts';
import type { RemoveMissing } from './remove-missing.ts';
import { type FindDestination, type Livestream, type LivestreamView, presentLivestream } from './view.ts';

export interface LivestreamsOptions {
  database: Database;
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  memoryCache: MemoryCache;
  batchedStore: BatchedStore;
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

/** Rows that one statement reads. */
const MAX_BATCH = 50;

export function createReadLivestream(options: LivestreamsOptions): ReadLivestream {
  const { installations, memoryCache, findDestination } = options;
  /** Otherwise another instance may have stored a fresh value, which saves a call to Zoom. */
  const alwaysFetches = options.freshSeconds === 0;
  const { sql } = options.database;
  const fetchAndStore = createFetchAndStore(options);
  const shareRead = createSharedReads(memoryCache);
  const readState = createStatementBatches<LivestreamKey, LivestreamState>({
    maxSize: MAX_BATCH,
    execute: (keys) => readStates(sql, keys),
  });

  /** The last cached value if Zoom's configuration stays unknown. */
  async function fetchOrStale(
    installation: Installation,
    meeting: MeetingRef,
    before: StateBefore,
  ): Promise<Livestream> {
    try {
      return await fetchAndStore(installation, meeting, before);
    } catch (error) {
      const { cached } = before;
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

  /** Reads the row and remembers its state until the user's livestreams change. */
  async function readBefore(installation: Installation, meeting: MeetingRef): Promise<StateBefore> {
    const scope = memoryCache.scopeFor(installation.userId);
    const state = await readState({ userId: installation.userId, meeting });
    const before = stateBefore(installation, meeting, { ...state, scope, readAt: performance.now() });
    const { row, cached, ...rest } = before;
    if (alwaysFetches && row !== undefined && isClean(cached))
      memoryCache.storeState(scope, meeting, { ...rest, row });
    return before;
  }

  /** The same from memory, for a read that calls Zoom in any case. */
  function knownBefore(installation: Installation, meeting: MeetingRef): StateBefore | undefined {
    const scope = memoryCache.scopeFor(installation.userId);
    const known = memoryCache.findState(scope, meeting);
    return known && stateBefore(installation, meeting, { ...known, scope });
  }

  async function read(installation: Installation, meeting: MeetingRef): Promise<Livestream> {
    const before = knownBefore(installation, meeting) ?? (await readBefore(installation, meeting));
    const { cached, scope } = before;
    const freshForMs = options.freshSeconds * 1000 - (cached?.ageMs ?? Number.POSITIVE_INFINITY);
    if (!hasConfiguration(cached) || cached.dirty || freshForMs <= 0)
      return fetchOrStale(installation, meeting, before);
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
      const before = knownBefore(installation, meeting) ?? (await readBefore(installation, meeting));
      return fetchAndStore(installation, meeting, before);
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

/** What is cached of a livestream before the call to Zoom. */
interface StateBefore extends LivestreamState {
  /** Taken before the row was read. */
  scope: UserCacheScope;
  /** When the row was read, in monotonic milliseconds. */
  readAt: number;
  cached: CachedLivestream | undefined;
}

function stateBefore(
  installation: Installation,
  meeting: MeetingRef,
  state: Omit<StateBefore, 'cached'>,
): StateBefore {
  return { ...state, cached: state.row && decryptRow(installation, meeting, state.row) };
}

/**
 * Fetches a livestream from Zoom and stores the result, unless a write has begun since the row was
 * read.
 */
type FetchAndStore = (
  installation: Installation,
  meeting: MeetingRef,
  before: StateBefore,
) => Promise<Livestream>;

function createFetchAndStore(options: LivestreamsOptions): FetchAndStore {
  const { database, tokens, zoom, memoryCache, batchedStore, freshSeconds } = options;
  const { publish, removeMissing, findDestination } = options;

  async function fetchFromZoom(installation: Installation, meeting: MeetingRef): Promise<Configuration> {
    const { userId } = installation;
    const call = tokens.use(userId, (grant) => getLivestream(zoom, grant, meeting));
    return removeMissing(userId, meeting, call);
  }

  /** Stores the value, with its history entry if it has changed. */
  async function store(
    installation: Installation,
    meeting: MeetingRef,
    { before, configuration, requestedAt }: Fetched,
  ): Promise<Stored> {
    const { row, cached, fence } = before;
    const fetchedAt = new Date(before.nowMs + requestedAt - before.readAt);
    const scope = memoryCache.scopeFor(installation.userId);
    if (row !== undefined && isClean(cached) && isConfirmed(cached, configuration)) {
      const confirmed = { row, requestedAt };
      if (freshSeconds === 0) {
        batchedStore.confirmLater(installation, meeting, confirmed);
        return { fetchedAt };
      }
      const confirmedAt = await batchedStore.confirm(installation, meeting, confirmed);
      return confirmedAt === undefined ? { fetchedAt } : { fetchedAt: confirmedAt, scope };
    }
    if (row === undefined) {
      const value = { fence, configuration, requestedAt };
      const insertedAt = await batchedStore.insert(installation, meeting, value);
      return insertedAt === undefined ? { fetchedAt } : { fetchedAt: insertedAt, scope };
    }
    if (cached?.inDoubt) return { fetchedAt };
    const ageMs = performance.now() - requestedAt;
    const change = detectChange(cached, configuration);
    const fetched = { fence, configuration, source: 'zoom' as const, ageMs, change };
    const stored = await storeCached(database.sql, installation, meeting, fetched);
    memoryCache.forgetState(installation.userId, meeting);
    return stored?.clean ? { fetchedAt: stored.fetchedAt, scope, change } : { fetchedAt, ...stored };
  }

  return async (installation, meeting, before) => {
    const { userId, dataKey } = installation;
    const requestedAt = performance.now();
    const configuration = await fetchFromZoom(installation, meeting);
    const { fetchedAt, scope, change } = await store(installation, meeting, {
      ...{ before, configuration, requestedAt },
    });
    const livestream = presentLivestream(dataKey, meeting, configuration, {
      source: 'zoom',
      fetchedAt,
      destinationId: await findDestination(installation, configuration),
    });
    if (scope === undefined) return livestream;
    const freshForMs = freshSeconds * 1000 - (performance.now() - requestedAt);
    memoryCache.store(scope, meeting, freshEntry(livestream, freshForMs));
    if (change !== undefined) await publish(userId, { event: 'livestream', data: meetingRefOf(meeting) });
    return livestream;
  };
}

/** The outcome of storing a value. */
interface Stored {
  /** Time of the call to Zoom, by the database's clock. */
  fetchedAt: Date;
  /** Where memory may hold the value as fresh; undefined if Zoom may have something newer. */
  scope?: UserCacheScope;
  change?: NewChange | undefined;
}

function isConfirmed({ source, configuration }: UsableLivestream, fetched: Configuration): boolean {
  return source === 'zoom' && sameConfiguration(configuration, fetched);
}

/** What Zoom returned, and what was cached before. */
interface Fetched {
  before: StateBefore;
  configuration: Configuration;
  /** In monotonic milliseconds. */
  requestedAt: number;
}

/** Whether nothing indicates that Zoom has another configuration than the cached one. */
function isClean(cached: CachedLivestream | undefined): cached is UsableLivestream {
  return hasConfiguration(cached) && !cached.dirty && cached.intended === null;
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
  const reads = new Map<string, { scope: UserCacheScope; result: Promise<Livestream> }>();

  return (userId, meeting, start) => {
    const scope = memoryCache.scopeFor(userId);
    const key = `${userId} ${meeting.kind}:${meeting.id}`;
    const inProgress = reads.get(key);
    // A scope that was dropped is not the current one.
    if (inProgress?.scope === scope) return inProgress.result;
    const result = start().finally(() => {
      if (reads.get(key) === read) reads.delete(key);
    });
    const read = { scope, result };
    reads.set(key, read);
    return result;
  };
}

/** A cached livestream whose configuration is known. */
type UsableLivestream = CachedLivestream & { configuration: Configuration };

function hasConfiguration(cached: CachedLivestream | undefined): cached is UsableLivestream {
  return cached !== undefined && cached.configuration !== null;
}

function freshEntry({ view, etag }: Livestream, freshForMs: number): FreshLivestream {
  const source = view.source === 'zoom' ? 'cache' : view.source;
  const body = JSON.stringify({ ...view, source });
  return { body, etag, freshUntil: performance.now() + freshForMs };
}
