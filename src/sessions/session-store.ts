import { sha256 } from '../crypto/hash.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import { createStatementBatches } from '../database/statement-batches.ts';
import { preloadColumns, preloadJoins, type UserPreload } from '../database/user-preload.ts';
import { limits } from '../limits.ts';
import type { Device } from './device.ts';

/* The rows of sessions. Only the SHA-256 of an id is stored. */

/** A session in the list that its user sees. */
export interface ListedSession extends Device {
  /** Identifies the session to its user. Not a secret: it does not reveal the id in the cookie. */
  publicId: string;
  /** The caller's own session. */
  isCurrent: boolean;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Sessions that one statement finds. */
const MAX_BATCH = 50;
const SESSION_COLUMNS = Prisma.sql`session.user_id as "userId",
  (extract(epoch from now() - session.created_at) * 1000)::float8 as "ageMs",
  (extract(epoch from now() - session.last_seen_at) * 1000)::float8 as "idleForMs"`;
/** A hash of the hash, so that not even the key of the row leaves the database. */
const PUBLIC_ID = Prisma.sql`encode(substring(sha256(id_hash) for 16), 'hex')`;

/** Records that the session is used now. */
export async function storeLastUse({ sql }: Database, id: string): Promise<void> {
  await sql.$executeRaw`update session set last_seen_at = now() where id_hash = ${sha256(id)}`;
}

export async function insertSession(
  { sql }: Database,
  { userId, id, device }: { userId: string; id: string; device: Device },
): Promise<void> {
  await sql.$executeRaw`
    insert into session (id_hash, user_id, created_at, last_seen_at, browser, platform)
    values (${sha256(id)}, ${userId}, now(), now(), ${device.browser}, ${device.platform})`;
}

/** The sessions of a user that have neither been idle too long nor are too old. */
export function listSessions(
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
export async function deleteSession({ sql }: Database, id: string): Promise<string | undefined> {
  const [row] = await sql.$queryRaw<{ userId: string }[]>`
    with ended as (delete from session where id_hash = ${sha256(id)} returning user_id)
    select user_id as "userId", ${notifyInvalidation(Prisma.sql`user_id`)}::text from ended`;
  return row?.userId;
}

/** Deletes the session if it is the user's, and notifies all instances. */
export async function deletePublicSession(
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
export interface SessionRow {
  userId: string;
  ageMs: number;
  idleForMs: number;
}

/** Finds sessions with what their users need. Requests that run concurrently share a statement. */
export function createFindWithUser({ sql }: Database, preloads: readonly UserPreload[]) {
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

export async function findSession({ sql }: Database, id: string): Promise<SessionRow | undefined> {
  const [row] = await sql.$queryRaw<SessionRow[]>`
    select ${SESSION_COLUMNS} from session where id_hash = ${sha256(id)}`;
  return row;
}

/**
 * Deletes this user's expired sessions, so that the table grows with the number of users and not of
 * sign-ins.
 */
export async function removeExpired(
  { prisma }: Database,
  userId: string,
  { idleHours, maxDays }: { idleHours: number; maxDays: number },
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
export async function removeExcess({ sql }: Database, userId: string): Promise<boolean> {
  const ended = await sql.$queryRaw<unknown[]>`
    with ended as (
      delete from session where id_hash in (
        select id_hash from session where user_id = ${userId}
        order by last_seen_at desc, created_at desc offset ${limits.session.max})
      returning 1)
    select ${notifyInvalidation(userId)}::text from (select count(*) as count from ended) as counted where count > 0`;
  return ended.length > 0;
}
