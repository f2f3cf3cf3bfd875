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
export interface EncryptedValue {
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

/** How far a rotation has come. */
export interface RotationProgress {
  /** Values read so far, of all keys. */
  checked: number;
  /** Values that existed when the rotation started. */
  total: number;
  /** Values re-encrypted so far. */
  done: number;
  /** Estimate of the remaining time, from the speed so far. */
  remainingSeconds: number;
}

export interface RotateOptions {
  /** Called after each batch. */
  onProgress?: (progress: RotationProgress) => void;
  /** Milliseconds on a monotonic clock. @default performance.now */
  now?: () => number;
}

/**
 * Re-encrypts with the primary key, in batches, all values that another key of the ring encrypted.
 * Safe to run while the app is running, and to interrupt and repeat: a value is replaced only if it
 * has not changed since it was read, and values that already have the primary key are skipped.
 *
 * @returns how many values were re-encrypted, and how many could not be decrypted and were left
 * unchanged
 */
export async function rotateKeys(
  database: Database,
  keyRing: KeyRing,
  { onProgress = () => {}, now = () => performance.now() }: RotateOptions = {},
): Promise<{ done: number; undecryptable: number }> {
  const total = await countValues(database);
  const startedAt = now();
  let checked = 0;
  let done = 0;
  let undecryptable = 0;
  for await (const batch of batchesOf(encryptedValues(database), BATCH_SIZE)) {
    const outdated = batch.filter(({ encrypted }) => keyRing.needsRewrap(encrypted));
    const replacements = outdated.flatMap((value) => {
      const reencrypted = reencrypt(keyRing, value);
      return reencrypted === undefined ? [] : [{ ...value, reencrypted }];
    });
    undecryptable += outdated.length - replacements.length;
    done += await replaceAll(database, replacements);
    checked += batch.length;
    const remaining = Math.max(0, total - checked);
    const remainingSeconds = ((now() - startedAt) / 1_000 / checked) * remaining;
    onProgress({ checked, total, done, remainingSeconds });
  }
  return { done, undecryptable };
}

async function countValues({ sql }: Database): Promise<number> {
  const [row] = await sql.$queryRaw<{ total: bigint }[]>`
    select (select count(*) from key_check) + (select count(*) from authorization_request)
      + (select count(*) from installation where erasing_since is null)
      + (select count(*) from webhook_event where payload is not null) as total`;
  return Number(row?.total ?? 0);
}

/** Splits values into batches. Each has values of one table, because one statement replaces it. */
async function* batchesOf(
  values: AsyncIterable<EncryptedValue>,
  size: number,
): AsyncGenerator<EncryptedValue[]> {
  let batch: EncryptedValue[] = [];
  for await (const value of values) {
    const isFull = batch.length >= size || (batch[0] !== undefined && batch[0].table !== value.table);
    if (isFull) yield batch;
    if (isFull) batch = [];
    batch.push(value);
  }
  if (batch.length > 0) yield batch;
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

/** All values that are encrypted with the key ring itself. */
export async function* encryptedValues({ sql }: Database): AsyncGenerator<EncryptedValue> {
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

interface Replacement extends EncryptedValue {
  reencrypted: Uint8Array;
}

/**
 * Replaces values of one table, except those that have changed since they were read.
 * @returns how many rows were updated
 */
async function replaceAll({ sql }: Database, values: Replacement[]): Promise<number> {
  const [first] = values;
  if (first === undefined) return 0;
  const keys = values.map(({ primaryKey }) => primaryKey);
  const before = values.map(({ encrypted }) => encrypted);
  const after = values.map(({ reencrypted }) => reencrypted);
  switch (first.table) {
    case 'installation':
      return sql.$executeRaw`
        update installation set data_key = v.after
        from unnest(${keys}::text[], ${before}::bytea[], ${after}::bytea[]) as v (key, before, after)
        where user_id = v.key and data_key = v.before`;
    case 'authorization_request':
      return sql.$executeRaw`
        update authorization_request set code_verifier = v.after
        from unnest(${keys}::bytea[], ${before}::bytea[], ${after}::bytea[]) as v (key, before, after)
        where state_hash = v.key and code_verifier = v.before`;
    case 'webhook_event':
      return sql.$executeRaw`
        update webhook_event set payload = v.after
        from unnest(${keys}::bytea[], ${before}::bytea[], ${after}::bytea[]) as v (key, before, after)
        where body_hash = v.key and payload = v.before`;
    case 'key_check':
      return sql.$executeRaw`
        update key_check set encrypted = v.after
        from unnest(${keys}::int[], ${before}::bytea[], ${after}::bytea[]) as v (key, before, after)
        where id = v.key and encrypted = v.before`;
  }
}
