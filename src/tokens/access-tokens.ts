import type { Installation } from '../installations/installation.ts';
import { markProven } from '../installations/token-store.ts';
import { isProblem, Problem } from '../problem.ts';
import type { Grant } from '../zoom/api.ts';
import { AccessTokenRejected } from '../zoom/response-errors.ts';
import { createRefresh, type RefreshOptions } from './refresh.ts';
import { createTokenReader, type DecryptedTokens } from './token-reader.ts';

export interface AccessTokens {
  /**
   * Runs `call` with a live access token of this user. If Zoom rejects the token (code 124, whatever the HTTP status), refreshes
   * it and runs `call` once more. If it rejects the new one as well, the token is not the cause: `zoom_unavailable`, and for a
   * minute no process refreshes that token again.
   * @throws Problem `reconnect_required`, `app_misconfigured`, `zoom_unavailable`, or what `call` throws
   */
  use<T>(userId: string, call: (grant: Grant) => Promise<T>): Promise<T>;
  /** Refreshes whether or not it is time: keeps an idle grant alive, and finds out whether it is. */
  refreshNow(userId: string): Promise<void>;
  /** Resolves when no refresh is under way. */
  settled(): Promise<void>;
}

export type AccessTokensOptions = Omit<RefreshOptions, 'reader'>;

/** Below this a token is not used for another call, since the call itself takes up to 10 seconds. */
const UNUSABLE_MS = 15_000;
/** Refreshed this long before it expires, so that a failure still leaves minutes; spread so that users do not come at once. */
const EARLY_MS = 10 * 60_000;
const JITTER_MS = 60_000;
/** However short a lifetime Zoom states, and however often it fails, nobody is refreshed early more often than this. */
const MIN_REFRESH_INTERVAL_MS = 60_000;

/** Live access tokens for calls to Zoom, refreshed before they expire. */
export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { installations } = options;
  const reader = createTokenReader(options);
  const refresh = createRefresh({ ...options, reader });
  const lastProactiveRefresh = new Map<string, number>();

  async function connected(userId: string): Promise<Installation> {
    const installation = await installations.get(userId);
    if (installation.status === 'reconnect_required') throw new Problem('reconnect_required');
    return installation;
  }

  async function liveTokens(installation: Installation): Promise<DecryptedTokens> {
    const tokens = await reader.current(installation);
    const left = tokens.expiresAt - performance.now();
    if (left < UNUSABLE_MS) return refresh(installation, tokens.generation);
    if (left < EARLY_MS + Math.random() * JITTER_MS) refreshProactively(installation, tokens);
    return tokens;
  }

  /** In the background, while the token still lives; a failure only means that the next caller after a minute tries again. */
  function refreshProactively(installation: Installation, tokens: DecryptedTokens): void {
    const now = performance.now();
    const last = Math.max(
      tokens.issuedAt,
      lastProactiveRefresh.get(installation.userId) ?? Number.NEGATIVE_INFINITY,
    );
    if (now - last < MIN_REFRESH_INTERVAL_MS) return;
    lastProactiveRefresh.set(installation.userId, now);
    refresh(installation, tokens.generation)
      .then(() => lastProactiveRefresh.delete(installation.userId))
      .catch(() => undefined);
  }

  /** Zoom's API, too, can say that a grant has ended; of one that was replaced meanwhile, only its token is. */
  async function recordRevocation(error: unknown, userId: string, generation: bigint): Promise<void> {
    if (!isProblem(error, 'reconnect_required')) return;
    const isCurrent = await installations.requireReconnect(userId, generation);
    if (!isCurrent) throw new AccessTokenRejected();
  }

  /** Zoom took the token: if it rejects it later, a refresh may be forced again. */
  async function markAccepted(userId: string, generation: bigint): Promise<void> {
    await markProven(options.database.sql, userId, generation).catch(() => undefined);
  }

  return {
    settled: refresh.settled,
    async refreshNow(userId) {
      const installation = await connected(userId);
      const { generation } = await reader.current(installation);
      await refresh(installation, generation);
    },
    async use(userId, call) {
      const installation = await connected(userId);
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
      // A concurrent call may have learned from the token endpoint that the grant is dead: it is not asked again.
      await connected(userId);
      const replacement = await refresh(installation, tokens.generation, { isForced: true });
      try {
        const result = await run(replacement);
        await markAccepted(userId, replacement.generation);
        return result;
      } catch (error) {
        // The grant is not known to be dead, but Zoom rejects a token right after it was issued.
        if (error instanceof AccessTokenRejected) throw new Problem('zoom_unavailable', { cause: error });
        if (isProblem(error) && error.members.zoom !== undefined && error.status < 500)
          await markAccepted(userId, replacement.generation);
        throw error;
      }
    },
  };
}
