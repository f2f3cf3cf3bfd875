import { dataKeyPlace } from '../crypto/data-key.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { SealError } from '../crypto/seal-error.ts';
import type { Place } from '../crypto/sealed-box.ts';
import type { Database } from '../database/client.ts';
import { KEY_CHECK_PLACE } from '../database/key-check.ts';
import { payloadPlace } from '../events/inbox.ts';
import { verifierPlace } from './authorization-requests.ts';

/** A cell that the key ring itself seals; everything else is sealed with the data keys among them. */
interface Cell {
  table: 'installation' | 'authorization_request' | 'notification' | 'key_check';
  /** Primary key of its row. */
  key: string | Uint8Array | number;
  sealed: Uint8Array;
  place: Place;
}

const BATCH = 500;

/** How many cells each key of the ring has sealed, by key id; `undefined` stands for keys that the ring lacks. */
export async function countByKey(
  database: Database,
  keyRing: KeyRing,
): Promise<Map<string | undefined, number>> {
  const counts = new Map<string | undefined, number>();
  for await (const { sealed } of cells(database)) {
    const id = keyRing.keyIdOf(sealed);
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
export async function rewrap(
  database: Database,
  keyRing: KeyRing,
  onProgress: (done: number) => void = () => {},
): Promise<{ done: number; undecryptable: number }> {
  let done = 0;
  let undecryptable = 0;
  for await (const cell of cells(database)) {
    if (!keyRing.needsRewrap(cell.sealed)) continue;
    const resealed = reseal(keyRing, cell);
    if (resealed === undefined) {
      undecryptable += 1;
      continue;
    }
    done += await replace(database, cell, resealed);
    if (done % BATCH === 0) onProgress(done);
  }
  return { done, undecryptable };
}

/** One value that can't be decrypted must not keep the others from being encrypted again. */
function reseal(keyRing: KeyRing, { place, sealed }: Cell): Buffer | undefined {
  try {
    return keyRing.seal(place, keyRing.open(place, sealed));
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

async function* cells({ pool }: Database): AsyncGenerator<Cell> {
  const checks = await pool.query<{ sealed: Buffer }>('select sealed from key_check');
  for (const { sealed } of checks.rows) yield { table: 'key_check', key: 1, sealed, place: KEY_CHECK_PLACE };

  for (let after = ''; ; ) {
    const { rows } = await pool.query<{ userId: string; sealed: Buffer }>(
      `select user_id as "userId", data_key as sealed from installation
       where user_id > $1 and erasing_since is null order by user_id limit ${BATCH}`,
      [after],
    );
    for (const { userId, sealed } of rows) {
      yield { table: 'installation', key: userId, sealed, place: dataKeyPlace(userId) };
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.userId;
  }

  const requests = await pool.query<{ stateHash: Buffer; sealed: Buffer }>(
    'select state_hash as "stateHash", code_verifier as sealed from authorization_request',
  );
  for (const { stateHash, sealed } of requests.rows) {
    yield { table: 'authorization_request', key: stateHash, sealed, place: verifierPlace(stateHash) };
  }

  for (let after: Buffer = Buffer.alloc(0); ; ) {
    const { rows } = await pool.query<{ bodyHash: Buffer; sealed: Buffer }>(
      `select body_hash as "bodyHash", payload as sealed from notification
       where payload is not null and body_hash > $1 order by body_hash limit ${BATCH}`,
      [after],
    );
    for (const { bodyHash, sealed } of rows) {
      yield { table: 'notification', key: bodyHash, sealed, place: payloadPlace(bodyHash) };
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
  notification: 'update notification set payload = $1 where body_hash = $2 and payload = $3',
  key_check: 'update key_check set sealed = $1 where id = $2 and sealed = $3',
} as const;

async function replace({ pool }: Database, { table, key, sealed }: Cell, resealed: Buffer): Promise<number> {
  const { rowCount } = await pool.query(REPLACE[table], [resealed, key, sealed]);
  return rowCount ?? 0;
}
