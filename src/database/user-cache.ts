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
  /** Discards a user's scope. Call it before and after changing the user's rows. */
  drop(userId: string): void;
}

export interface UserCacheOptions {
  /** Whether every change made by another process is sure to have been received. */
  isTrusted: () => boolean;
  /** Maximum number of users. The least recently used one is evicted first. */
  maxUsers?: number;
}

const MAX_USERS = 5_000;

/** Creates the in-process cache of {@link UserCacheScope}s. `clear` drops all of them. */
export function createUserCache({
  isTrusted,
  maxUsers = MAX_USERS,
}: UserCacheOptions): UserCache & { clear(): void } {
  const scopes = new Map<string, { userId: string; current: boolean }>();
  let version = 0;

  function drop(userId: string): void {
    version += 1;
    const scope = scopes.get(userId);
    if (scope === undefined) return;
    scope.current = false;
    scopes.delete(userId);
  }

  function leastRecentlyUsed(): string {
    return scopes.keys().next().value ?? '';
  }

  return {
    get version() {
      return version;
    },
    scopeFor(userId) {
      if (!isTrusted()) return { userId, current: false };
      const cached = scopes.get(userId);
      if (cached !== undefined) {
        scopes.delete(userId);
        scopes.set(userId, cached);
        return cached;
      }
      if (scopes.size >= maxUsers) drop(leastRecentlyUsed());
      const scope = { userId, current: true };
      scopes.set(userId, scope);
      return scope;
    },
    isCurrent: (scope) => scope.current && isTrusted(),
    drop,
    clear() {
      version += 1;
      for (const scope of scopes.values()) scope.current = false;
      scopes.clear();
    },
  };
}
