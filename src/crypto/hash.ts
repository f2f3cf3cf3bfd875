import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of the bytes, or of the UTF-8 form of a string: 32 bytes. */
export function sha256(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}

/**
 * Compares without telling, by the time it takes, how much of a guess was right. Different lengths answer
 * at once: use it on values of a known length (digests, signatures, tokens).
 */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
