import { deriveKey } from './derived-key.ts';
import { hmac } from './hash.ts';

/** Request header of `/livez` with a random challenge, and the response header with its proof. */
export const CHALLENGE_HEADER = 'uplink-challenge';
export const PROOF_HEADER = 'uplink-proof';

const CHALLENGE = /^[A-Za-z0-9_-]{16,64}$/;

/**
 * Proves that a response comes from a process of the same deployment: an HMAC of the challenge with
 * a key that only serves this purpose.
 * @returns undefined if the challenge is malformed
 */
export function createDeploymentProof(sessionSecret: Uint8Array): (challenge: unknown) => string | undefined {
  const key = deriveKey(sessionSecret, 'deployment-proof');
  return (challenge) =>
    typeof challenge === 'string' && CHALLENGE.test(challenge)
      ? hmac(key, challenge).toString('base64url')
      : undefined;
}
