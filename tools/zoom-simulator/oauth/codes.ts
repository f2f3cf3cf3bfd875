import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { State } from '../state.ts';
import { mintCode } from './grants.ts';

export interface CodeChallenge {
  value: string;
  method: 'S256' | 'plain';
}

export interface AuthorizationCode {
  userId: string;
  redirectUri: string;
  scopes: string[];
  challenge?: CodeChallenge;
}

export interface Codes {
  issue(code: AuthorizationCode): string;
  /** Consumes the code; undefined the second time and after five minutes. */
  redeem(code: string): AuthorizationCode | undefined;
  ownerOf(code: string): string | undefined;
  clear(): void;
}

/** Authorization codes. Each is valid once, for five minutes (Zoom's errors 4734 and 4733). */
export function createCodes(state: State, clock: Clock): Codes {
  const issued = new Map<string, { code: AuthorizationCode; expiresAt: number }>();
  return {
    issue(code) {
      const value = mintCode();
      const expiresAt = clock.now() + state.settings.authorizationCodeSeconds * 1000;
      issued.set(value, { code, expiresAt });
      return value;
    },
    redeem(value) {
      const entry = issued.get(value);
      issued.delete(value);
      return entry && entry.expiresAt > clock.now() ? entry.code : undefined;
    },
    ownerOf: (value) => issued.get(value)?.code.userId,
    clear: () => issued.clear(),
  };
}

/**
 * RFC 7636 §4.6. A verifier for a code that was requested without a challenge is rejected as well
 * (RFC 9700 §2.1.1: otherwise an attacker strips the challenge).
 */
export function verifierFits(challenge: CodeChallenge | undefined, verifier: unknown): boolean {
  if (!challenge) return verifier === undefined;
  if (typeof verifier !== 'string') return false;
  if (challenge.method === 'plain') return verifier === challenge.value;
  return createHash('sha256').update(verifier).digest('base64url') === challenge.value;
}
