import { dataKeyContext } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Database } from '../database/client.ts';
import { KEY_CHECK_CONTEXT } from '../database/key-check.ts';
import { verifierContext } from '../installations/authorization-requests.ts';
import { payloadContext } from '../webhooks/inbox.ts';

/** A value encrypted with the key ring itself. All other values are encrypted with the users' data keys. */
interface EncryptedValue {
  table: 'installation' | 'authorization_request' | 'webhook_event' | 'key_check';
  primaryKey: string | Uint8Array | number;
  encrypted: Uint8Array;
  context: EncryptionContext;
}

const BATCH_SIZE = 500;

/** Counts the encrypted values by key id. `undefined` counts the values whose key the ring lacks. */
export async function countByKey(
  database: Database,
  keyRing: KeyRing,
): Promise<Map<string | undefined, number>> {
  const counts = new Map<string | undefined, number>();
  for await (const { encrypted } of encryptedValues(database)) {
    const id = keyRing.keyIdOf(encrypted);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/**
 * Re-encrypts with the primary key all values that another key of the ring encrypted. Safe to run while the app is
 * running, and to interrupt and repeat: a value is replaced only if it has not changed since it was read.
 *
 * @param onProgress called with the number of values re-encrypted so far
 * @returns how many values were re-encrypted, and how many could not be decrypted and were left unchanged
 */
export async function rotateKeys(
  database: Database,
  keyRing: KeyRing,
  onProgress: (done: number) => void = () => {},
): Promise<{ done: number; undecryptable: number }> {
  let done = 0;
  let undecryptable = 0;
  for await (const value of encryptedValues(database)) {
    if (!keyRing.needsRewrap(value.encrypted)) continue;
    const reencrypted = reencrypt(keyRing, value);
    if (reencrypted === undefined) {
      undecryptable += 1;
      continue;
    }
    done += await replace(database, value, reencrypted);
    if (done % BATCH_SIZE === 0) onProgress(done);
  }
  return { done, undecryptable };
}

/** @returns undefined if the value can't be decrypted, so that the caller continues with the others */
function reencrypt(keyRing: KeyRing, { context, encrypted }: EncryptedValue): Buffer | undefined {
  try {
    return keyRing.encrypt(context, keyRing.decrypt(context, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return undefined;
    throw error;
  }
}

async function* encryptedValues({ pool }: Database): AsyncGenerator<EncryptedValue> {
  const checks = await pool.query<{ encrypted: Buffer }>('select encrypted from key_check');
  for (const { encrypted } of checks.rows)
    yield { table: 'key_check', primaryKey: 1, encrypted, context: KEY_CHECK_CONTEXT };

  for (let after = ''; ; ) {
    const { rows } = await pool.query<{ userId: string; encrypted: Buffer }>(
      `select user_id as "userId", data_key as encrypted from installation
       where user_id > $1 and erasing_since is null order by user_id limit ${BATCH_SIZE}`,
      [after],
    );
    for (const { userId, encrypted } of rows) {
      yield { table: 'installation', primaryKey: userId, encrypted, context: dataKeyContext(userId) };
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.userId;
  }

  const requests = await pool.query<{ stateHash: Buffer; encrypted: Buffer }>(
    'select state_hash as "stateHash", code_verifier as encrypted from authorization_request',
  );
  for (const { stateHash, encrypted } of requests.rows) {
    yield {
      table: 'authorization_request',
      primaryKey: stateHash,
      encrypted,
      context: verifierContext(stateHash),
    };
  }

  for (let after: Buffer = Buffer.alloc(0); ; ) {
    const { rows } = await pool.query<{ bodyHash: Buffer; encrypted: Buffer }>(
      `select body_hash as "bodyHash", payload as encrypted from webhook_event
       where payload is not null and body_hash > $1 order by body_hash limit ${BATCH_SIZE}`,
      [after],
    );
    for (const { bodyHash, encrypted } of rows) {
      yield { table: 'webhook_event', primaryKey: bodyHash, encrypted, context: payloadContext(bodyHash) };
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.bodyHash;
  }
}

const REPLACE = {
  installation: 'update installation set data_key = $1 where user_id = $2 and data_key = $3',
  authorization_request:
    'update authorization_request set code_verifier = $1 where state_hash = $2 and code_verifier = $3',
  webhook_event: 'update webhook_event set payload = $1 where body_hash = $2 and payload = $3',
  key_check: 'update key_check set encrypted = $1 where id = $2 and encrypted = $3',
} as const;

async function replace(
  { pool }: Database,
  { table, primaryKey, encrypted }: EncryptedValue,
  reencrypted: Buffer,
): Promise<number> {
  const { rowCount } = await pool.query(REPLACE[table], [reencrypted, primaryKey, encrypted]);
  return rowCount ?? 0;
}
