import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
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

export interface MemoryCache {
  /** A cached livestream that may be returned without I/O. */
  find(userId: string, meeting: MeetingRef): FreshLivestream | undefined;
  /** The scope to store a value in. Take it before reading the value. */
  scopeFor(userId: string): UserCacheScope;
  store(scope: UserCacheScope, meeting: MeetingRef, livestream: FreshLivestream): void;
}

/** Maximum livestreams per user. Hosts who view more of them read the rest from the database. */
const MAX_PER_USER = 200;

/**
 * In-memory cache above the database cache. An entry is valid until anything about the user
 * changes.
 */
export function createMemoryCache({ livestreams: cache }: UserCache): MemoryCache {
  const livestreamsOf = new WeakMap<UserCacheScope, Map<string, FreshLivestream>>();
  return {
    find(userId, meeting) {
      const scope = cache.scopeFor(userId);
      const cached = scope.current ? livestreamsOf.get(scope)?.get(keyOf(meeting)) : undefined;
      return cached === undefined || performance.now() >= cached.freshUntil ? undefined : cached;
    },
    scopeFor: cache.scopeFor,
    store(scope, meeting, livestream) {
      const livestreams = livestreamsOf.get(scope) ?? new Map<string, FreshLivestream>();
      if (livestreams.size >= MAX_PER_USER) livestreams.delete(livestreams.keys().next().value ?? '');
      livestreams.set(keyOf(meeting), livestream);
      livestreamsOf.set(scope, livestreams);
    },
  };
}

function keyOf({ kind, id }: MeetingRef): string {
  return `${kind}:${id}`;
}
