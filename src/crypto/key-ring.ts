import { createSecretKey } from 'node:crypto';
import {
  decrypt,
  type EncryptionContext,
  type EncryptionKey,
  encrypt,
  encryptionKeyId,
  keyIdName,
} from './envelope.ts';
import { sha256 } from './hash.ts';
import { Secret } from './secret.ts';

/** A key as the operator configures it. */
export interface KeyRingEntry {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Secret<Buffer> | Buffer;
}

/** The operator's keys: the first one seals, every one opens, so that a key can be replaced while running. */
export interface KeyRing {
  /** The id of the key that seals. */
  readonly primaryId: string;
  encrypt(place: EncryptionContext, plaintext: Uint8Array): Buffer<ArrayBuffer>;
  /** @throws {SealError} */
  decrypt(place: EncryptionContext, blob: Uint8Array): Buffer;
  /** Which of the ring's keys sealed the blob; undefined when none of them, or when it isn't a blob. */
  keyIdOf(blob: Uint8Array): string | undefined;
  /** Whether a blob depends on a key other than the one that seals, which therefore can't be removed yet. */
  needsRewrap(blob: Uint8Array): boolean;
}

/**
 * @param keys the one that seals first
 * @throws {RangeError} without keys, for a key that isn't 32 bytes, and for ids that look alike in a blob
 */
export function createKeyRing(keys: readonly KeyRingEntry[]): KeyRing {
  const [first] = keys;
  if (!first) throw new RangeError('a key ring needs at least one key');
  const primary = encryptionKey(first);
  const encryptionKeys = new Map<string, EncryptionKey>();
  const ids = new Map<string, string>();
  for (const entry of keys) {
    const key = encryptionKey(entry);
    const name = keyIdName(key.id);
    if (ids.has(name))
      throw new RangeError(`the key ids ${ids.get(name)} and ${entry.id} look alike in a blob`);
    encryptionKeys.set(name, key);
    ids.set(name, entry.id);
  }
  const keyIdOf = (blob: Uint8Array) => ids.get(namedIn(blob) ?? '');
  return {
    primaryId: first.id,
    encrypt: (place, plaintext) => encrypt(primary, place, plaintext),
    decrypt: (place, blob) => decrypt(encryptionKeys, place, blob),
    keyIdOf,
    needsRewrap: (blob) => keyIdOf(blob) !== first.id,
  };
}

/** The 4 bytes that stand in a blob for the key of this id. */
export function blobKeyId(id: string): Buffer {
  return sha256(id).subarray(0, 4);
}

function encryptionKey({ id, secret }: KeyRingEntry): EncryptionKey {
  const bytes = secret instanceof Secret ? secret.reveal() : secret;
  if (bytes.length !== 32) throw new RangeError(`the key ${id} is not 32 bytes long`);
  return { id: blobKeyId(id), key: createSecretKey(bytes) };
}

function namedIn(blob: Uint8Array): string | undefined {
  try {
    return keyIdName(encryptionKeyId(blob));
  } catch {
    return undefined;
  }
}
