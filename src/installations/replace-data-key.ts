import { createDataKey, wrapDataKey } from '../crypto/data-key.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { lockUser } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import { inTransaction } from '../database/transaction.ts';
import { encryptProfile } from './encrypted-profile.ts';
import { deleteUndecryptable } from './pending-erasure.ts';

/** Timeout of statements that wait for requests in progress, milliseconds. */
const TIMEOUT_MS = 30_000;
/** Until the user reconnects. */
const EMPTY_PROFILE = { accountId: '', displayName: '', email: '', timezone: '', planType: null };

/**
 * Replaces a data key that can't be decrypted, and deletes what it encrypted: tokens, profile,
 * settings, history, lists and destinations. The user and the sessions remain, and the user has to
 * reconnect. Does nothing if the user has another data key by now.
 */
export async function replaceDataKey(
  database: Database,
  keyRing: KeyRing,
  { userId, wrappedKey }: { userId: string; wrappedKey: Uint8Array },
): Promise<void> {
  await deleteUndecryptable(database, { userId, wrappedKey }, Number.POSITIVE_INFINITY);
  const dataKey = createDataKey();
  const wrapped = wrapDataKey(keyRing, userId, dataKey);
  const profile = encryptProfile(dataKey, { userId, ...EMPTY_PROFILE });
  await inTransaction(database, { timeoutMs: TIMEOUT_MS }, async (sql) => {
    await lockUser(sql, userId);
    const replaced = await sql.$executeRaw`
      update installation
      set data_key = ${wrapped}, profile = ${profile}, status = 'reconnect_required', updated_at = now()
      where user_id = ${userId} and data_key = ${wrappedKey}`;
    if (replaced === 0) return;
    await sql.$executeRaw`delete from token where user_id = ${userId}`;
    await sql.$queryRaw`select ${notifyInvalidation(userId)}::text`;
  });
}
