import { sha256 } from '../crypto/hash.ts';
import { randomToken } from '../crypto/random.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import type { Memory, UserCacheScope } from '../database/user-cache.ts';
import { limits } from '../limits.ts';

export interface Sessions {
  /** Begins a session with a new id of 256 random bits, for the cookie. Only its SHA-256 is kept. */
  begin(userId: string): Promise<string>;
  /** Who is signed in with this id; undefined for an unknown, ended, idle or over-aged one. */
  userOf(id: string): Promise<string | undefined>;
  /** The same from memory alone: undefined where the database has to be asked. */
  userOfNow(id: string): string | undefined;
  /** All of a user's sessions that go on, the one used last first. `id` is of the one that asks. */
  all(userId: string, id: string): Promise<ListedSession[]>;
  /** Whether the session goes on, which asking does not prolong. */
  goesOn(id: string): Promise<boolean>;
  /** Ends one session, on every instance, which learn of it by the very statement that ends it. */
  end(id: string): Promise<void>;
  /** Ends all of a user's sessions, on every instance. */
  endAll(userId: string): Promise<void>;
}

/** A session as its owner sees it. */
export interface ListedSession {
  /** The one that asks. */
  isCurrent: boolean;
  createdAt: Date;
  lastSeenAt: Date;
}

export interface SessionsOptions {
  database: Database;
  memory: Memory;
  idleHours: number;
  maxDays: number;
  /** Sessions remembered in process at most. */
  maxRemembered?: number;
}

interface Remembered {
  owner: UserCacheScope;
  /** Monotonic milliseconds. */
  idleAt: number;
  endsAt: number;
  seenAt: number;
}

const ID = /^[A-Za-z0-9_-]{43}$/;
const HOUR_MS = 3_600_000;
/** How exactly the time of last use is kept, so that reading costs no write. */
const TOUCH_EVERY_MS = 60_000;
const MAX_REMEMBERED = 20_000;

/** Sessions on the server: rows that can be ended anywhere, remembered in process while changes elsewhere can be heard. */
export function createSessions(options: SessionsOptions): Sessions {
  const { database, memory, maxRemembered = MAX_REMEMBERED } = options;
  const idleMs = options.idleHours * HOUR_MS;
  const maxMs = options.maxDays * 24 * HOUR_MS;
  const remembered = new Map<string, Remembered>();

  function remember(id: string, session: Remembered): void {
    if (remembered.size >= maxRemembered) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(id, session);
  }

  function touch(id: string, session: Remembered): void {
    const now = performance.now();
    if (now - session.seenAt < TOUCH_EVERY_MS) return;
    session.seenAt = now;
    session.idleAt = now + idleMs;
    const idHash = sha256(id);
    // Late or lost, this only ends the session sooner.
    database.sql.$executeRaw`update session set last_seen_at = now() where id_hash = ${idHash}`.catch(
      () => undefined,
    );
  }

  function userOfNow(id: string): string | undefined {
    const session = remembered.get(id);
    if (session === undefined) return undefined;
    const now = performance.now();
    if (!memory.holds(session.owner) || now >= session.idleAt || now >= session.endsAt) {
      remembered.delete(id);
      return undefined;
    }
    touch(id, session);
    return session.owner.userId;
  }

  return {
    async begin(userId) {
      const id = randomToken();
      const idHash = sha256(id);
      await database.sql.$executeRaw`
        insert into session (id_hash, user_id, created_at, last_seen_at) values (${idHash}, ${userId}, now(), now())`;
      await removeOver(database, userId, options);
      if (await removeExcess(database, userId)) memory.drop(userId);
      return id;
    },

    userOfNow,

    async userOf(id) {
      if (!ID.test(id)) return undefined;
      const known = userOfNow(id);
      if (known !== undefined) return known;
      const epoch = memory.epoch;
      const row = await findSession(database, id);
      if (row === undefined) return undefined;
      const now = performance.now();
      const session: Remembered = {
        owner: memory.of(row.userId),
        idleAt: now + idleMs - row.idleForMs,
        endsAt: now + maxMs - row.ageMs,
        seenAt: now - row.idleForMs,
      };
      if (session.idleAt <= now || session.endsAt <= now) return undefined;
      touch(id, session);
      if (memory.epoch === epoch) remember(id, session);
      return row.userId;
    },

    all: (userId, id) => database.sql.$queryRaw<ListedSession[]>`
      select id_hash = ${sha256(id)} as "isCurrent", created_at as "createdAt", last_seen_at as "lastSeenAt"
      from session
      where user_id = ${userId}
        and last_seen_at > now() - make_interval(secs => ${idleMs / 1000}::float8)
        and created_at > now() - make_interval(secs => ${maxMs / 1000}::float8)
      order by last_seen_at desc, created_at desc`,

    async goesOn(id) {
      const row = await findSession(database, id);
      return row !== undefined && row.idleForMs < idleMs && row.ageMs < maxMs;
    },

    async end(id) {
      const idHash = sha256(id);
      try {
        const [row] = await database.sql.$queryRaw<{ userId: string }[]>`
          with ended as (delete from session where id_hash = ${idHash} returning user_id)
          select user_id as "userId", ${notifyInvalidation(Prisma.sql`user_id`)}::text from ended`;
        if (row !== undefined) memory.drop(row.userId);
      } finally {
        remembered.delete(id);
      }
    },

    async endAll(userId) {
      try {
        await database.sql.$queryRaw`
          with ended as (delete from session where user_id = ${userId} returning 1)
          select ${notifyInvalidation(userId)}::text from (select count(*) from ended) as once`;
      } finally {
        memory.drop(userId);
      }
    },
  };
}

/** Durations are taken on the database's clock. */
interface SessionRow {
  userId: string;
  ageMs: number;
  idleForMs: number;
}

async function findSession({ sql }: Database, id: string): Promise<SessionRow | undefined> {
  const [row] = await sql.$queryRaw<SessionRow[]>`
    select user_id as "userId",
           (extract(epoch from now() - created_at) * 1000)::float8 as "ageMs",
           (extract(epoch from now() - last_seen_at) * 1000)::float8 as "idleForMs"
    from session where id_hash = ${sha256(id)}`;
  return row;
}

/** Removes what this user has left behind, so that the table grows with people and not with sign-ins. */
async function removeOver(
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

/** Ends the sessions that were not used for longest, beyond the maximum, on every instance. @returns whether there were any */
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
