import { randomInt } from 'node:crypto';
import { createDataKey, type DataKey, unwrapDataKey, wrapDataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { lockUser } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import type { Installation as InstallationRow } from '../database/generated/client.ts';
import type { InvalidateUser } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import { isProblem, Problem } from '../problem.ts';
import type { Publish } from '../user-events/publish.ts';
import type { TokenResponse } from '../zoom/token-response.ts';
import type { ZoomUser } from '../zoom/users.ts';
import { encryptTokens } from './encrypted-tokens.ts';
import type { Installation, Profile } from './installation.ts';
import { applyPendingErasure, deleteUndecryptable, isToBeErased } from './pending-erasure.ts';
import { insertTokens, readTokens } from './token-store.ts';

export interface Installations {
  /**
   * The user's installation; cached if possible.
   * @throws Problem `not_signed_in` if it no longer exists
   */
  get(userId: string): Promise<Installation>;
  /**
   * The same, if Zoom still accepts the grant. Cached values are never returned for a revoked one.
   * @throws Problem `not_signed_in` · `reconnect_required`
   */
  getConnected(userId: string): Promise<Installation>;
  /**
   * The connection to Zoom. If the data key can't be decrypted, it has no profile.
   * @throws Problem `not_signed_in`
   */
  describe(userId: string): Promise<ConnectionDescription>;
  /** Stores a new authorization: creates the installation, or replaces profile, scopes and tokens of an existing one. */
  connect(user: ZoomUser, tokens: CompleteTokens): Promise<void>;
  isInstalled(userId: string): Promise<boolean>;
  /** Stores the current profile and account of a user. Zoom can move a user to another account. */
  updateProfile(user: ZoomUser): Promise<void>;
  /** All installations in order of their user ids, without encrypted members. */
  all(): AsyncGenerator<Pick<Installation, 'userId' | 'accountId' | 'status' | 'connectedAt'>>;
  /**
   * Records that Zoom no longer accepts the grant of this token generation: the user has to authorize again. Keeps all rows.
   * @returns false if that generation was replaced in the meantime; the current one stays connected
   */
  requireReconnect(userId: string, generation: bigint): Promise<boolean>;
}

export type ConnectionDescription = Omit<Installation, 'dataKey' | 'profile'> & { profile: Profile | null };

/** The tokens of a new grant, which always has a refresh token. */
export type CompleteTokens = TokenResponse & { refreshToken: NonNullable<TokenResponse['refreshToken']> };

/** How long a new authorization waits for an earlier erasure, milliseconds. */
const CONNECT_TIMEOUT_MS = 25_000;

export interface InstallationsOptions {
  database: Database;
  keyRing: KeyRing;
  userCache: UserCache;
  /** Notifies the other instances that data of a user has changed. */
  invalidateUser: InvalidateUser;
  publish: Publish;
  /** Called when a connection has ended and the user has to reconnect. */
  countReconnect: () => void;
}

export function createInstallations(options: InstallationsOptions): Installations {
  const { database, keyRing, userCache, invalidateUser, publish, countReconnect } = options;
  const cache = new WeakMap<UserCacheScope, Installation>();

  /** Deletes data that a new authorization must not reuse. In batches, because it may exceed the size of a transaction. */
  async function prepareConnect(userId: string, giveUpAt: number): Promise<void> {
    const isErased =
      !(await isToBeErased(database.prisma, userId)) ||
      (await applyPendingErasure(database, userId, giveUpAt));
    const row = await database.prisma.installation.findUnique({ where: { userId } });
    const isKeyLost = row !== null && row.erasingSince === null && !tryUnwrap(keyRing, userId, row.dataKey);
    const isCleared =
      !isKeyLost || (await deleteUndecryptable(database, { userId, wrappedKey: row.dataKey }, giveUpAt));
    if (!isErased || !isCleared) throw new Problem('temporarily_unavailable', { retryAfter: 30 });
  }

  /** @returns false if the user was to be erased since {@link prepareConnect} */
  function storeConnection(user: ZoomUser, tokens: CompleteTokens): Promise<boolean> {
    return database.prisma.$transaction(async (transaction) => {
      // Without the lock, two concurrent authorizations would each create a data key, and one of them would be overwritten.
      await lockUser(transaction, user.userId);
      if (await isToBeErased(transaction, user.userId)) return false;
      // The row lock prevents a concurrent key rotation, which the wrapped data key that is stored below would undo.
      const [before] = await transaction.$queryRaw<{ dataKey: Uint8Array; generation: bigint | null }[]>`
        select i.data_key as "dataKey", t.generation
        from installation i left join token t using (user_id)
        where i.user_id = ${user.userId} for no key update of i`;
      const known = before && tryUnwrap(keyRing, user.userId, before.dataKey);
      if (before !== undefined && known === undefined) await deleteEncrypted(transaction, user.userId);
      const dataKey = known ?? createDataKey();
      const wrapped = known && before ? before.dataKey : wrapDataKey(keyRing, user.userId, dataKey);
      await storeInstallation(transaction, { dataKey, wrapped }, user, tokens);
      const generation = (before?.generation ?? newGeneration()) + 1n;
      const version = { userId: user.userId, generation };
      await insertTokens(transaction, version, {
        ...encryptTokens(dataKey, version, tokens),
        expiresIn: tokens.expiresIn,
      });
      await publish(user.userId, { event: 'connection', data: { status: 'connected' } }, transaction);
      return true;
    });
  }

  return {
    async get(userId) {
      const scope = userCache.scopeFor(userId);
      const cached = cache.get(scope);
      if (cached !== undefined) return cached;
      const row = await database.prisma.installation.findUnique({ where: { userId } });
      if (row === null || row.erasingSince !== null) throw new Problem('not_signed_in');
      const installation = decryptOrReconnect(keyRing, row);
      cache.set(scope, installation);
      return installation;
    },

    async getConnected(userId) {
      const installation = await this.get(userId);
      if (installation.status === 'reconnect_required') throw new Problem('reconnect_required');
      return installation;
    },

    async describe(userId) {
      try {
        return await this.get(userId);
      } catch (error) {
        if (!isUndecryptable(error)) throw error;
      }
      const row = await database.prisma.installation.findUnique({ where: { userId } });
      if (row === null || row.erasingSince !== null) throw new Problem('not_signed_in');
      const { accountId, scopes, connectedAt } = row;
      return { userId, accountId, status: 'reconnect_required', scopes, connectedAt, profile: null };
    },

    async connect(user, tokens) {
      const giveUpAt = performance.now() + CONNECT_TIMEOUT_MS;
      do {
        await prepareConnect(user.userId, giveUpAt);
      } while (!(await storeConnection(user, tokens)));
      userCache.drop(user.userId);
    },

    async isInstalled(userId) {
      return (await database.prisma.installation.count({ where: { userId, erasingSince: null } })) === 1;
    },

    async updateProfile(user) {
      const { userId } = user;
      const { dataKey, connectedAt } = await this.get(userId);
      const profile = encryptProfile(dataKey, user);
      // Only for this authorization: a newer one has stored its own profile, possibly with another data key.
      await database.prisma.$executeRaw`
        update installation
        set profile = ${profile}, account_id = coalesce(nullif(${user.accountId}, ''), account_id), updated_at = now()
        where user_id = ${userId} and connected_at = ${connectedAt}`;
      userCache.drop(userId);
      await invalidateUser(userId);
    },

    async *all() {
      const select = { userId: true, accountId: true, status: true, connectedAt: true };
      for (let after = ''; ; ) {
        const rows = await database.prisma.installation.findMany({
          select,
          where: { userId: { gt: after }, erasingSince: null },
          orderBy: { userId: 'asc' },
          take: 500,
        });
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.userId;
      }
    },

    async requireReconnect(userId, generation) {
      const { isCurrent, isChanged } = await database.prisma.$transaction(async (transaction) => {
        await lockUser(transaction, userId);
        const isCurrent = (await readTokens(transaction, userId))?.generation === generation;
        const isChanged = isCurrent && (await endConnection(transaction, userId));
        if (isChanged)
          await publish(userId, { event: 'connection', data: { status: 'reconnect_required' } }, transaction);
        return { isCurrent, isChanged };
      });
      userCache.drop(userId);
      if (isChanged) countReconnect();
      return isCurrent;
    },
  };
}

/**
 * A random start for the generations of a new installation, so that they differ from those of an erased installation of the same
 * user. Otherwise a slow refresh of the erased installation could find its generation again and overwrite the new tokens.
 */
function newGeneration(): bigint {
  return BigInt(randomInt(2 ** 47));
}

async function storeInstallation(
  sql: SqlClient,
  { dataKey, wrapped }: { dataKey: DataKey; wrapped: Uint8Array },
  user: ZoomUser,
  tokens: CompleteTokens,
): Promise<void> {
  const { userId, accountId } = user;
  const encryptedProfile = encryptProfile(dataKey, user);
  await sql.$executeRaw`
    insert into installation (user_id, account_id, status, scopes, profile, data_key, installed_at, connected_at, updated_at)
    values (${userId}, ${accountId}, 'connected', ${tokens.scopes ?? []}, ${encryptedProfile},
            ${wrapped}, now(), now(), now())
    on conflict (user_id) do update set
      account_id = excluded.account_id,
      status = excluded.status,
      scopes = excluded.scopes,
      profile = excluded.profile,
      data_key = excluded.data_key,
      connected_at = excluded.connected_at,
      updated_at = excluded.updated_at`;
}

/** @returns whether the user was connected before */
async function endConnection(sql: SqlClient, userId: string): Promise<boolean> {
  const ended = await sql.$executeRaw`
    update installation set status = 'reconnect_required', updated_at = now()
    where user_id = ${userId} and status = 'connected'`;
  return ended === 1;
}

/** The data key, or undefined if it can't be decrypted: moved, damaged, or encrypted with a key that the ring lacks. */
function tryUnwrap(keyRing: KeyRing, userId: string, blob: Uint8Array): DataKey | undefined {
  try {
    return unwrapDataKey(keyRing, userId, blob);
  } catch (error) {
    if (error instanceof DecryptionError) return undefined;
    throw error;
  }
}

/** Deletes the rows that only a lost data key could decrypt. */
async function deleteEncrypted(sql: SqlClient, userId: string): Promise<void> {
  await sql.$executeRaw`delete from livestream where user_id = ${userId}`;
  await sql.$executeRaw`delete from livestream_change where user_id = ${userId}`;
  await sql.$executeRaw`delete from listing_page where user_id = ${userId}`;
  await sql.$executeRaw`delete from destination where user_id = ${userId}`;
  await sql.$executeRaw`delete from bulk_update where user_id = ${userId}`;
}

/**
 * An installation that can't be decrypted requires a reconnect, which replaces it. A completely wrong key ring is detected
 * earlier, before the process reports that it is ready.
 */
function decryptOrReconnect(keyRing: KeyRing, row: InstallationRow): Installation {
  try {
    return decryptInstallation(keyRing, row);
  } catch (error) {
    if (error instanceof DecryptionError) throw new Problem('reconnect_required', { cause: error });
    throw error;
  }
}

/** Whether the connection is lost because the user's data key or profile can't be decrypted. */
export function isUndecryptable(error: unknown): boolean {
  return isProblem(error, 'reconnect_required') && error.cause instanceof DecryptionError;
}

function encryptProfile(dataKey: DataKey, user: ZoomUser): Buffer<ArrayBuffer> {
  const { userId, displayName, email, timezone, planType } = user;
  const profile: Profile = { displayName, email, timezone, planType };
  return dataKey.encrypt(profileContext(userId), JSON.stringify(profile));
}

function decryptInstallation(keyRing: KeyRing, row: InstallationRow): Installation {
  const dataKey = unwrapDataKey(keyRing, row.userId, row.dataKey);
  return {
    userId: row.userId,
    accountId: row.accountId,
    status: row.status,
    scopes: row.scopes,
    profile: JSON.parse(dataKey.decrypt(profileContext(row.userId), row.profile)),
    connectedAt: row.connectedAt,
    dataKey,
  };
}

function profileContext(userId: string): EncryptionContext {
  return { table: 'installation', column: 'profile', userId, row: userId, generation: 0n };
}
