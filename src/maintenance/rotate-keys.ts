import { dataKeyContext } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Database } from '../database/client.ts';
import { KEY_CHECK_CONTEXT } from '../database/key-check.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { verifierContext } from '../installations/authorization-requests.ts';
import { payloadContext } from '../webhooks/inbox.ts';

/**
 * A value encrypted with the key ring itself. All other values are encrypted with the users' data
 * keys.
 */
interface EncryptedValue {
  table: 'installation' | 'authorization_request' | 'webhook_event' | 'key_check';
  primaryKey: string | Uint8Array | number;
  encrypted: Uint8Array;
  context: EncryptionContext;
}

const BATCH_SIZE = 500;

/**
 * Counts the encrypted values by key id. `undefined` counts the values whose key the ring lacks.
 */
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
 * Re-encrypts with the primary key all values that another key of the ring encrypted. Safe to run
 * while the app is running, and to interrupt and repeat: a value is replaced only if it has not
 * changed since it was read.
 *
 * @param onProgress called with the number of values re-encrypted so far
 * @returns how many values were re-encrypted, and how many could not be decrypted and were left
 * unchanged
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

/**
 * @returns undefined if the value can't be decrypted, so that the caller continues with the others
 */
function reencrypt(keyRing: KeyRing, { context, encrypted }: EncryptedValue): Buffer | undefined {
  try {
    return keyRing.encrypt(context, keyRing.decrypt(context, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return undefined;
    throw error;
  }
}

async function* encryptedValues({ sql }: Database): AsyncGenerator<EncryptedValue> {
  yield* keyChecks(sql);
  yield* dataKeys(sql);
  yield* codeVerifiers(sql);
  yield* webhookPayloads(sql);
}

async function* keyChecks(sql: SqlClient): AsyncGenerator<EncryptedValue> {
  const rows = await sql.$queryRaw<{ encrypted: Uint8Array }[]>`select encrypted from key_check`;
  for (const { encrypted } of rows)
    yield { table: 'key_check', primaryKey: 1, encrypted, context: KEY_CHECK_CONTEXT };
}

async function* dataKeys(sql: SqlClient): AsyncGenerator<EncryptedValue> {
  for (let after = ''; ; ) {
    const rows = await sql.$queryRaw<{ userId: string; encrypted: Uint8Array }[]>`
      select user_id as "userId", data_key as encrypted from installation
      where user_id > ${after} and erasing_since is null order by user_id limit ${BATCH_SIZE}::int`;
    for (const { userId, encrypted } of rows)
      yield { table: 'installation', primaryKey: userId, encrypted, context: dataKeyContext(userId) };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.userId;
  }
}

async function* codeVerifiers(sql: SqlClient): AsyncGenerator<EncryptedValue> {
  const table = 'authorization_request';
  const rows = await sql.$queryRaw<{ stateHash: Uint8Array; encrypted: Uint8Array }[]>`
    select state_hash as "stateHash", code_verifier as encrypted from authorization_request`;
  for (const { stateHash, encrypted } of rows)
    yield { table, primaryKey: stateHash, encrypted, context: verifierContext(stateHash) };
}

async function* webhookPayloads(sql: SqlClient): AsyncGenerator<EncryptedValue> {
  for (let after = new Uint8Array(); ; ) {
    const rows = await sql.$queryRaw<{ bodyHash: Uint8Array<ArrayBuffer>; encrypted: Uint8Array }[]>`
      select body_hash as "bodyHash", payload as encrypted from webhook_event
      where payload is not null and body_hash > ${after} order by body_hash limit ${BATCH_SIZE}::int`;
    for (const { bodyHash, encrypted } of rows)
      yield { table: 'webhook_event', primaryKey: bodyHash, encrypted, context: payloadContext(bodyHash) };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.bodyHash;
  }
}

/** Replaces a value unless it has changed since it was read. @returns how many rows were updated */
function replace(
  { sql }: Database,
  { table, primaryKey, encrypted }: EncryptedValue,
  reencrypted: Uint8Array,
): Promise<number> {
  switch (table) {
    case 'installation':
      return sql.$executeRaw`
        update installation set data_key = ${reencrypted}
        where user_id = ${primaryKey} and data_key = ${encrypted}`;
    case 'authorization_request':
      return sql.$executeRaw`
        update authorization_request set code_verifier = ${reencrypted}
        where state_hash = ${primaryKey} and code_verifier = ${encrypted}`;
    case 'webhook_event':
      return sql.$executeRaw`
        update webhook_event set payload = ${reencrypted}
        where body_hash = ${primaryKey} and payload = ${encrypted}`;
    case 'key_check':
      return sql.$executeRaw`
        update key_check set encrypted = ${reencrypted}
        where id = ${primaryKey} and encrypted = ${encrypted}`;
  }
}
