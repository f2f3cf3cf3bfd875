import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { LivestreamState } from './cache-reads.ts';
import type { Row } from './cached-row.ts';
import type { LivestreamView } from './view.ts';

/** A cached livestream in memory, ready to be returned, without the stream key. */
export interface FreshLivestream {
  view: LivestreamView;
  etag: string;
  /** Monotonic milliseconds. */
  freshUntil: number;
  /** The serialized view, once it was sent. */
  body?: string;
}

/** The state of a clean row, encrypted as it is stored. */
export interface KnownState extends LivestreamState {
  row: Row;
  /** When it was read, in monotonic milliseconds. */
  readAt: number;
}

export interface MemoryCache {
  /** A cached livestream that may be returned without I/O. */
  find(userId: string, meeting: MeetingRef): FreshLivestream | undefined;
  /** The scope to store a value in. Take it before reading the value. */
  scopeFor(userId: string): UserCacheScope;
  store(scope: UserCacheScope, meeting: MeetingRef, livestream: FreshLivestream): void;
  /**
   * A row as this process last read it. Another process may have stored a newer value since, so a
   * value is stored only if its fence still matches.
   */
  findState(scope: UserCacheScope, meeting: MeetingRef): KnownState | undefined;
  storeState(scope: UserCacheScope, meeting: MeetingRef, state: KnownState): void;
  forgetState(userId: string, meeting: MeetingRef): void;
}

/** Maximum livestreams per user. Hosts who view more of them read the rest from the database. */
const MAX_PER_USER = 200;

/**
 * In-memory cache above the database cache. An entry is valid until anything about the user
 * changes.
 */
export function createMemoryCache({ livestreams: cache }: Pick<UserCache, 'livestreams'>): MemoryCache {
  const livestreams = createEntries<FreshLivestream>();
  const states = createEntries<KnownState>();
  return {
    find(userId, meeting) {
      const scope = cache.scopeFor(userId);
      const cached = scope.current ? livestreams.find(scope, meeting) : undefined;
      return cached === undefined || performance.now() >= cached.freshUntil ? undefined : cached;
    },
    scopeFor: cache.scopeFor,
    store: livestreams.store,
    findState: (scope, meeting) => (cache.isCurrent(scope) ? states.find(scope, meeting) : undefined),
    storeState: states.store,
    forgetState: (userId, meeting) => states.remove(cache.scopeFor(userId), meeting),
  };
}

/** One kind of values of each user's livestreams. */
function createEntries<Value>() {
  const entriesOf = new WeakMap<UserCacheScope, Map<string, Value>>();
  return {
    find: (scope: UserCacheScope, meeting: MeetingRef) => entriesOf.get(scope)?.get(keyOf(meeting)),
    store(scope: UserCacheScope, meeting: MeetingRef, value: Value): void {
      const entries = entriesOf.get(scope) ?? new Map<string, Value>();
      if (entries.size >= MAX_PER_USER) entries.delete(entries.keys().next().value ?? '');
      entries.set(keyOf(meeting), value);
      entriesOf.set(scope, entries);
    },
    remove: (scope: UserCacheScope, meeting: MeetingRef) => entriesOf.get(scope)?.delete(keyOf(meeting)),
  };
}

function keyOf({ kind, id }: MeetingRef): string {
  return `${kind}:${id}`;
}
