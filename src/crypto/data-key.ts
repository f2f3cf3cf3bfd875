import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { deriveKey, keyedHash } from './derived-key.ts';
import { decrypt, type EncryptionContext, encrypt } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

/**
 * The data key of one installation. All of a user's values are encrypted with it. Deleting this key
 * makes them unreadable, in backups too. Rotating the operator's keys re-encrypts only the wrapped
 * data key of each user.
 */
export interface DataKey {
  /** @param text must be well-formed Unicode */
  encrypt(context: EncryptionContext, text: string): Buffer<ArrayBuffer>;
  /** @throws {DecryptionError} */
  decrypt(context: EncryptionContext, blob: Uint8Array): string;
  /**
   * 16 base64url characters, the same for equal stream keys of one installation. The hash is keyed,
   * because a short stream key could be guessed from a plain hash.
   */
  fingerprint(streamKey: string): string;
  /**
   * 22 base64url characters for a strong entity tag. It distinguishes configurations and reveals
   * nothing about them.
   */
  tag(canonical: string): string;
  /** Whether it is the same key. Each read from the database creates another object. */
  equals(other: DataKey): boolean;
}

// The key id in the blobs of every installation. The encryption context identifies the
// installation.
const OWN_KEY_ID = Buffer.alloc(4);

// Master keys are not members of the data keys, so that inspecting or serializing a data key cannot
// expose them. They are key objects, because a 32-byte slice of Node's shared buffer pool would
// keep all of its 8 KiB alive.
const masterKeys = new WeakMap<DataKey, KeyObject>();

/**
 * Creates a random data key. It exists only in this process until it is stored with `wrapDataKey`.
 */
export function createDataKey(): DataKey {
  return dataKeyFrom(randomBytes(32));
}

/** Encrypts the data key with the key ring, to be stored in the user's row. */
export function wrapDataKey(ring: KeyRing, userId: string, dataKey: DataKey): Buffer<ArrayBuffer> {
  const masterKey = masterKeys.get(dataKey);
  if (!masterKey) throw new TypeError('not a data key');
  return ring.encrypt(dataKeyContext(userId), masterKey.export());
}

/** @throws {DecryptionError} also if the blob was wrapped for another user */
export function unwrapDataKey(ring: KeyRing, userId: string, blob: Uint8Array): DataKey {
  return dataKeyFrom(ring.decrypt(dataKeyContext(userId), blob));
}

/** The encryption context of a wrapped data key. */
export function dataKeyContext(userId: string): EncryptionContext {
  return { table: 'installation', column: 'data_key', userId, row: userId, generation: 0n };
}

function dataKeyFrom(masterKey: Buffer): DataKey {
  const encryption = { id: OWN_KEY_ID, key: createSecretKey(deriveKey(masterKey, 'data-key/seal')) };
  const fingerprintKey = deriveKey(masterKey, 'data-key/fingerprint');
  const tagKey = deriveKey(masterKey, 'data-key/tag');
  const secretKey = createSecretKey(masterKey);
  const dataKey: DataKey = {
    encrypt: (context, text) => encrypt(encryption, context, Buffer.from(text)),
    decrypt: (context, blob) => decrypt(encryption, context, blob).toString(),
    fingerprint: (streamKey) => keyedHash(fingerprintKey, streamKey).slice(0, 16),
    tag: (canonical) => keyedHash(tagKey, canonical),
    equals: (other) => masterKeys.get(other)?.equals(secretKey) === true,
  };
  masterKeys.set(dataKey, secretKey);
  return dataKey;
}
