import { constantTimeEqual, hmac } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';

/** What came with a notification, as it stands in its headers. */
export interface SignedRequest {
  /** `x-zm-request-timestamp`: seconds since the epoch, as text. */
  timestamp: unknown;
  /** `x-zm-signature`: `v0=` and 64 hex digits. */
  signature: unknown;
  /** The bytes as they came; re-serialised JSON has another signature. */
  body: Buffer;
}

/** `malformed`: the headers are none of Zoom's. `forged`: the signature is not one of our Secret Token's. */
export type CheckResult = { outcome: 'malformed' | 'forged' } | { outcome: 'genuine'; sentAt: number };

const TIMESTAMP = /^\d{1,12}$/;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;

/**
 * Whether Zoom signed this: HMAC-SHA256 over `v0:timestamp:body` with the app's Secret Token, compared in constant time
 * (Zoom's documentation, "Verify webhook events"). `sentAt` is in epoch milliseconds; how old may be is the caller's.
 */
export function verifySignature(
  { timestamp, signature, body }: SignedRequest,
  secretToken: Secret,
): CheckResult {
  if (typeof timestamp !== 'string' || !TIMESTAMP.test(timestamp)) return { outcome: 'malformed' };
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) return { outcome: 'malformed' };
  const expected = hmac(secretToken.reveal(), `v0:${timestamp}:`, body);
  const given = Buffer.from(signature.slice(3), 'hex');
  if (!constantTimeEqual(expected, given)) return { outcome: 'forged' };
  return { outcome: 'genuine', sentAt: Number(timestamp) * 1000 };
}

const PLAIN_TOKEN = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * The answer to Zoom's URL validation, undefined for a token that is not one. To be given to signed requests only: it is an
 * HMAC under the same key as a signature, so whoever got it for a text of their choice could sign events.
 */
export function urlValidationResponse(
  plainToken: unknown,
  secretToken: Secret,
): { plainToken: string; encryptedToken: string } | undefined {
  if (typeof plainToken !== 'string' || !PLAIN_TOKEN.test(plainToken)) return undefined;
  const encryptedToken = hmac(secretToken.reveal(), plainToken).toString('hex');
  return { plainToken, encryptedToken };
}
