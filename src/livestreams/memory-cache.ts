import type { UserCache, UserCachePart, UserCacheScope } from '../database/user-cache.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { LivestreamState } from './cache-reads.ts';
import type { Row } from './cached-row.ts';

/** A cached livestream in memory, ready to be returned, without the stream key. */
export interface FreshLivestream {
  /** The serialized view. It is all that a response needs: the object takes several times as much. */
  body: string;
  etag: string;
  /** Monotonic milliseconds. */
  freshUntil: number;
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
/** Estimated size of an entry in memory, without its characters or encrypted bytes. */
const ENTRY_BYTES = 300;

/**
 * In-memory cache above the database cache. An entry is valid until anything about the user
 * changes.
 */
export function createMemoryCache({ livestreams: cache }: Pick<UserCache, 'livestreams'>): MemoryCache {
  const livestreams = createEntries<FreshLivestream>(cache, ({ body, etag }) => sizeOf(body) + etag.length);
  const states = createEntries<KnownState>(
    cache,
    ({ row }) => (row.configuration?.length ?? 0) + (row.intended?.length ?? 0),
  );
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

/** Size of a string in memory: V8 stores two bytes per character if one of them needs it. */
function sizeOf(text: string): number {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length;
}

/** The value of one livestream. A user's entries form a list, newest first. */
interface Entry<Value> extends MeetingRef {
  value: Value;
  bytes: number;
  next: Entry<Value> | undefined;
}

/**
 * One kind of values of each user's livestreams, in a list: most users view few livestreams, and a
 * map for each user takes more than the values.
 * @param sizeOfValue in bytes, without {@link ENTRY_BYTES}
 */
function createEntries<Value>(cache: UserCachePart, sizeOfValue: (value: Value) => number) {
  const entriesOf = cache.createValues<Entry<Value>>();

  function setEntries(scope: UserCacheScope, kept: Entry<Value>[]): void {
    let first: Entry<Value> | undefined;
    let bytes = 0;
    for (const entry of kept.toReversed()) {
      first = { ...entry, next: first };
      bytes += entry.bytes;
    }
    if (first === undefined) entriesOf.delete(scope);
    else entriesOf.set(scope, first, bytes);
  }

  function others(scope: UserCacheScope, { kind, id }: MeetingRef): Entry<Value>[] {
    const found: Entry<Value>[] = [];
    for (let entry = entriesOf.get(scope); entry !== undefined; entry = entry.next)
      if (entry.id !== id || entry.kind !== kind) found.push(entry);
    return found;
  }

  return {
    find(scope: UserCacheScope, { kind, id }: MeetingRef): Value | undefined {
      for (let entry = entriesOf.get(scope); entry !== undefined; entry = entry.next)
        if (entry.id === id && entry.kind === kind) return entry.value;
      return undefined;
    },
    store(scope: UserCacheScope, meeting: MeetingRef, value: Value): void {
      const { kind, id } = meeting;
      const entry = { kind, id, value, bytes: ENTRY_BYTES + sizeOfValue(value), next: undefined };
      setEntries(scope, [entry, ...others(scope, meeting).slice(0, MAX_PER_USER - 1)]);
    },
    remove: (scope: UserCacheScope, meeting: MeetingRef) => setEntries(scope, others(scope, meeting)),
  };
}
