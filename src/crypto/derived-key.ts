import { createHmac, hkdfSync } from 'node:crypto';

const NO_SALT = Buffer.alloc(0);

/**
 * A 32-byte key for one purpose, from a secret that has several: HKDF-SHA256 (RFC 5869) with the label as
 * `info`. Knowing one derived key tells nothing about the secret or about the keys of other labels.
 */
export function deriveKey(secret: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, NO_SALT, `uplink/${label}`, 32));
}

/**
 * A name for `value` that whoever lacks the key can neither turn back nor test a guess against: for ids in
 * logs and for what remains of an erased user. 22 base64url characters (132 bits) of HMAC-SHA256.
 */
export function keyedHash(key: Uint8Array, value: string): string {
  return createHmac('sha256', key).update(value).digest('base64url').slice(0, 22);
}
