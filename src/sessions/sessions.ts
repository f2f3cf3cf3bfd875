import { sha256 } from '../crypto/hash.ts';
import { randomToken } from '../crypto/random.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import { createStatementBatches } from '../database/statement-batches.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import { preloadColumns, preloadJoins, storePreloads, type UserPreload } from '../database/user-preload.ts';
import { limits } from '../limits.ts';
import type { Device } from './device.ts';
import { endSessionsOf } from './end-sessions.ts';

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

/** A session in the list that its user sees. */
export interface ListedSession extends Device {
  /** Identifies the session to its user. Not a secret: it does not reveal the id in the cookie. */
  publicId: string;
  /** The caller's own session. */
  isCurrent: boolean;
  createdAt: Date;
  lastSeenAt: Date;
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

interface CachedSession {
  owner: UserCacheScope;
  /** Monotonic milliseconds. */
  idleAt: number;
  endsAt: number;
  seenAt: number;
}

const ID = /^[A-Za-z0-9_-]{43}$/;
const HOUR_MS = 3_600_000;
/** The time of last use is stored at most this often, so that most requests need no write. */
const TOUCH_EVERY_MS = 60_000;
const MAX_CACHED = 20_000;
/** With more than one, sessions of users who were dropped leave faster than new ones are added. */
const CHECKS_PER_NEW_SESSION = 2;
/** Sessions that one statement finds. */
const MAX_BATCH = 50;
const SESSION_COLUMNS = Prisma.sql`session.user_id as "userId",
  (extract(epoch from now() - session.created_at) * 1000)::float8 as "ageMs",
  (extract(epoch from now() - session.last_seen_at) * 1000)::float8 as "idleForMs"`;
const UNKNOWN_DEVICE: Device = { browser: null, platform: null };
/** A hash of the hash, so that not even the key of the row leaves the database. */
const PUBLIC_ID = Prisma.sql`encode(substring(sha256(id_hash) for 16), 'hex')`;

/**
 * Server-side sessions: rows that any instance can end, cached in process while invalidations from
 * other instances arrive.
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { database, userCache, preloads = [], maxCached = MAX_CACHED } = options;
  const findWithUser = createFindWithUser(database, preloads);
  const idleMs = options.idleHours * HOUR_MS;
  const maxMs = options.maxDays * 24 * HOUR_MS;
  const cache = new Map<string, CachedSession>();

  const isActive = (row: SessionRow) => row.idleForMs < idleMs && row.ageMs < maxMs;

  /** The ID is copied: as a part of the cookie header, it would keep all of it in memory. */
  function addToCache(id: string, session: CachedSession): void {
    if (cache.size >= maxCached) cache.delete(cache.keys().next().value ?? '');
    for (let checks = 0; checks < CHECKS_PER_NEW_SESSION; checks += 1) checkOldest();
    cache.set(Buffer.from(id, 'latin1').toString('latin1'), session);
  }

  /** Removes the oldest session if its user was dropped from the cache, else makes it the newest. */
  function checkOldest(): void {
    for (const [id, session] of cache) {
      cache.delete(id);
      if (session.owner.current) cache.set(id, session);
      return;
    }
  }

  function touch(id: string, session: CachedSession): void {
    const now = performance.now();
    if (now - session.seenAt < TOUCH_EVERY_MS) return;
    session.seenAt = now;
    session.idleAt = now + idleMs;
    // If this update is late or lost, the session only expires sooner.
    storeLastUse(database, id).catch(() => undefined);
  }

