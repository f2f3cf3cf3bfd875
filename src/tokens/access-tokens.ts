import type { Installation } from '../installations/installation.ts';
import { markProven } from '../installations/token-store.ts';
import { isProblem, Problem } from '../problem.ts';
import type { Grant } from '../zoom/api.ts';
import { AccessTokenRejected } from '../zoom/response-errors.ts';
import { createRefresh, type Refresh, type RefreshOptions } from './refresh.ts';
import { createTokenReader, type DecryptedTokens, type TokenReaderOptions } from './token-reader.ts';

export interface AccessTokens {
  /**
   * Runs `call` with a valid access token of this user. If Zoom rejects the token (code 124, with
   * any HTTP status), refreshes it and runs `call` again. If Zoom rejects the new token too, the
   * token is not the cause: `zoom_unavailable`, and no process refreshes that token again for a
   * minute.
   * @throws Problem `reconnect_required`, `app_misconfigured`, `zoom_unavailable`, or what `call`
   * throws
   */
  use<T>(userId: string, call: (grant: Grant) => Promise<T>): Promise<T>;
  /**
   * Refreshes the tokens even if they have not expired. Keeps an idle grant valid, and detects one
   * that has ended.
   */
  refreshNow(userId: string): Promise<void>;
  /** Resolves when no refresh is in progress. */
  waitUntilIdle(): Promise<void>;
}

export type AccessTokensOptions = Omit<RefreshOptions, 'reader'> &
  Pick<TokenReaderOptions, 'preloadedTokens'>;

/** A token with less lifetime left is not used, because a call takes up to 10 seconds. */
const MIN_LIFETIME_MS = 15_000;
/** Tokens are refreshed this long before they expire, so that there is time for more attempts. */
const PROACTIVE_MS = 10 * 60_000;
/** Spreads the proactive refreshes of users whose tokens expire at the same time. */
const JITTER_MS = 60_000;
/** Minimum time between proactive refreshes of a user, for short lifetimes and after failures. */
const MIN_REFRESH_INTERVAL_MS = 60_000;

/** Provides valid access tokens for calls to Zoom. Refreshes them before they expire. */
export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { installations } = options;
  const reader = createTokenReader(options);
  const refresh = createRefresh({ ...options, reader });
  const refreshProactively = createProactiveRefresh(refresh);

  async function liveTokens(installation: Installation): Promise<DecryptedTokens> {
    const tokens = await reader.current(installation);
    const leftMs = tokens.expiresAt - performance.now();
    if (leftMs < MIN_LIFETIME_MS) return refresh(installation, tokens.generation);
    if (leftMs < PROACTIVE_MS + Math.random() * JITTER_MS) refreshProactively(installation, tokens);
    return tokens;
  }

  /**
   * The API can also report a revoked grant. If the tokens were rotated since, only the old token
   * is invalid.
   */
  async function recordRevocation(error: unknown, userId: string, generation: bigint): Promise<void> {
    if (!isProblem(error, 'reconnect_required')) return;
    const isCurrent = await installations.requireReconnect(userId, generation);
    if (!isCurrent) throw new AccessTokenRejected();
  }

  /** Zoom accepted the token. If it rejects the token later, another forced refresh is allowed. */
  async function markAccepted(userId: string, generation: bigint): Promise<void> {
    await markProven(options.database.sql, userId, generation).catch(() => undefined);
  }

  return {
    waitUntilIdle: refresh.waitUntilIdle,
    async refreshNow(userId) {
      const installation = await installations.getConnected(userId);
      const { generation } = await reader.current(installation);
      await refresh(installation, generation);
    },
    async use(userId, call) {
      const installation = await installations.getConnected(userId);
      const run = async (tokens: DecryptedTokens) => {
        try {
          return await call({ userId, accountId: installation.accountId, accessToken: tokens.accessToken });
        } catch (error) {
          await recordRevocation(error, userId, tokens.generation);
          throw error;
        }
      };
      const tokens = await liveTokens(installation);
      try {
        return await run(tokens);
      } catch (error) {
        if (!(error instanceof AccessTokenRejected)) throw error;
      }
      // A concurrent call may already know from the token endpoint that the grant has ended: then
      // no request is needed.
      await installations.getConnected(userId);
      const replacement = await refresh(installation, tokens.generation, { isForced: true });
      try {
        const result = await run(replacement);
        await markAccepted(userId, replacement.generation);
        return result;
      } catch (error) {
        // Zoom rejects a token that it has just issued, which does not prove that the grant has
        // ended.
        if (error instanceof AccessTokenRejected) throw new Problem('zoom_unavailable', { cause: error });
        if (isProblem(error) && error.members.zoom !== undefined && error.status < 500)
          await markAccepted(userId, replacement.generation);
        throw error;
      }
    },
  };
}

/**
 * Refreshes in the background while the token is still valid. After a failure, a call at least a
 * minute later tries again.
 */
function createProactiveRefresh(
  refresh: Refresh,
): (installation: Installation, tokens: DecryptedTokens) => void {
  const lastRefresh = new Map<string, number>();
  return (installation, tokens) => {
    const now = performance.now();
    const last = Math.max(tokens.issuedAt, lastRefresh.get(installation.userId) ?? Number.NEGATIVE_INFINITY);
    if (now - last < MIN_REFRESH_INTERVAL_MS) return;
    lastRefresh.set(installation.userId, now);
    refresh(installation, tokens.generation)
      .then(() => lastRefresh.delete(installation.userId))
      .catch(() => undefined);
  };
}
