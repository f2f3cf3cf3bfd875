import { createHmac, hkdfSync } from 'node:crypto';

const NO_SALT = Buffer.alloc(0);

/**
 * Derives a 32-byte key for a single purpose from a shared secret: HKDF-SHA256 (RFC 5869) with the
 * label as `info`. A derived key reveals nothing about the secret or about the keys of other
 * labels.
 */
export function deriveKey(secret: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, NO_SALT, `uplink/${label}`, 32));
}

/**
 * A pseudonym for `value`. Without the key it can neither be reversed nor compared with a guess.
 * Used for ids in logs and for the record of an erased user. 22 base64url characters (132 bits) of
 * HMAC-SHA256.
 */
export function keyedHash(key: Uint8Array, value: string): string {
  return createHmac('sha256', key).update(value).digest('base64url').slice(0, 22);
}
