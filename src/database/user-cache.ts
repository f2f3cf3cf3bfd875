/**
 * One user's part of this process's cache. Each part of the domain attaches its own cached values
 * to it by `WeakMap`. All of them are discarded together when any process changes something about
 * the user.
 */
export interface UserCacheScope {
  readonly userId: string;
  /** False once the scope was dropped: values attached to it must no longer be used. */
  readonly current: boolean;
}

/** One kind of values in a {@link UserCache}, which is dropped on its own or with all others. */
export type UserCachePart = Pick<UserCache, 'scopeFor' | 'isCurrent' | 'drop'>;

export interface UserCache {
  /**
   * Increases whenever a scope is dropped. If it is the same before and after a database read, no
   * user changed in between.
   */
  readonly version: number;
  /**
   * This user's scope. Take it before reading the database and attach the result to it: if the user
   * changes in between, the scope is dropped and the outdated value with it. While pub/sub is down,
   * this returns a detached scope that is never reused.
   */
  scopeFor(userId: string): UserCacheScope;
  /** Whether values attached to `scope` may be used now. */
  isCurrent(scope: UserCacheScope): boolean;
  /**
   * Discards a user's scope, with its parts. Call it before and after changing the user's rows.
   */
  drop(userId: string): void;
  /**
   * Values that depend on livestream settings in Zoom. To drop only these keeps the user's session,
   * tokens and destinations, which no update of a livestream changes.
   */
  readonly livestreams: UserCachePart;
}

export interface UserCacheOptions {
  /** Whether every change made by another process is sure to have been received. */
  isTrusted: () => boolean;
  /** Maximum number of users. One that was not used lately is evicted first. */
  maxUsers?: number;
}

const MAX_USERS = 5_000;

interface Scope {
  userId: string;
  current: boolean;
}

interface UserScope extends Scope {
  livestreams: Scope | undefined;
  /** Whether it was used since eviction last considered it. */
  isUsed: boolean;
}

/** Creates the in-process cache of {@link UserCacheScope}s. `clear` drops all of them. */
export function createUserCache({
  isTrusted,
  maxUsers = MAX_USERS,
}: UserCacheOptions): UserCache & { clear(): void } {
  const scopes = new Map<string, UserScope>();
  let version = 0;

  function drop(userId: string): void {
    version += 1;
    const scope = scopes.get(userId);
    if (scope === undefined) return;
    end(scope);
    scopes.delete(userId);
  }

  function end(scope: UserScope): void {
    scope.current = false;
    endLivestreams(scope);
  }

  function endLivestreams(scope: UserScope): void {
    if (scope.livestreams !== undefined) scope.livestreams.current = false;
    scope.livestreams = undefined;
  }

  /**
   * Evicts the oldest scope that was not used since the last time it was considered. Moving each
   * scope to the end of the map at each use would be exact, and cost more than the rest of a read.
   */
  function evict(): void {
    for (const [userId, scope] of scopes) {
      if (!scope.isUsed) {
        drop(userId);
        return;
      }
      scope.isUsed = false;
      scopes.delete(userId);
      scopes.set(userId, scope);
    }
  }

  function scopeFor(userId: string): UserScope {
    if (!isTrusted()) return { userId, current: false, livestreams: undefined, isUsed: false };
    const cached = scopes.get(userId);
    if (cached !== undefined) {
      cached.isUsed = true;
      return cached;
    }
    if (scopes.size >= maxUsers) evict();
    const scope = { userId, current: true, livestreams: undefined, isUsed: false };
    scopes.set(userId, scope);
    return scope;
  }

  const isCurrent = (scope: UserCacheScope) => scope.current && isTrusted();

  return {
    get version() {
      return version;
    },
    scopeFor,
    isCurrent,
    drop,
    livestreams: {
      scopeFor(userId) {
        const scope = scopeFor(userId);
        if (!scope.current) return scope;
        scope.livestreams ??= { userId, current: true };
        return scope.livestreams;
      },
      isCurrent,
      drop(userId) {
        const scope = scopes.get(userId);
        if (scope !== undefined) endLivestreams(scope);
      },
    },
    clear() {
      version += 1;
      for (const scope of scopes.values()) end(scope);
      scopes.clear();
    },
  };
}
