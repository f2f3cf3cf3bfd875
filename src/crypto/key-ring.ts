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

/** A key from the operator's configuration. */
export interface KeyRingEntry {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Secret<Buffer> | Buffer;
}

/**
 * The operator's keys. The primary key encrypts, every key decrypts, so keys can be rotated without
 * downtime.
 */
export interface KeyRing {
  /** The id of the key that encrypts. */
  readonly primaryId: string;
  encrypt(context: EncryptionContext, plaintext: Uint8Array): Buffer<ArrayBuffer>;
  /** @throws {DecryptionError} */
  decrypt(context: EncryptionContext, blob: Uint8Array): Buffer;
  /**
   * The id of the key that encrypted the blob; undefined if the ring lacks it, or if the blob is
   * malformed.
   */
  keyIdOf(blob: Uint8Array): string | undefined;
  /**
   * Whether the blob was encrypted with a key other than the primary. That key can't be removed
   * yet.
   */
  needsRewrap(blob: Uint8Array): boolean;
}

/**
 * @param keys the primary key first
 * @throws {RangeError} if there are no keys, if a key is not 32 bytes long, or if two ids have the
 * same id in a blob
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
      throw new RangeError(`the key ids ${ids.get(name)} and ${entry.id} have the same id in a blob`);
    encryptionKeys.set(name, key);
    ids.set(name, entry.id);
  }
  const keyIdOf = (blob: Uint8Array) => ids.get(blobKeyIdName(blob) ?? '');
  return {
    primaryId: first.id,
    encrypt: (context, plaintext) => encrypt(primary, context, plaintext),
    decrypt: (context, blob) => decrypt(encryptionKeys, context, blob),
    keyIdOf,
    needsRewrap: (blob) => keyIdOf(blob) !== first.id,
  };
}

/** The 4 bytes that identify this key in a blob. */
export function blobKeyId(id: string): Buffer {
  return sha256(id).subarray(0, 4);
}

function encryptionKey({ id, secret }: KeyRingEntry): EncryptionKey {
  const bytes = secret instanceof Secret ? secret.reveal() : secret;
  if (bytes.length !== 32) throw new RangeError(`the key ${id} is not 32 bytes long`);
  return { id: blobKeyId(id), key: createSecretKey(bytes) };
}

function blobKeyIdName(blob: Uint8Array): string | undefined {
  try {
    return keyIdName(encryptionKeyId(blob));
  } catch {
    return undefined;
  }
}
