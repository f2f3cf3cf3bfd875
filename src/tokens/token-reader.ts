import { DecryptionError } from '../crypto/decryption-error.ts';
import type { Secret } from '../crypto/secret.ts';
import type { Database } from '../database/client.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import type { Preloaded } from '../database/user-preload.ts';
import { decryptToken } from '../installations/encrypted-tokens.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { readTokens, type TokenRow } from '../installations/token-store.ts';
import { Problem } from '../problem.ts';

/** A decrypted access token. Times are in milliseconds of the process's monotonic clock. */
export interface DecryptedTokens {
  generation: bigint;
  accessToken: Secret;
  expiresAt: number;
  issuedAt: number;
}

export interface TokenReader {
  /** The cached tokens if they are current, otherwise those in the database. */
  current(installation: Installation): Promise<DecryptedTokens>;
  /** The tokens in the database, with their row. */
  load(installation: Installation): Promise<{ row: TokenRow; tokens: DecryptedTokens }>;
  /** Decrypts the refresh token of a row. */
  refreshToken(installation: Installation, row: TokenRow): Promise<Secret>;
}

export interface TokenReaderOptions {
  database: Database;
  installations: Installations;
  userCache: UserCache;
  /** Rows that were read when the user was found. */
  preloadedTokens?: Preloaded<TokenRow>;
}

/** Estimated size of a user's tokens in memory, without the characters of the token. */
const VALUE_BYTES = 250;

/**
 * Reads a user's tokens. A token that was copied from another row or restored from an earlier
 * generation fails to decrypt. The user then has to reconnect to Zoom.
 */
export function createTokenReader(options: TokenReaderOptions): TokenReader {
  const { database, installations, userCache, preloadedTokens } = options;
  const cache = userCache.createValues<DecryptedTokens>();

  async function decrypt(
    installation: Installation,
    row: TokenRow,
    column: 'access_token' | 'refresh_token',
  ): Promise<Secret> {
    const { userId, dataKey } = installation;
    const blob = column === 'access_token' ? row.accessToken : row.refreshToken;
    try {
      return decryptToken(dataKey, { userId, generation: row.generation }, column, blob);
    } catch (error) {
      if (!(error instanceof DecryptionError)) throw error;
      userCache.drop(userId);
      const { connectedAt } = await installations.get(userId);
      // The user was erased and has installed the app again: the row is valid, but has another data
      // key.
      if (connectedAt.getTime() !== installation.connectedAt.getTime())
        throw new Problem('not_signed_in', { cause: error });
      const isCurrent = await installations.requireReconnect(userId, row.generation);
      throw new Problem(isCurrent ? 'reconnect_required' : 'not_signed_in', { cause: error });
    }
  }

  async function load(installation: Installation): Promise<{ row: TokenRow; tokens: DecryptedTokens }> {
    const scope = userCache.scopeFor(installation.userId);
    const row = await readTokens(database.sql, installation.userId);
    if (row === undefined) throw new Problem('not_signed_in');
    return { row, tokens: await decryptInto(scope, installation, { row, readAt: performance.now() }) };
  }

  async function decryptInto(
    scope: UserCacheScope,
    installation: Installation,
    { row, readAt }: { row: TokenRow; readAt: number },
  ): Promise<DecryptedTokens> {
    const tokens = {
      generation: row.generation,
      accessToken: await decrypt(installation, row, 'access_token'),
      expiresAt: readAt + row.expiresInMs,
      issuedAt: readAt - row.ageMs,
    };
    cache.set(scope, tokens, VALUE_BYTES + tokens.accessToken.reveal().length);
    return tokens;
  }

  async function current(installation: Installation): Promise<DecryptedTokens> {
    const scope = userCache.scopeFor(installation.userId);
    const cached = cache.get(scope);
    if (cached !== undefined) return cached;
    const preloaded = preloadedTokens?.take(scope);
    if (preloaded !== undefined) return decryptInto(scope, installation, preloaded);
    return (await load(installation)).tokens;
  }

  return {
    load,
    current,
    refreshToken: (installation, row) => decrypt(installation, row, 'refresh_token'),
  };
}
