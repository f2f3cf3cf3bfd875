import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../crypto/secret.ts';
import type { Database } from '../database/client.ts';
import type { InvalidateUser } from '../database/invalidation.ts';
import type { UserCache } from '../database/user-cache.ts';
import { encryptTokens } from '../installations/encrypted-tokens.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import type { CompleteTokens } from '../installations/store-authorization.ts';
import {
  type EncryptedPair,
  readTokens,
  releaseLease,
  renewLease,
  storeRotated,
  type TokenRow,
  type TokenVersion,
} from '../installations/token-store.ts';
import { Problem } from '../problem.ts';
import type { Publish } from '../user-events/publish.ts';
import type { RefreshOutcome, TokenEndpoint } from '../zoom/oauth.ts';
import { coolingDown, type TokenCooldowns } from './token-cooldowns.ts';
import type { DecryptedTokens, TokenReader } from './token-reader.ts';

export interface RotateTokensOptions {
  database: Database;
  installations: Installations;
  endpoint: TokenEndpoint;
  userCache: UserCache;
  reader: TokenReader;
  /** Notifies the other instances that data of a user has changed. */
  invalidateUser: InvalidateUser;
  publish: Publish;
  /** Id of this instance, as owner of leases. */
  instanceId: string;
  /** Called with the outcome of each request to the token endpoint. */
  count: (outcome: RefreshOutcome['outcome']) => void;
  log: { warn(fields: object, message: string): void };
  cooldowns: TokenCooldowns;
}

/**
 * Exchanges the refresh token of a row for new tokens. The caller must hold the lease, which is
 * released at the end.
 * @returns the new tokens, or the current ones if another process has replaced the row in the
 * meantime
 */
export type RotateTokens = (
  installation: Installation,
  row: TokenRow,
  isForced: boolean,
) => Promise<DecryptedTokens>;

type Failure = Exclude<RefreshOutcome, { outcome: 'refreshed' | 'dead' }>;

/** How long storing new tokens is retried. */
const STORE_RETRY_MS = 30_000;

export function createRotateTokens(options: RotateTokensOptions): RotateTokens {
  const { database, installations, endpoint, userCache, reader, invalidateUser, instanceId } = options;
  const { log, cooldowns } = options;
  const exchangeWithRetry = createExchange(options);

  async function storeRotatedTokens(
    installation: Installation,
    before: TokenVersion,
    { accessToken, refreshToken, expiresIn }: CompleteTokens,
    isForced: boolean,
  ): Promise<DecryptedTokens> {
    const { userId, dataKey } = installation;
    const generation = before.generation + 1n;
    const encrypted = encryptTokens(dataKey, { userId, generation }, { accessToken, refreshToken });
    if (!(await storeWithRetry(options, before, { ...encrypted, expiresIn, isForced })))
      return handleSupersededRefresh(installation, accessToken);
    userCache.drop(userId);
    // If this fails, other processes find out when they read the row, or when Zoom rejects their
    // token.
    await invalidateUser(userId).catch(() => undefined);
    const now = performance.now();
    return { generation, accessToken, expiresAt: now + expiresIn * 1000, issuedAt: now };
  }

  /**
   * If the user has authorized again, those tokens are used. If the user was erased, the new grant
   * is revoked.
   */
  async function handleSupersededRefresh(
    installation: Installation,
    issued: Secret,
  ): Promise<DecryptedTokens> {
    if ((await readTokens(database.prisma, installation.userId)) !== undefined) {
      return (await reader.load(installation)).tokens;
    }
    await endpoint.revoke(issued);
    throw new Problem('not_signed_in');
  }

  /**
   * The grant has ended, unless another process has rotated the token or the user has authorized
   * again.
   */
  async function handleDeadGrant(installation: Installation, generation: bigint): Promise<DecryptedTokens> {
    if (await installations.requireReconnect(installation.userId, generation))
      throw new Problem('reconnect_required');
    return (await reader.load(installation)).tokens;
  }

  return async (installation, row, isForced) => {
    const { userId } = installation;
    const version = { userId, generation: row.generation };
    const refreshToken = await reader.refreshToken(installation, row);
    const result = await exchangeWithRetry(version, refreshToken);
    if (result.outcome === 'refreshed') {
      // If the response has no refresh token, the previous one stays valid (RFC 6749 §6).
      const issued = { ...result.tokens, refreshToken: result.tokens.refreshToken ?? refreshToken };
      return storeRotatedTokens(installation, version, issued, isForced);
    }
    log.warn({ outcome: result.outcome }, 'token refresh did not succeed');
    try {
      if (result.outcome === 'dead') return await handleDeadGrant(installation, row.generation);
      const cooldownSeconds = cooldownAfter(result);
      if (cooldownSeconds !== undefined) cooldowns.start(userId, cooldownSeconds);
      throw problemFor(result);
    } finally {
      // Last, because the next process that takes the lease must find out that the grant has ended.
      await releaseLease(database.prisma, userId, instanceId, result.outcome !== 'unknown');
    }
  };
}

/**
 * Retries once, immediately, if the outcome is unknown: Zoom may have rotated the token, and may
 * still accept the old one for a short time. The lease is renewed first, because this process may
 * have been suspended while another took over.
 */
type Exchange = (version: TokenVersion, refreshToken: Secret) => Promise<RefreshOutcome>;

function createExchange({ database, endpoint, count, instanceId }: RotateTokensOptions): Exchange {
  async function exchange(refreshToken: Secret): Promise<RefreshOutcome> {
    const result = await endpoint.refresh(refreshToken);
    count(result.outcome);
    return result;
  }

  return async (version, refreshToken) => {
    const first = await exchange(refreshToken);
    if (first.outcome !== 'unknown') return first;
    return (await renewLease(database.prisma, version, instanceId)) ? exchange(refreshToken) : first;
  };
}

/**
 * The new tokens must survive a short database outage: they stay in memory until they are stored.
 */
async function storeWithRetry(
  { database, publish }: Pick<RotateTokensOptions, 'database' | 'publish'>,
  before: TokenVersion,
  pair: EncryptedPair,
): Promise<boolean> {
  const giveUpAt = performance.now() + STORE_RETRY_MS;
  for (let pause = 50; ; pause = Math.min(pause * 2, 500)) {
    try {
      return await storeRotated(database, publish, before, pair);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await delay(pause);
    }
  }
}

/** The pause that the token endpoint requested, in seconds. */
function cooldownAfter(failure: Failure): number | undefined {
  if (failure.outcome !== 'unchanged' || failure.open !== undefined) return undefined;
  return failure.retryAfter || undefined;
}

function problemFor(failure: Failure): Problem {
  if (failure.outcome === 'misconfigured') return new Problem('app_misconfigured');
  if (failure.outcome === 'unknown')
    return new Problem(failure.timedOut ? 'zoom_timeout' : 'zoom_unavailable');
  if (failure.open !== undefined) return failure.open;
  return failure.retryAfter ? coolingDown(failure.retryAfter) : new Problem('zoom_unavailable');
}
