import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** SHA-256 of bytes, or of a string in UTF-8: 32 bytes. */
export function sha256(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}

/**
 * Compares in constant time, so that timing does not reveal how much of a guess is correct.
 * Different lengths return immediately: use it for values of a known length (digests, signatures,
 * tokens).
 */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** HMAC-SHA256 (RFC 2104) of the concatenated parts: 32 bytes. */
export function hmac(key: string | Uint8Array, ...parts: (string | Uint8Array)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
