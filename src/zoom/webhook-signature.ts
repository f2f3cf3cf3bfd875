import { constantTimeEqual, hmac } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';

/** A webhook request, with its headers unchanged. */
export interface SignedRequest {
  /** `x-zm-request-timestamp`: seconds since the epoch, as text. */
  timestamp: unknown;
  /** `x-zm-signature`: `v0=` and 64 hex digits. */
  signature: unknown;
  /** The raw bytes; re-serialized JSON would have another signature. */
  body: Buffer;
}

/**
 * `malformed`: the headers do not have Zoom's format. `forged`: the signature was not made with our
 * Secret Token.
 */
export type CheckResult = { outcome: 'malformed' | 'forged' } | { outcome: 'genuine'; sentAt: number };

const TIMESTAMP = /^\d{1,12}$/;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;

/**
 * Checks whether Zoom signed a request: HMAC-SHA256 of `v0:timestamp:body` with the app's Secret
 * Token, compared in constant time (Zoom's documentation, "Verify webhook events"). `sentAt` is in
 * epoch milliseconds. The caller decides how old it may be.
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
 * The response to Zoom's URL validation; undefined if the token is invalid. Respond only to signed
 * requests: the response is an HMAC with the key of the signatures, so an attacker who could choose
 * the text could forge signatures.
 */
export function urlValidationResponse(
  plainToken: unknown,
  secretToken: Secret,
): { plainToken: string; encryptedToken: string } | undefined {
  if (typeof plainToken !== 'string' || !PLAIN_TOKEN.test(plainToken)) return undefined;
  const encryptedToken = hmac(secretToken.reveal(), plainToken).toString('hex');
  return { plainToken, encryptedToken };
}