  function cachedUserOf(id: string): string | undefined {
    const session = cache.get(id);
    if (session === undefined) return undefined;
    const now = performance.now();
    if (!userCache.isCurrent(session.owner) || now >= session.idleAt || now >= session.endsAt) {
      cache.delete(id);
      return undefined;
    }
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
        addToCache(id, session);
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

async function storeLastUse({ sql }: Database, id: string): Promise<void> {
  await sql.$executeRaw`update session set last_seen_at = now() where id_hash = ${sha256(id)}`;
}

async function insertSession(
  { sql }: Database,
  { userId, id, device }: { userId: string; id: string; device: Device },
): Promise<void> {
  await sql.$executeRaw`
    insert into session (id_hash, user_id, created_at, last_seen_at, browser, platform)
    values (${sha256(id)}, ${userId}, now(), now(), ${device.browser}, ${device.platform})`;
}

/** The sessions of a user that have neither been idle too long nor are too old. */
function listSessions(
  { sql }: Database,
  { userId, id, idleMs, maxMs }: { userId: string; id: string; idleMs: number; maxMs: number },
): Promise<ListedSession[]> {
  return sql.$queryRaw`
    select ${PUBLIC_ID} as "publicId", id_hash = ${sha256(id)} as "isCurrent", browser, platform,
           created_at as "createdAt", last_seen_at as "lastSeenAt"
    from session
    where user_id = ${userId}
      and last_seen_at > now() - make_interval(secs => ${idleMs / 1000}::float8)
      and created_at > now() - make_interval(secs => ${maxMs / 1000}::float8)
    order by last_seen_at desc, created_at desc`;
}

/**
 * Deletes a session and notifies all instances. @returns its user; undefined if it did not exist
 */
async function deleteSession({ sql }: Database, id: string): Promise<string | undefined> {
  const [row] = await sql.$queryRaw<{ userId: string }[]>`
    with ended as (delete from session where id_hash = ${sha256(id)} returning user_id)
    select user_id as "userId", ${notifyInvalidation(Prisma.sql`user_id`)}::text from ended`;
  return row?.userId;
}

/** Deletes the session if it is the user's, and notifies all instances. */
async function deletePublicSession(
  { sql }: Database,
  { userId, publicId, id }: { userId: string; publicId: string; id: string },
): Promise<'ended' | 'ended_current' | 'unknown'> {
  const [row] = await sql.$queryRaw<{ isCurrent: boolean }[]>`
    with ended as (
      delete from session where user_id = ${userId} and ${PUBLIC_ID} = ${publicId} returning id_hash)
    select id_hash = ${sha256(id)} as "isCurrent", ${notifyInvalidation(userId)}::text from ended`;
  if (row === undefined) return 'unknown';
  return row.isCurrent ? 'ended_current' : 'ended';
}

/** Durations are measured by the database's clock. */
interface SessionRow {
  userId: string;
  ageMs: number;
  idleForMs: number;
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

/** Finds sessions with what their users need. Requests that run concurrently share a statement. */
function createFindWithUser({ sql }: Database, preloads: readonly UserPreload[]) {
  type Row = SessionRow & Record<string, unknown>;
  const columns = preloadColumns(preloads);
  const joins = preloadJoins(preloads, Prisma.sql`session.user_id`);

  return createStatementBatches<string, Row | undefined>({
    maxSize: MAX_BATCH,
    async execute(ids) {
      const hashes = ids.map(sha256);
      const rows = await sql.$queryRaw<(Row & { index: number })[]>`
        select ordinal::int - 1 as index, ${SESSION_COLUMNS}${columns}
        from unnest(${hashes}::bytea[]) with ordinality as given (hash, ordinal)
        join session on id_hash = hash ${joins}`;
      const found = new Map(rows.map((row) => [row.index, row]));
      return ids.map((_, index) => found.get(index));
    },
  });
}

async function findSession({ sql }: Database, id: string): Promise<SessionRow | undefined> {
  const [row] = await sql.$queryRaw<SessionRow[]>`
    select ${SESSION_COLUMNS} from session where id_hash = ${sha256(id)}`;
  return row;
}

/**
 * Deletes this user's expired sessions, so that the table grows with the number of users and not of
 * sign-ins.
 */
async function removeExpired(
  { prisma }: Database,
  userId: string,
  { idleHours, maxDays }: Pick<SessionsOptions, 'idleHours' | 'maxDays'>,
): Promise<void> {
  await prisma.$executeRaw`
    delete from session
    where user_id = ${userId}
      and (last_seen_at < now() - make_interval(secs => ${idleHours * 3600}::float8)
        or created_at < now() - make_interval(secs => ${maxDays * 86_400}::float8))`;
}

/**
 * Ends a user's least recently used sessions beyond the maximum, on every instance.
 * @returns whether there were any
 */
async function removeExcess({ sql }: Database, userId: string): Promise<boolean> {
  const ended = await sql.$queryRaw<unknown[]>`
    with ended as (
      delete from session where id_hash in (
        select id_hash from session where user_id = ${userId}
        order by last_seen_at desc, created_at desc offset ${limits.session.max})
      returning 1)
    select ${notifyInvalidation(userId)}::text from (select count(*) as count from ended) as counted where count > 0`;
  return ended.length > 0;
}
