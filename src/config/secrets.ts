import { blobKeyId, type KeyRingEntry } from '../crypto/key-ring.ts';
import { Secret } from '../crypto/secret.ts';
import { InvalidValueError } from './invalid-value-error.ts';

/** Placeholder in `.env.example` for values that have to be filled in. */
const PLACEHOLDER = 'replace-me';

/** Parses a credential of the Zoom App Marketplace: printable ASCII without spaces. */
export function credential(text: string): string {
  if (text === PLACEHOLDER) throw new InvalidValueError('still has the placeholder of the example');
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new InvalidValueError('has a character that is not allowed in a credential');
  return text;
}

export function secretCredential(text: string): Secret {
  return new Secret(credential(text));
}

/** Parses `id:base64,id:base64`. The first key encrypts, all keys decrypt. */
export function encryptionKeys(text: string): readonly ConfiguredKey[] {
  const keys = text.split(',').map((entry, index) => encryptionKey(entry.trim(), `in key ${index + 1}`));
  if (repeats(keys.map(({ id }) => id))) throw new InvalidValueError('has an id twice');
  if (repeats(keys.map(({ id }) => blobKeyId(id).toString('hex')))) {
    throw new InvalidValueError('has two ids that are stored as the same value');
  }
  if (repeats(keys.map(({ secret }) => secret.reveal().toString('hex')))) {
    throw new InvalidValueError('has the same key under two ids');
  }
  return keys;
}

/** A key of the key ring, as input of `createKeyRing`. */
export interface ConfiguredKey extends KeyRingEntry {
  readonly secret: Secret<Buffer>;
}

/** Parses a secret of at least 32 bytes in base64. */
export function sessionSecret(text: string): Secret<Buffer> {
  const bytes = strictBase64(text);
  if (!bytes) throw new InvalidValueError('is not padded base64');
  if (bytes.length < 32) throw new InvalidValueError('is shorter than 32 bytes');
  if (isOneRepeatedByte(bytes)) throw new InvalidValueError('is one repeated byte');
  return new Secret(bytes);
}

/** Whether two secrets are the same, as bytes or as the configured text. */
export function isSameSecret(bytes: Secret<Buffer>, other: Secret | Secret<Buffer>): boolean {
  const mine = bytes.reveal();
  const theirs = other.reveal();
  if (typeof theirs !== 'string') return mine.equals(theirs);
  return mine.equals(Buffer.from(theirs)) || mine.equals(Buffer.from(theirs, 'base64'));
}

// Errors name a key by its position, because the "id" is the secret if the operator swapped the two
// halves.
function encryptionKey(entry: string, where: string): ConfiguredKey {
  const [id = '', base64] = entry.split(':', 2);
  if (base64 === undefined) throw new InvalidValueError(`has no colon ${where}`);
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) {
    throw new InvalidValueError(`has an id that is not 1 to 32 letters, digits, - or _ ${where}`);
  }
  const bytes = strictBase64(entry.slice(id.length + 1));
  if (!bytes) throw new InvalidValueError(`has a key that is not padded base64 ${where}`);
  if (bytes.length !== 32) throw new InvalidValueError(`has fewer or more than 32 bytes ${where}`);
  if (isOneRepeatedByte(bytes)) throw new InvalidValueError(`has one repeated byte ${where}`);
  return { id, secret: new Secret(bytes) };
}

/**
 * `Buffer.from` skips characters that are not base64. A secret with a typing error must not become
 * a weaker one.
 */
function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function isOneRepeatedByte(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === bytes[0]);
}

function repeats(values: readonly string[]): boolean {
  return new Set(values).size < values.length;
}
