import { randomBytes } from 'node:crypto';

/**
 * An unguessable base64url token of `bytes` random bytes (by default 32: 256 bits in 43
 * characters).
 */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
