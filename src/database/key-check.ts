import type { KeyRing } from '../crypto/key-ring.ts';
import { SealError } from '../crypto/seal-error.ts';
import type { Database } from './client.ts';

/** Where the sentinel stands. */
export const KEY_CHECK_PLACE = { table: 'key_check', column: 'sealed', userId: '', row: '1', generation: 0n };

/**
 * Whether the key ring opens what this database was sealed with; seals the sentinel where there is none yet. A wrong ring
 * must stop the process from working: every token would look damaged, and every user would be told to reconnect.
 */
export async function isKeyRingRight({ pool }: Database, keyRing: KeyRing): Promise<boolean> {
  const sealed = keyRing.seal(KEY_CHECK_PLACE, Buffer.from('uplink'));
  await pool.query('insert into key_check (id, sealed) values (1, $1) on conflict do nothing', [sealed]);
  const { rows } = await pool.query<{ sealed: Buffer }>('select sealed from key_check where id = 1');
  try {
    keyRing.open(KEY_CHECK_PLACE, rows[0]?.sealed ?? Buffer.alloc(0));
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}
