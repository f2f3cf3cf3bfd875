import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { contextBytes, type EncryptionContext } from './associated-data.ts';
import { DecryptionError } from './decryption-error.ts';

export type { EncryptionContext } from './associated-data.ts';
export { DecryptionError, type DecryptionErrorCode } from './decryption-error.ts';

// Blob format: version (1 byte), key id (4), nonce (12), ciphertext (as long as the plaintext), tag
// (16).
const VERSION = 1;
const KEY_ID_LENGTH = 4;
const HEADER_LENGTH = 1 + KEY_ID_LENGTH;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const MIN_BLOB_LENGTH = HEADER_LENGTH + NONCE_LENGTH + TAG_LENGTH;
const ALGORITHM = 'aes-256-gcm';
// Without an explicit length Node accepts tags of 4 bytes, which take 2^32 attempts to forge
// instead of 2^128.
const OPTIONS = { authTagLength: TAG_LENGTH };

/** A 256-bit key and its 4-byte id in a blob. */
export interface EncryptionKey {
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** One key, or several keys indexed by `keyIdName` of their ids. */
export type EncryptionKeys = EncryptionKey | ReadonlyMap<string, EncryptionKey>;

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D) and a random nonce, which limits a key to 2^32
 * values. The blob's header and the context are the associated data; the context is not stored in
 * the blob.
 */
export function encrypt(
  key: EncryptionKey,
  context: EncryptionContext,
  plaintext: Uint8Array,
): Buffer<ArrayBuffer> {
  const header = Buffer.concat([Buffer.of(VERSION), key.id]);
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv(ALGORITHM, key.key, nonce, OPTIONS);
  cipher.setAAD(additionalData(header, context));
  const ciphertext = [cipher.update(plaintext), cipher.final()];
  return Buffer.concat([header, nonce, ...ciphertext, cipher.getAuthTag()]);
}

/**
 * Decrypts a blob that was encrypted for exactly this context.
 * @throws {DecryptionError} for any other blob; no plaintext is returned in that case
 */
export function decrypt(keys: EncryptionKeys, context: EncryptionContext, blob: Uint8Array): Buffer {
  const key = keyFor(keys, encryptionKeyId(blob));
  const nonceEnd = HEADER_LENGTH + NONCE_LENGTH;
  const tagStart = blob.length - TAG_LENGTH;
  const decipher = createDecipheriv(ALGORITHM, key.key, blob.subarray(HEADER_LENGTH, nonceEnd), OPTIONS);
  decipher.setAAD(additionalData(blob.subarray(0, HEADER_LENGTH), context));
  decipher.setAuthTag(blob.subarray(tagStart));
  const plaintext = decipher.update(blob.subarray(nonceEnd, tagStart));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    throw new DecryptionError('not_authentic');
  }
}

/**
 * The 4-byte key id in a blob's header. It is not authenticated until the blob is decrypted.
 * @throws {DecryptionError} `malformed`
 */
export function encryptionKeyId(blob: Uint8Array): Buffer {
  if (blob.length < MIN_BLOB_LENGTH || blob[0] !== VERSION) throw new DecryptionError('malformed');
  return Buffer.from(blob.subarray(1, HEADER_LENGTH));
}

/** The key of `EncryptionKeys` for this id. */
export function keyIdName(id: Buffer): string {
  return id.toString('hex');
}

function keyFor(keys: EncryptionKeys, id: Buffer): EncryptionKey {
  const key = 'key' in keys ? keys : keys.get(keyIdName(id));
  if (key?.id.equals(id)) return key;
  throw new DecryptionError('unknown_key');
}

function additionalData(header: Uint8Array, context: EncryptionContext): Buffer {
  return Buffer.concat([header, contextBytes(context)]);
}
