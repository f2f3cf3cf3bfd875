import { lockUser } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { leaseSql } from '../database/lease.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { UserCache } from '../database/user-cache.ts';
import { createPreloaded, type Preloaded } from '../database/user-preload.ts';
import type { Publish } from '../user-events/publish.ts';

const LEASE = leaseSql({ table: 'token', owner: 'lease_owner', until: 'lease_until', seconds: 30 });

/** The tokens of a user at one generation. The generation increases with every change. */
export interface TokenVersion {
  userId: string;
  generation: bigint;
}

/**
 * An encrypted row of tokens. Times are durations that the database computed, so they do not depend
 * on a process's clock.
 */
export interface TokenRow {
  generation: bigint;
  accessToken: Uint8Array;
  refreshToken: Uint8Array;
  /** Milliseconds until the access token expires; negative if it has expired. */
  expiresInMs: number;
  /** Milliseconds since the pair was issued. */
  ageMs: number;
  /** The process that is refreshing the tokens, if there is one. */
  leaseOwner: string | null;
  /**
   * The pair was issued by a forced refresh within the last minute, and Zoom has not accepted it
   * yet.
   */
  isUnproven: boolean;
  /** False once Zoom has rejected the grant. */
  isConnected: boolean;
}

export interface EncryptedPair {
  accessToken: Uint8Array;
  refreshToken: Uint8Array;
  /** Seconds. */
  expiresIn: number;
  /** The pair replaces one whose access token Zoom rejected before it expired. */
  isForced?: boolean;
}

/** Selects the tokens of a user. @param userId the user ID, or its SQL expression */
function tokensOf(userId: string | Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select generation,
           access_token as "accessToken",
           refresh_token as "refreshToken",
           (extract(epoch from access_token_expires_at - now()) * 1000)::float8 as "expiresInMs",
           (extract(epoch from now() - refreshed_at) * 1000)::float8 as "ageMs",
           case when lease_until > now() then lease_owner::text end as "leaseOwner",
           coalesce(forced_refresh_at between now() - interval '1 minute' and now(), false) as "isUnproven",
           exists (select from installation i where i.user_id = token.user_id and i.status = 'connected') as "isConnected"
    from token where user_id = ${userId}`;
}

export async function readTokens(sql: SqlClient, userId: string): Promise<TokenRow | undefined> {
  const [row] = await sql.$queryRaw<TokenRow[]>(tokensOf(userId));
  return row;
}

/** The tokens of a user, read when the user is found. */
export function preloadTokens(userCache: UserCache): Preloaded<TokenRow> {
  return createPreloaded<TokenRow>(userCache, {
    name: 'tokens',
    columns: [
      ...(['generation', 'accessToken', 'refreshToken', 'expiresInMs', 'ageMs'] as const),
      ...(['leaseOwner', 'isUnproven', 'isConnected'] as const),
    ],
    query: tokensOf,
  });
}

/**
 * Stores the tokens of a new authorization. Replaces existing tokens with their lease and intent.
 */
export async function insertTokens(
  sql: SqlClient,
  { userId, generation }: TokenVersion,
  pair: EncryptedPair,
): Promise<void> {
  await sql.$executeRaw`
    insert into token (user_id, access_token, refresh_token, access_token_expires_at, generation, refreshed_at, updated_at)
    values (${userId}, ${pair.accessToken}, ${pair.refreshToken},
            now() + make_interval(secs => ${pair.expiresIn}::float8), ${generation}, now(), now())
    on conflict (user_id) do update set
      access_token = excluded.access_token,
      refresh_token = excluded.refresh_token,
      access_token_expires_at = excluded.access_token_expires_at,
      generation = excluded.generation,
      ${LEASE.release},
      intent_generation = null,
      forced_refresh_at = null,
      refresh_failed_at = null,
      refreshed_at = excluded.refreshed_at,
      updated_at = excluded.updated_at`;
}

/**
 * Takes the lease to refresh this version, unless another process holds it, the tokens were
 * replaced or the grant has ended. A taken lease also shows that the database is writable before
 * Zoom rotates the token.
 *
 * @param owner this process. It refreshes a user only once at a time, so a lease that it already
 * holds can be taken again.
 * @param deadOwner a process that is presumed dead: its lease can be taken
 */
export async function takeLease(
  sql: SqlClient,
  { userId, generation }: TokenVersion,
  owner: string,
  deadOwner?: string,
): Promise<boolean> {
  const taken = await sql.$executeRaw`
    update token set ${LEASE.take(owner)}, intent_generation = generation
    where user_id = ${userId} and generation = ${generation} and ${LEASE.isFree(owner, deadOwner)}
      and exists (select from installation i where i.user_id = token.user_id and i.status = 'connected')`;
  return taken === 1;
}

/** Extends the lease. @returns false if another process has taken it in the meantime */
export async function renewLease(
  sql: SqlClient,
  { userId, generation }: TokenVersion,
  owner: string,
): Promise<boolean> {
  const renewed = await sql.$executeRaw`
    update token set ${LEASE.renew}
    where user_id = ${userId} and generation = ${generation} and ${LEASE.isOwnedBy(owner)}`;
  return renewed === 1;
}

/**
 * Releases the lease without new tokens. If the outcome of the exchange is unknown, the intent
 * remains.
 */
export async function releaseLease(
  sql: SqlClient,
  userId: string,
  owner: string,
  outcomeKnown: boolean,
): Promise<void> {
  await sql.$executeRaw`
    update token
    set ${LEASE.release},
        intent_generation = case when ${outcomeKnown} then null else intent_generation end
    where user_id = ${userId} and ${LEASE.isOwnedBy(owner)}`;
}

/**
 * Records that Zoom accepted the access token of `generation`. If it rejects the token later, a
 * forced refresh is allowed.
 */
export async function markProven(sql: SqlClient, userId: string, generation: bigint): Promise<void> {
  await sql.$executeRaw`
    update token set forced_refresh_at = null
    where user_id = ${userId} and generation = ${generation} and forced_refresh_at is not null`;
}

/**
 * Replaces a version by rotated tokens. If another process has marked the grant as revoked in the
 * meantime, because Zoom rejected the old token, this is undone and published.
 * @returns false if that version no longer exists: the tokens were replaced, or the user was erased
 */
export function storeRotated(
  { prisma }: Pick<Database, 'prisma'>,
  publish: Publish,
  { userId, generation }: TokenVersion,
  pair: EncryptedPair,
): Promise<boolean> {
  return prisma.$transaction(async (transaction) => {
    await lockUser(transaction, userId);
    const stored = await transaction.$executeRaw`
      update token
      set access_token = ${pair.accessToken},
          refresh_token = ${pair.refreshToken},
          access_token_expires_at = now() + make_interval(secs => ${pair.expiresIn}::float8),
          generation = generation + 1,
          ${LEASE.release}, intent_generation = null,
          forced_refresh_at = case when ${pair.isForced ?? false} then now() end,
          refresh_failed_at = null, refreshed_at = now(), updated_at = now()
      where user_id = ${userId} and generation = ${generation}`;
    if (stored === 0) return false;
    const reconnected = await transaction.$executeRaw`
      update installation set status = 'connected', updated_at = now()
      where user_id = ${userId} and status = 'reconnect_required'`;
    if (reconnected === 1)
      await publish(userId, { event: 'connection', data: { status: 'connected' } }, transaction);
    return true;
  });
}
