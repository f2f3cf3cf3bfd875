import type { UserCache, UserCacheScope } from '../database/user-cache.ts';

/** A session in memory. Times are monotonic milliseconds. */
export interface CachedSession {
  owner: UserCacheScope;
  idleAt: number;
  endsAt: number;
  seenAt: number;
}

/** Sessions of this process, by ID. */
export interface SessionCache {
  /** The session, while it is valid and no process has changed its user. */
  find(id: string): CachedSession | undefined;
  add(id: string, session: CachedSession): void;
  delete(id: string): void;
}

/** With more than one, sessions of users who were dropped leave faster than new ones are added. */
const CHECKS_PER_NEW_SESSION = 2;

/** @param max maximum number of sessions */
export function createSessionCache(userCache: Pick<UserCache, 'isCurrent'>, max: number): SessionCache {
  const cache = new Map<string, CachedSession>();

  /** Removes the oldest session if its user was dropped from the cache, else makes it the newest. */
  function checkOldest(): void {
    for (const [id, session] of cache) {
      cache.delete(id);
      if (session.owner.current) cache.set(id, session);
      return;
    }
  }

  return {
    find(id) {
      const session = cache.get(id);
      if (session === undefined) return undefined;
      const now = performance.now();
      if (!userCache.isCurrent(session.owner) || now >= session.idleAt || now >= session.endsAt) {
        cache.delete(id);
        return undefined;
      }
      return session;
    },
    /** The ID is copied: as a part of the cookie header, it would keep all of it in memory. */
    add(id, session) {
      if (cache.size >= max) cache.delete(cache.keys().next().value ?? '');
      for (let checks = 0; checks < CHECKS_PER_NEW_SESSION; checks += 1) checkOldest();
      cache.set(Buffer.from(id, 'latin1').toString('latin1'), session);
    },
    delete: (id) => cache.delete(id),
  };
}
