import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { deriveKey, keyedHash } from './derived-key.ts';
import { decrypt, type EncryptionContext, encrypt } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

/**
 * The key of one installation. Everything sealed for a user is sealed under theirs, so that deleting this
 * one value makes the rest unreadable, in backups too; and rotating the operator's keys re-wraps one small
 * blob a user.
 */
export interface DataKey {
  /** @param text well-formed Unicode */
  encrypt(place: EncryptionContext, text: string): Buffer<ArrayBuffer>;
  /** @throws {SealError} */
  decrypt(place: EncryptionContext, blob: Uint8Array): string;
  /**
   * 16 base64url characters, equal for equal stream keys of one installation. Keyed, because stream keys can
   * be short enough to be found from a plain hash.
   */
  fingerprint(streamKey: string): string;
  /** 22 base64url characters for a strong entity tag: tells configurations apart, tells nothing about them. */
  tag(canonical: string): string;
}

// Names "the key of this installation" in its blobs; which one that is, the place says.
const OWN_KEY_ID = Buffer.alloc(4);

// Kept apart from the objects that are passed around, where inspecting or serialising could show them; and as key
// objects, because 32 bytes that are a slice of Node's shared pool keep all 8 KiB of it.
const masterKeys = new WeakMap<DataKey, KeyObject>();

/** A new data key, random. Without `wrapDataKey` it lives as long as the process. */
export function createDataKey(): DataKey {
  return dataKeyFrom(randomBytes(32));
}

/** The data key sealed by the key ring, to be kept in the user's row. */
export function wrapDataKey(ring: KeyRing, userId: string, dataKey: DataKey): Buffer<ArrayBuffer> {
  const masterKey = masterKeys.get(dataKey);
  if (!masterKey) throw new TypeError('not a data key');
  return ring.encrypt(dataKeyContext(userId), masterKey.export());
}

/** @throws {SealError} also when the blob was wrapped for another user */
export function unwrapDataKey(ring: KeyRing, userId: string, blob: Uint8Array): DataKey {
  return dataKeyFrom(ring.decrypt(dataKeyContext(userId), blob));
}

/** Where a wrapped data key stands. */
export function dataKeyContext(userId: string): EncryptionContext {
  return { table: 'installation', column: 'data_key', userId, row: userId, generation: 0n };
}

function dataKeyFrom(masterKey: Buffer): DataKey {
  const encryption = { id: OWN_KEY_ID, key: createSecretKey(deriveKey(masterKey, 'data-key/seal')) };
  const fingerprintKey = deriveKey(masterKey, 'data-key/fingerprint');
  const tagKey = deriveKey(masterKey, 'data-key/tag');
  const dataKey: DataKey = {
    encrypt: (place, text) => encrypt(encryption, place, Buffer.from(text)),
    decrypt: (place, blob) => decrypt(encryption, place, blob).toString(),
    fingerprint: (streamKey) => keyedHash(fingerprintKey, streamKey).slice(0, 16),
    tag: (canonical) => keyedHash(tagKey, canonical),
  };
  masterKeys.set(dataKey, createSecretKey(masterKey));
  return dataKey;
}
