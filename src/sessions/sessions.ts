import { randomToken } from '../crypto/random.ts';
import type { Database } from '../database/client.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import { storePreloads, type UserPreload } from '../database/user-preload.ts';
import type { Device } from './device.ts';
import { endSessionsOf } from './end-sessions.ts';
import { type CachedSession, createSessionCache } from './session-cache.ts';
import {
  createFindWithUser,
  deletePublicSession,
  deleteSession,
  findSession,
  insertSession,
  type ListedSession,
  listSessions,
  removeExcess,
  removeExpired,
  type SessionRow,
  storeLastUse,
} from './session-store.ts';

export interface Sessions {
  /**
   * Starts a session. Returns its id for the cookie: 256 random bits, of which only the SHA-256 is
   * stored.
   */
  begin(userId: string, device?: Device): Promise<string>;
  /**
   * The user of this session; undefined if it is unknown, was ended, was idle too long or is too
   * old.
   */
  userOf(id: string): Promise<string | undefined>;
  /** The user of this session if it is cached; undefined if only the database can decide. */
  cachedUserOf(id: string): string | undefined;
  /** A user's active sessions, most recently used first. `id` is the caller's own session. */
  all(userId: string, id: string): Promise<ListedSession[]>;
  /** Whether the session is active. Does not extend it. */
  isActive(id: string): Promise<boolean>;
  /**
   * Ends one session on every instance. The statement that deletes it also notifies the other
   * instances.
   */
  end(id: string): Promise<void>;
  /**
   * Ends the session with this public id if it is one of the user's, on every instance.
   * @param id the caller's own session
   */
  endOne(userId: string, publicId: string, id: string): Promise<'ended' | 'ended_current' | 'unknown'>;
  /** Ends all of a user's sessions, on every instance. */
  endAll(userId: string): Promise<void>;
}

export interface SessionsOptions {
  database: Database;
  userCache: UserCache;
  idleHours: number;
  maxDays: number;
  /** What the statement that finds the user of a session reads as well. */
  preloads?: readonly UserPreload[];
  /** Maximum number of sessions cached in this process. */
  maxCached?: number;
}

const ID = /^[A-Za-z0-9_-]{43}$/;
const HOUR_MS = 3_600_000;
/** The time of last use is stored at most this often, so that most requests need no write. */
const TOUCH_EVERY_MS = 60_000;
const MAX_CACHED = 20_000;
const UNKNOWN_DEVICE: Device = { browser: null, platform: null };

/**
 * Server-side sessions: rows that any instance can end, cached in process while invalidations from
 * other instances arrive.
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { database, userCache, preloads = [], maxCached = MAX_CACHED } = options;
  const findWithUser = createFindWithUser(database, preloads);
  const idleMs = options.idleHours * HOUR_MS;
  const maxMs = options.maxDays * 24 * HOUR_MS;
  const cache = createSessionCache(userCache, maxCached);

  const isActive = (row: SessionRow) => row.idleForMs < idleMs && row.ageMs < maxMs;

  function touch(id: string, session: CachedSession): void {
    const now = performance.now();
    if (now - session.seenAt < TOUCH_EVERY_MS) return;
    session.seenAt = now;
    session.idleAt = now + idleMs;
    // If this update is late or lost, the session only expires sooner.
    storeLastUse(database, id).catch(() => undefined);
  }

  function cachedUserOf(id: string): string | undefined {
    const session = cache.find(id);
    if (session === undefined) return undefined;
    touch(id, session);
    return session.owner.userId;
  }

  return {
    async begin(userId, device = UNKNOWN_DEVICE) {
      const id = randomToken();
      await insertSession(database, { userId, id, device });
      await removeExpired(database, userId, options);
      if (await removeExcess(database, userId)) userCache.drop(userId);
      return id;
    },

    cachedUserOf,

    async userOf(id) {
      if (!ID.test(id)) return undefined;
      const cachedUser = cachedUserOf(id);
      if (cachedUser !== undefined) return cachedUser;
      const version = userCache.version;
      const row = await findWithUser(id);
      if (row === undefined || !isActive(row)) return undefined;
      const scope = userCache.scopeFor(row.userId);
      const session = toCached(row, scope, { idleMs, maxMs });
      touch(id, session);
      if (userCache.version === version) {
        cache.add(id, session);
        storePreloads(preloads, scope, row);
      }
      return row.userId;
    },

    all: (userId, id) => listSessions(database, { userId, id, idleMs, maxMs }),

    async isActive(id) {
      const row = await findSession(database, id);
      return row !== undefined && isActive(row);
    },

    async end(id) {
      try {
        const userId = await deleteSession(database, id);
        if (userId !== undefined) userCache.drop(userId);
      } finally {
        cache.delete(id);
      }
    },

    async endOne(userId, publicId, id) {
      try {
        return await deletePublicSession(database, { userId, publicId, id });
      } finally {
        userCache.drop(userId);
      }
    },

    async endAll(userId) {
      try {
        await endSessionsOf(database, userId);
      } finally {
        userCache.drop(userId);
      }
    },
  };
}

/** Converts a row to deadlines on this process's clock. */
function toCached(
  { idleForMs, ageMs }: SessionRow,
  owner: UserCacheScope,
  { idleMs, maxMs }: { idleMs: number; maxMs: number },
): CachedSession {
  const now = performance.now();
  const seenAt = now - idleForMs;
  return { owner, idleAt: seenAt + idleMs, endsAt: now + maxMs - ageMs, seenAt };
}
