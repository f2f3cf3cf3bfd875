import { createHash } from 'node:crypto';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { constantTimeEqual, sha256 } from '../crypto/hash.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { randomToken } from '../crypto/random.ts';
import { Secret } from '../crypto/secret.ts';
import type { Database } from '../database/client.ts';
import { limits } from '../limits.ts';

/** Parameters of the authorization request to Zoom. */
export interface BegunRequest {
  state: string;
  codeChallenge: string;
}

/** The data to redeem an authorization code. */
export interface ConsumedRequest {
  codeVerifier: Secret;
  /** Path on this origin to continue at. */
  next: string;
}

export interface AuthorizationRequests {
  /**
   * Starts a request of the browser with this cookie (256 random bits). A browser can have several,
   * for example one per tab.
   * @param next path on this origin to continue at
   */
  begin(cookie: string, next: string): Promise<BegunRequest>;
  /** Moves the requests of a browser from its old cookie to its new one. */
  rebind(from: string, to: string): Promise<void>;
  /**
   * Returns the request with this `state` and always deletes it, so that it can be used only once
   * (RFC 9700 §4.2.4). Returns undefined if the request is unknown, used, older than ten minutes,
   * undecryptable, or from a browser without these cookies.
   */
  consume(cookies: readonly string[], state: string): Promise<ConsumedRequest | undefined>;
}

const MAX_STATE_LENGTH = 128;

/**
 * Pending authorization requests: one row each, bound to the browser (RFC 9700 §4.7.1), with PKCE
 * (RFC 7636).
 */
export function createAuthorizationRequests(database: Database, keyRing: KeyRing): AuthorizationRequests {
  return {
    async begin(cookie, next) {
      const state = randomToken();
      const codeVerifier = randomToken();
      const stateHash = sha256(state);
      const encrypted = keyRing.encrypt(verifierContext(stateHash), Buffer.from(codeVerifier));
      await database.prisma.$executeRaw`
        insert into authorization_request (state_hash, browser_hash, code_verifier, next, created_at)
        values (${stateHash}, ${sha256(cookie)}, ${encrypted}, ${next}, now())`;
      await database.prisma.$executeRaw`
        delete from authorization_request where created_at < now() - ${limits.authorizationRequest.retention}::interval`;
      await database.prisma.$executeRaw`
        delete from authorization_request where state_hash in (
          select state_hash from authorization_request where browser_hash = ${sha256(cookie)}
          order by state_hash = ${stateHash} desc, created_at desc offset ${limits.authorizationRequest.max})`;
      return { state, codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url') };
    },

    async rebind(from, to) {
      await database.prisma.$executeRaw`
        update authorization_request set browser_hash = ${sha256(to)} where browser_hash = ${sha256(from)}`;
    },

    async consume(cookies, state) {
      if (state.length > MAX_STATE_LENGTH) return undefined;
      const stateHash = sha256(state);
      const [row] = await database.prisma.$queryRaw<ConsumedRow[]>`
        delete from authorization_request where state_hash = ${stateHash}
        returning browser_hash as "browserHash", code_verifier as "codeVerifier", next,
                  created_at > now() - interval '10 minutes' as live`;
      if (row === undefined || !row.live) return undefined;
      if (!cookies.some((cookie) => constantTimeEqual(sha256(cookie), row.browserHash))) return undefined;
      try {
        const codeVerifier = keyRing.decrypt(verifierContext(stateHash), row.codeVerifier).toString();
        return { codeVerifier: new Secret(codeVerifier), next: row.next };
      } catch (error) {
        // The key is no longer configured: the user has to start again.
        if (error instanceof DecryptionError) return undefined;
        throw error;
      }
    },
  };
}

interface ConsumedRow {
  browserHash: Uint8Array;
  codeVerifier: Uint8Array;
  next: string;
  live: boolean;
}

/** The encryption context of a code verifier. */
export function verifierContext(stateHash: Uint8Array): EncryptionContext {
  const row = Buffer.from(stateHash).toString('base64url');
  return { table: 'authorization_request', column: 'code_verifier', userId: '', row, generation: 0n };
}
