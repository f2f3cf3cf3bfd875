import type { DataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { ListedMeeting } from '../zoom/listings.ts';
import type { MeetingKind } from '../zoom/meeting.ts';

/** The upcoming meetings of one kind, as Zoom last listed them. */
export interface ListedUpcoming {
  meetings: ListedMeeting[];
  /** Epoch milliseconds; 0 if Zoom has not listed this kind yet. */
  fetchedAt: number;
  /** Time of the last call to Zoom, including failed ones. */
  checkedAt: number;
}

/** A kind that was never requested is missing. */
export type FeedContent = Partial<Record<MeetingKind, ListedUpcoming>>;

/** A feed as stored. `content` is encrypted. */
export interface FeedRow {
  userId: string;
  content: Uint8Array | null;
  version: bigint;
  /** Whether a request may call Zoom now. */
  isDue: boolean;
}

/** A request for the feed calls Zoom at most once in this time. */
const CHECK_INTERVAL = '15 minutes';

/** @returns undefined if no feed has this token */
export async function findFeed(sql: SqlClient, tokenHash: Buffer): Promise<FeedRow | undefined> {
  const [row] = await sql.$queryRaw<FeedRow[]>`
    select f.user_id as "userId", f.content, f.version,
           coalesce(f.checked_at <= now() - ${CHECK_INTERVAL}::interval, true) as "isDue"
    from calendar_feed f join installation i using (user_id)
    where f.token_hash = ${tokenHash} and i.erasing_since is null`;
  return row;
}

/** @returns undefined if the user has no feed */
export async function readCreatedAt(sql: SqlClient, userId: string): Promise<Date | undefined> {
  const [row] = await sql.$queryRaw<{ createdAt: Date }[]>`
    select created_at as "createdAt" from calendar_feed where user_id = ${userId}`;
  return row?.createdAt;
}

/**
 * Creates the user's feed, or gives the existing one a new token, which invalidates the previous
 * token.
 * @returns undefined if the user was erased in the meantime
 */
export async function storeToken(
  sql: SqlClient,
  userId: string,
  tokenHash: Buffer,
): Promise<{ createdAt: Date } | undefined> {
  const [row] = await sql.$queryRaw<{ createdAt: Date }[]>`
    insert into calendar_feed (user_id, token_hash)
    select user_id, ${tokenHash}::bytea from installation
    where user_id = ${userId} and erasing_since is null for share
    on conflict (user_id) do update set token_hash = excluded.token_hash, created_at = now()
    returning created_at as "createdAt"`;
  return row;
}

export async function deleteFeed(sql: SqlClient, userId: string): Promise<void> {
  await sql.$executeRaw`delete from calendar_feed where user_id = ${userId}`;
}

/**
 * Reserves the one call to Zoom of this interval.
 * @returns false if another request, of any instance, has reserved it
 */
export async function reserveCheck(sql: SqlClient, userId: string): Promise<boolean> {
  const reserved = await sql.$executeRaw`
    update calendar_feed set checked_at = now()
    where user_id = ${userId} and coalesce(checked_at <= now() - ${CHECK_INTERVAL}::interval, true)`;
  return reserved === 1;
}

/** Stores the content, unless another request has stored one since `version` was read. */
export async function storeContent(
  sql: SqlClient,
  dataKey: DataKey,
  { userId, version }: Pick<FeedRow, 'userId' | 'version'>,
  content: FeedContent,
): Promise<void> {
  const next = version + 1n;
  const encrypted = dataKey.encrypt(contentContext(userId, next), JSON.stringify(content));
  await sql.$executeRaw`
    update calendar_feed set content = ${encrypted}, version = ${next}
    where user_id = ${userId} and version = ${version}`;
}

/**
 * Content that was copied from another row, or rolled back, fails to decrypt and counts as empty.
 */
export function decryptContent(
  dataKey: DataKey,
  { userId, content, version }: Omit<FeedRow, 'isDue'>,
): FeedContent {
  if (content === null) return {};
  try {
    return JSON.parse(dataKey.decrypt(contentContext(userId, version), content));
  } catch (error) {
    if (error instanceof DecryptionError) return {};
    throw error;
  }
}

function contentContext(userId: string, generation: bigint): EncryptionContext {
  return { table: 'calendar_feed', column: 'content', userId, row: '', generation };
}
