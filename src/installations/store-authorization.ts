import { randomInt } from 'node:crypto';
import { createDataKey, type DataKey, unwrapDataKey, wrapDataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { lockUser } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { Problem } from '../problem.ts';
import type { Publish } from '../user-events/publish.ts';
import type { TokenResponse } from '../zoom/token-response.ts';
import type { ZoomUser } from '../zoom/users.ts';
import { encryptProfile } from './encrypted-profile.ts';
import { encryptTokens } from './encrypted-tokens.ts';
import { applyPendingErasure, deleteUndecryptable, isToBeErased } from './pending-erasure.ts';
import { insertTokens } from './token-store.ts';

/** The tokens of a new grant, which always has a refresh token. */
export type CompleteTokens = TokenResponse & { refreshToken: NonNullable<TokenResponse['refreshToken']> };

/** How long a new authorization waits for an earlier erasure, milliseconds. */
const CONNECT_TIMEOUT_MS = 25_000;

interface StoreOptions {
  database: Database;
  keyRing: KeyRing;
  publish: Publish;
}

/**
 * Stores a new authorization: creates the installation, or replaces profile, scopes and tokens of
 * an existing one.
 * @throws Problem `temporarily_unavailable` if an earlier erasure takes too long
 */
export async function storeAuthorization(
  options: StoreOptions,
  user: ZoomUser,
  tokens: CompleteTokens,
): Promise<void> {
  const giveUpAt = performance.now() + CONNECT_TIMEOUT_MS;
  do {
    await prepareConnect(options, user.userId, giveUpAt);
  } while (!(await storeConnection(options, user, tokens)));
}

/**
 * Deletes data that a new authorization must not reuse. In batches, because it may exceed the size
 * of a transaction.
 */
async function prepareConnect(
  { database, keyRing }: StoreOptions,
  userId: string,
  giveUpAt: number,
): Promise<void> {
  const isErased =
    !(await isToBeErased(database.prisma, userId)) || (await applyPendingErasure(database, userId, giveUpAt));
  const row = await database.prisma.installation.findUnique({ where: { userId } });
  const isKeyLost = row !== null && row.erasingSince === null && !tryUnwrap(keyRing, userId, row.dataKey);
  const isCleared =
    !isKeyLost || (await deleteUndecryptable(database, { userId, wrappedKey: row.dataKey }, giveUpAt));
  if (!isErased || !isCleared) throw new Problem('temporarily_unavailable', { retryAfter: 30 });
}

/** @returns false if the user was to be erased since {@link prepareConnect} */
function storeConnection(
  { database, keyRing, publish }: StoreOptions,
  user: ZoomUser,
  tokens: CompleteTokens,
): Promise<boolean> {
  return database.prisma.$transaction(async (transaction) => {
    // Without the lock, two concurrent authorizations would each create a data key, and one of them
    // would be overwritten.
    await lockUser(transaction, user.userId);
    if (await isToBeErased(transaction, user.userId)) return false;
    // The row lock prevents a concurrent key rotation, which the wrapped data key that is stored
    // below would undo.
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

/**
 * A random start for the generations of a new installation, so that they differ from those of an
 * erased installation of the same user. Otherwise a slow refresh of the erased installation could
 * find its generation again and overwrite the new tokens.
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

/**
 * The data key, or undefined if it can't be decrypted: moved, damaged, or encrypted with a key that
 * the ring lacks.
 */
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
