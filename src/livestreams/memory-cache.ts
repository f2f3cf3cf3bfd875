import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { LivestreamView } from './view.ts';

/** A cached livestream in memory, ready to be returned, without the stream key. */
export interface FreshLivestream {
  view: LivestreamView;
  etag: string;
  /** Monotonic milliseconds. */
  freshUntil: number;
}

export interface MemoryCache {
  /** A cached livestream that may be returned without I/O. */
  find(userId: string, meeting: MeetingRef): FreshLivestream | undefined;
  /** The scope to store a value in. Take it before the value is read. */
  begin(userId: string): UserCacheScope;
  keep(memory: UserCacheScope, meeting: MeetingRef, cached: FreshLivestream): void;
}

/** Per user; a host with more meetings in an hour reads the rest from the database. */
const MAX_PER_USER = 200;

/** In-memory cache above the database cache: valid until anything about the user changes. */
export function createMemoryCache(memory: UserCache): MemoryCache {
  const stored = new WeakMap<UserCacheScope, Map<string, FreshLivestream>>();
  return {
    find(userId, meeting) {
      const mine = memory.scopeFor(userId);
      const cached = stored.get(mine)?.get(keyOf(meeting));
      return cached !== undefined && memory.isCurrent(mine) && performance.now() < cached.freshUntil
        ? cached
        : undefined;
    },
    begin: (userId) => memory.scopeFor(userId),
    keep(mine, meeting, cached) {
      const memoryCache = stored.get(mine) ?? new Map<string, FreshLivestream>();
      if (memoryCache.size >= MAX_PER_USER) memoryCache.delete(memoryCache.keys().next().value ?? '');
      memoryCache.set(keyOf(meeting), cached);
      stored.set(mine, memoryCache);
    },
  };
}

function keyOf({ kind, id }: MeetingRef): string {
  return `${kind}:${id}`;
}
