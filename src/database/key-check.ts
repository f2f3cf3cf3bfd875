import { DecryptionError } from '../crypto/decryption-error.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
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
  const { rows } = await pool.query<{ encrypted: Buffer }>('select encrypted from key_check where id = 1');
  try {
    keyRing.decrypt(KEY_CHECK_CONTEXT, rows[0]?.encrypted ?? Buffer.alloc(0));
    return true;
  } catch (error) {
    if (error instanceof DecryptionError) return false;
    throw error;
  }
}
