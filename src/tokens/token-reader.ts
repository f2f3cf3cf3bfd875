import { DecryptionError } from '../crypto/decryption-error.ts';
import type { Secret } from '../crypto/secret.ts';
import type { Database } from '../database/client.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import { decryptToken } from '../installations/encrypted-tokens.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { readTokens, type TokenRow } from '../installations/token-store.ts';
import { Problem } from '../problem.ts';

/** An access token opened for use. Times are on the process's monotonic clock, milliseconds. */
export interface DecryptedTokens {
  generation: bigint;
  accessToken: Secret;
  expiresAt: number;
  issuedAt: number;
}

export interface TokenReader {
  /** From memory where that is current, else from the database. */
  current(installation: Installation): Promise<DecryptedTokens>;
  /** From the database, with the row they came in. */
  load(installation: Installation): Promise<{ row: TokenRow; tokens: DecryptedTokens }>;
  /** The refresh token of a row. */
  refreshToken(installation: Installation, row: TokenRow): Promise<Secret>;
}

export interface TokenReaderOptions {
  database: Database;
  installations: Installations;
  memory: UserCache;
}

/**
 * Reads a user's tokens. A cell that was moved, or put back from an earlier generation, is never used: the grant counts as
 * lost, and one click repairs it.
 */
export function createTokenReader({ database, installations, memory }: TokenReaderOptions): TokenReader {
  const stored = new WeakMap<UserCacheScope, DecryptedTokens>();

  async function opened(
    installation: Installation,
    row: TokenRow,
    column: 'access_token' | 'refresh_token',
  ): Promise<Secret> {
    const { userId, dataKey } = installation;
    const blob = column === 'access_token' ? row.accessToken : row.refreshToken;
    try {
      return decryptToken(dataKey, userId, row.generation, column, blob);
    } catch (error) {
      if (!(error instanceof DecryptionError)) throw error;
      memory.drop(userId);
      const { connectedAt } = await installations.get(userId);
      // Erased meanwhile and added again: the row is under another data key, and nothing is wrong with it.
      if (connectedAt.getTime() !== installation.connectedAt.getTime())
        throw new Problem('not_signed_in', { cause: error });
      const isCurrent = await installations.requireReconnect(userId, row.generation);
      throw new Problem(isCurrent ? 'reconnect_required' : 'not_signed_in', { cause: error });
    }
  }

  async function load(installation: Installation): Promise<{ row: TokenRow; tokens: DecryptedTokens }> {
    const mine = memory.scopeFor(installation.userId);
    const row = await readTokens(database.sql, installation.userId);
    if (row === undefined) throw new Problem('not_signed_in');
    const now = performance.now();
    const tokens = {
      generation: row.generation,
      accessToken: await opened(installation, row, 'access_token'),
      expiresAt: now + row.expiresInMs,
      issuedAt: now - row.ageMs,
    };
    stored.set(mine, tokens);
    return { row, tokens };
  }

  return {
    load,
    current: async (installation) =>
      stored.get(memory.scopeFor(installation.userId)) ?? (await load(installation)).tokens,
    refreshToken: (installation, row) => opened(installation, row, 'refresh_token'),
  };
}
