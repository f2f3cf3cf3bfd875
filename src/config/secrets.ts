import { blobKeyId, type KeyRingEntry } from '../crypto/key-ring.ts';
import { Secret } from '../crypto/secret.ts';
import { InvalidValueError } from './variable.ts';

/** Stands in `.env.example` where a value has to be filled in. */
const PLACEHOLDER = 'replace-me';

/** A value that the Marketplace shows for copying: printable ASCII in one piece. */
export function credential(text: string): string {
  if (text === PLACEHOLDER) throw new InvalidValueError('still holds the placeholder of the example');
  if (!/^[\x21-\x7e]+$/.test(text)) throw new InvalidValueError('holds a character that no credential has');
  return text;
}

export function secretCredential(text: string): Secret {
  return new Secret(credential(text));
}

/** `id:base64,id:base64`: the first key seals, all of them open. */
export function encryptionKeys(text: string): readonly ConfiguredKey[] {
  const keys = text.split(',').map((entry, index) => encryptionKey(entry.trim(), `in key ${index + 1}`));
  if (repeats(keys.map(({ id }) => id))) throw new InvalidValueError('has an id twice');
  if (repeats(keys.map(({ id }) => blobKeyId(id).toString('hex')))) {
    throw new InvalidValueError('has two ids that look alike in what they seal');
  }
  if (repeats(keys.map(({ secret }) => secret.reveal().toString('hex')))) {
    throw new InvalidValueError('has the same key under two ids');
  }
  return keys;
}

/** A key of the ring as `createKeyRing` takes it. */
export interface ConfiguredKey extends KeyRingEntry {
  readonly secret: Secret<Buffer>;
}

/** At least 32 bytes, in base64. */
export function sessionSecret(text: string): Secret<Buffer> {
  const bytes = strictBase64(text);
  if (!bytes) throw new InvalidValueError('is something other than padded base64');
  if (bytes.length < 32) throw new InvalidValueError('is shorter than 32 bytes');
  if (isOneRepeatedByte(bytes)) throw new InvalidValueError('is one repeated byte');
  return new Secret(bytes);
}

/** Whether two secrets are one, be it as bytes or as the text they were configured with. */
export function isSameSecret(bytes: Secret<Buffer>, other: Secret | Secret<Buffer>): boolean {
  const mine = bytes.reveal();
  const theirs = other.reveal();
  if (typeof theirs !== 'string') return mine.equals(theirs);
  return mine.equals(Buffer.from(theirs)) || mine.equals(Buffer.from(theirs, 'base64'));
}

// Faults name a key by its place in the list: with the two halves swapped, the "id" would be the secret.
function encryptionKey(entry: string, where: string): ConfiguredKey {
  const [id = '', base64] = entry.split(':', 2);
  if (base64 === undefined) throw new InvalidValueError(`has no colon ${where}`);
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) {
    throw new InvalidValueError(`has an id that is not 1 to 32 letters, digits, - or _ ${where}`);
  }
  const bytes = strictBase64(entry.slice(id.length + 1));
  if (!bytes) throw new InvalidValueError(`has something other than padded base64 ${where}`);
  if (bytes.length !== 32) throw new InvalidValueError(`has fewer or more than 32 bytes ${where}`);
  if (isOneRepeatedByte(bytes)) throw new InvalidValueError(`has one repeated byte ${where}`);
  return { id, secret: new Secret(bytes) };
}

/** `Buffer.from` skips what isn't base64; a secret with a typing error must not become a weaker one. */
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
