/**
 * One user's part of this process's cache. Each part of the domain attaches its own cached values
 * to it ({@link ScopedValues}). All of them are discarded together when any process changes
 * something about the user.
 */
export interface UserCacheScope {
  readonly userId: string;
  /** False once the scope was dropped: values attached to it must no longer be used. */
  readonly current: boolean;
}

/** One kind of values in a {@link UserCache}, which is dropped on its own or with all others. */
export type UserCachePart = Pick<UserCache, 'scopeFor' | 'isCurrent' | 'drop' | 'createValues'>;

/** Values of one kind, at most one for each scope. */
export interface ScopedValues<Value> {
  get(scope: UserCacheScope): Value | undefined;
  /**
   * Attaches the value to the scope. Does nothing if the scope was dropped.
   * @param bytes estimated size of the value in memory, for the limit of the cache
   */
  set(scope: UserCacheScope, value: Value, bytes: number): void;
  delete(scope: UserCacheScope): void;
}

export interface UserCache {
  /**
   * Increases whenever a user is dropped, cached or not, but not when one is evicted. If it is the
   * same before and after a database read, no user changed in between.
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
   * A kind of values that are attached to scopes. A scope that is dropped releases its values, also
   * while something else still refers to the scope.
   * @param max maximum number of scopes that have such a value; the oldest value leaves first
   */
  createValues<Value>(max?: number): ScopedValues<Value>;
  /** Estimated size of all values, in bytes. */
  readonly bytes: number;
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
  /** Maximum estimated size of all users' values, in bytes. Users are evicted in the same order. */
  maxBytes?: number;
}

const MAX_USERS = 5_000;
/**
 * On a machine with 256 MB, V8's heap has 128 MB, of which an idle process uses a third. 5,000 users
 * with one livestream each need about half of this.
 */
const MAX_BYTES = 16 * 1024 * 1024;
/** What a scope without values takes in the cache: its object, its user ID and its entry. */
const SCOPE_BYTES = 250;

interface Scope {
  userId: string;
  current: boolean;
  /** Estimated size of the values. */
  bytes: number;
  /** A linked list: a user has few kinds of values, and a map takes more than most of them. */
  values: ScopeValue | undefined;
}

interface ScopeValue {
  kind: object;
  value: unknown;
  bytes: number;
  next: ScopeValue | undefined;
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
  maxBytes = MAX_BYTES,
}: UserCacheOptions): UserCache & { clear(): void } {
  const scopes = new Map<string, UserScope>();
  let version = 0;
  let bytes = 0;

  function drop(userId: string): void {
    version += 1;
    removeScope(userId);
  }

  function removeScope(userId: string): void {
    const scope = scopes.get(userId);
    if (scope === undefined) return;
    end(scope);
    scopes.delete(userId);
  }

  function end(scope: UserScope): void {
    release(scope);
    endLivestreams(scope);
  }

  function endLivestreams(scope: UserScope): void {
    if (scope.livestreams !== undefined) release(scope.livestreams);
    scope.livestreams = undefined;
  }

  /** The scope may live on in a value of a longer life, such as a session: its values must not. */
  function release(scope: Scope): void {
    scope.current = false;
    scope.values = undefined;
    bytes -= scope.bytes;
    scope.bytes = 0;
  }

  function resize(scope: Scope, by: number): void {
    scope.bytes += by;
    bytes += by;
  }

  function createValues<Value>(max = Number.POSITIVE_INFINITY): ScopedValues<Value> {
    const kind = {};
    /** In the order of their values, oldest first. Only if there is a maximum. */
    const owners = new Set<Scope>();

    function removeOldest(): void {
      for (const oldest of owners) {
        owners.delete(oldest);
        remove(oldest);
        return;
      }
    }

    function remove(scope: Scope): void {
      let previous: ScopeValue | undefined;
      for (let entry = scope.values; entry !== undefined; previous = entry, entry = entry.next) {
        if (entry.kind !== kind) continue;
        if (previous === undefined) scope.values = entry.next;
        else previous.next = entry.next;
        resize(scope, -entry.bytes);
        return;
      }
    }

    return {
      get(scope) {
        for (let entry = (scope as Scope).values; entry !== undefined; entry = entry.next)
          if (entry.kind === kind) return entry.value as Value;
        return undefined;
      },
      set(owner, value, size) {
        const scope = owner as Scope;
        if (!scope.current) return;
        remove(scope);
        scope.values = { kind, value, bytes: size, next: scope.values };
        resize(scope, size);
        if (Number.isFinite(max)) {
          owners.delete(scope);
          owners.add(scope);
          if (owners.size > max) removeOldest();
        }
        while (bytes > maxBytes && scopes.size > 0) evict();
      },
      delete: (scope) => remove(scope as Scope),
    };
  }

  /**
   * Evicts the oldest scope that was not used since the last time it was considered. Moving each
   * scope to the end of the map at each use would be exact, and cost more than the rest of a read.
   */
  function evict(): void {
    for (const [userId, scope] of scopes) {
      if (!scope.isUsed) {
        removeScope(userId);
        return;
      }
      scope.isUsed = false;
      scopes.delete(userId);
      scopes.set(userId, scope);
    }
  }

  function scopeFor(userId: string): UserScope {
    if (!isTrusted()) return newScope(userId, false);
    const cached = scopes.get(userId);
    if (cached !== undefined) {
      cached.isUsed = true;
      return cached;
    }
    if (scopes.size >= maxUsers) evict();
    const scope = newScope(userId, true);
    scopes.set(userId, scope);
    resize(scope, SCOPE_BYTES);
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
    createValues,
    get bytes() {
      return bytes;
    },
    livestreams: {
      scopeFor(userId) {
        const scope = scopeFor(userId);
        if (!scope.current) return scope;
        scope.livestreams ??= { userId, current: true, bytes: 0, values: undefined };
        return scope.livestreams;
      },
      isCurrent,
      createValues,
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

function newScope(userId: string, current: boolean): UserScope {
  return { userId, current, bytes: 0, values: undefined, livestreams: undefined, isUsed: false };
}
