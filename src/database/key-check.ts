import { DecryptionError } from '../crypto/decryption-error.ts';
import { blobKeyId, type KeyRing } from '../crypto/key-ring.ts';
import type { Database } from './client.ts';

/** Encryption context of the sentinel. */
export const KEY_CHECK_CONTEXT = {
  table: 'key_check',
  column: 'encrypted',
  userId: '',
  row: '1',
  generation: 0n,
};

/**
 * Whether the key ring decrypts the values of this database. Stores the sentinel if it is missing.
 * With the wrong key ring the process must not work: every token would appear damaged, and every
 * user would have to reconnect.
 */
export async function isKeyRingRight({ pool }: Database, keyRing: KeyRing): Promise<boolean> {
  const encrypted = keyRing.encrypt(KEY_CHECK_CONTEXT, Buffer.from('uplink'));
  await pool.query('insert into key_check (id, encrypted) values (1, $1) on conflict do nothing', [
    encrypted,
  ]);
  return (await examineKeyRing({ pool }, keyRing)) === 'right';
}

/** How many users have a data key that none of these keys has encrypted. */
export async function countUsersWithOtherKeys(
  { pool }: Pick<Database, 'pool'>,
  keyIds: readonly string[],
): Promise<number> {
  // Bytes 2 to 5 of an encrypted value identify its key.
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from installation
     where erasing_since is null and not substring(data_key from 2 for 4) = any($1)`,
    [keyIds.map(blobKeyId)],
  );
  return rows[0]?.count ?? 0;
}

/** Like {@link isKeyRingRight}, but changes nothing. `unknown` if nothing was encrypted yet. */
export async function examineKeyRing(
  { pool }: Pick<Database, 'pool'>,
  keyRing: KeyRing,
): Promise<'right' | 'wrong' | 'unknown'> {
  const { rows } = await pool.query<{ encrypted: Buffer }>('select encrypted from key_check where id = 1');
  if (rows[0] === undefined) return 'unknown';
  try {
    keyRing.decrypt(KEY_CHECK_CONTEXT, rows[0].encrypted);
    return 'right';
  } catch (error) {
    if (error instanceof DecryptionError) return 'wrong';
    throw error;
  }
}
