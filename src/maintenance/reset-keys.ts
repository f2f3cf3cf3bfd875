import { DecryptionError } from '../crypto/decryption-error.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Database } from '../database/client.ts';
import { replaceDataKey } from '../installations/replace-data-key.ts';
import { type EncryptedValue, encryptedValues } from './rotate-keys.ts';

/** How many values can't be decrypted, by the table that has them. */
export type LostValues = Record<EncryptedValue['table'], number>;

/** Counts the values that no key of the ring decrypts; IDs of keys do not matter. */
export async function countLost(database: Database, keyRing: KeyRing): Promise<LostValues> {
  const lost: LostValues = { key_check: 0, installation: 0, authorization_request: 0, webhook_event: 0 };
  for await (const value of encryptedValues(database)) if (isLost(keyRing, value)) lost[value.table] += 1;
  return lost;
}

/**
 * Discards what no key of the ring decrypts. The users remain, disconnected, and have to reconnect.
 * Can be interrupted and repeated. The value that is checked at start comes last, so that no
 * instance becomes ready before the end.
 */
export async function discardLost(database: Database, keyRing: KeyRing): Promise<void> {
  const checks: EncryptedValue[] = [];
  for await (const value of encryptedValues(database)) {
    if (!isLost(keyRing, value)) continue;
    if (value.table === 'key_check') checks.push(value);
    else await discard(database, keyRing, value);
  }
  for (const value of checks) await discard(database, keyRing, value);
}

function isLost(keyRing: KeyRing, { context, encrypted }: EncryptedValue): boolean {
  try {
    keyRing.decrypt(context, encrypted);
    return false;
  } catch (error) {
    if (error instanceof DecryptionError) return true;
    throw error;
  }
}

/** Each statement names the encrypted value, so that it does nothing if the value was replaced. */
async function discard(database: Database, keyRing: KeyRing, value: EncryptedValue): Promise<void> {
  const { table, primaryKey, encrypted } = value;
  const { sql } = database;
  switch (table) {
    case 'installation':
      return replaceDataKey(database, keyRing, { userId: String(primaryKey), wrappedKey: encrypted });
    case 'authorization_request':
      await sql.$executeRaw`
        delete from authorization_request where state_hash = ${primaryKey} and code_verifier = ${encrypted}`;
      return;
    case 'webhook_event':
      await sql.$executeRaw`
        update webhook_event set payload = null, done_at = now()
        where body_hash = ${primaryKey} and payload = ${encrypted}`;
      return;
    case 'key_check':
      // The next start stores a new one.
      await sql.$executeRaw`delete from key_check where encrypted = ${encrypted}`;
  }
}
