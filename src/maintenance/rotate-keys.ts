import { dataKeyContext } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Database } from '../database/client.ts';
import { KEY_CHECK_CONTEXT } from '../database/key-check.ts';
import { verifierContext } from '../installations/authorization-requests.ts';
import { payloadContext } from '../webhooks/inbox.ts';

/** A cell that the key ring itself seals; everything else is sealed with the data keys among them. */
interface Cell {
  table: 'installation' | 'authorization_request' | 'webhook_event' | 'key_check';
  /** Primary key of its row. */
  key: string | Uint8Array | number;
  encrypted: Uint8Array;
  place: EncryptionContext;
}

const BATCH = 500;

/** How many cells each key of the ring has sealed, by key id; `undefined` stands for keys that the ring lacks. */
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
 * Seals with the ring's first key whatever another of its keys has sealed. May run while the app does, and be stopped and
 * run again: each cell is replaced only if it is still what was read.
 *
 * @param onProgress called with the number of cells sealed anew so far
 * @returns how many were encrypted again, and how many can't be decrypted: those are left as they are
 */
export async function rotateKeys(
  database: Database,
  keyRing: KeyRing,
  onProgress: (done: number) => void = () => {},
): Promise<{ done: number; undecryptable: number }> {
  let done = 0;
  let undecryptable = 0;
  for await (const cell of encryptedValues(database)) {
    if (!keyRing.needsRewrap(cell.encrypted)) continue;
    const reencrypted = reencrypt(keyRing, cell);
    if (reencrypted === undefined) {
      undecryptable += 1;
      continue;
    }
    done += await replace(database, cell, reencrypted);
    if (done % BATCH === 0) onProgress(done);
  }
  return { done, undecryptable };
}

/** One value that can't be decrypted must not keep the others from being encrypted again. */
function reencrypt(keyRing: KeyRing, { place, encrypted }: Cell): Buffer | undefined {
  try {
    return keyRing.encrypt(place, keyRing.decrypt(place, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return undefined;
    throw error;
  }
}

async function* encryptedValues({ pool }: Database): AsyncGenerator<Cell> {
  const checks = await pool.query<{ encrypted: Buffer }>('select encrypted from key_check');
  for (const { encrypted } of checks.rows)
    yield { table: 'key_check', key: 1, encrypted, place: KEY_CHECK_CONTEXT };

  for (let after = ''; ; ) {
    const { rows } = await pool.query<{ userId: string; encrypted: Buffer }>(
      `select user_id as "userId", data_key as encrypted from installation
       where user_id > $1 and erasing_since is null order by user_id limit ${BATCH}`,
      [after],
    );
    for (const { userId, encrypted } of rows) {
      yield { table: 'installation', key: userId, encrypted, place: dataKeyContext(userId) };
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.userId;
  }

  const requests = await pool.query<{ stateHash: Buffer; encrypted: Buffer }>(
    'select state_hash as "stateHash", code_verifier as encrypted from authorization_request',
  );
  for (const { stateHash, encrypted } of requests.rows) {
    yield { table: 'authorization_request', key: stateHash, encrypted, place: verifierContext(stateHash) };
  }

  for (let after: Buffer = Buffer.alloc(0); ; ) {
    const { rows } = await pool.query<{ bodyHash: Buffer; encrypted: Buffer }>(
      `select body_hash as "bodyHash", payload as encrypted from webhook_event
       where payload is not null and body_hash > $1 order by body_hash limit ${BATCH}`,
      [after],
    );
    for (const { bodyHash, encrypted } of rows) {
      yield { table: 'webhook_event', key: bodyHash, encrypted, place: payloadContext(bodyHash) };
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
  { table, key, encrypted }: Cell,
  reencrypted: Buffer,
): Promise<number> {
  const { rowCount } = await pool.query(REPLACE[table], [reencrypted, key, encrypted]);
  return rowCount ?? 0;
}
