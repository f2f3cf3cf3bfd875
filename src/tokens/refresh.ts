import type { Invalidations } from '../database/invalidation.ts';
import { acquireLease } from '../database/lease.ts';
import { withoutWaitBudget } from '../database/wait-budget.ts';
import type { Installation } from '../installations/installation.ts';
import { type TokenRow, takeLease } from '../installations/token-store.ts';
import { Problem } from '../problem.ts';
import { createRotateTokens, type RotateTokensOptions } from './rotate-tokens.ts';
import { createTokenCooldowns } from './token-cooldowns.ts';
import type { DecryptedTokens } from './token-reader.ts';

/**
 * Replaces the tokens of `generation`, or waits for the process that is doing so. Returns the
 * tokens that are valid afterwards. Zoom rotates the refresh token with every use, so only one
 * process may send it at a time: the owner of the lease.
 *
 * @throws Problem `reconnect_required` · `app_misconfigured` · `zoom_unavailable` ·
 * `temporarily_unavailable` · `not_signed_in`
 */
export interface Refresh {
  /**
   * @param options.isForced Zoom rejected the access token although it has not expired. Tokens from
   * a forced refresh are not refreshed by force again within a minute, by any process, unless Zoom
   * has accepted them: `zoom_unavailable`.
   */
  (installation: Installation, generation: bigint, options?: RefreshRequest): Promise<DecryptedTokens>;
  /**
   * Resolves when no refresh is in progress. The process must wait for it before it exits, so that
   * rotated tokens are stored.
   */
  waitUntilIdle(): Promise<void>;
}

export interface RefreshRequest {
  isForced: boolean;
}

/**
 * Zoom rejected a token that was issued within the last minute, because it had rejected the
 * previous one too.
 */
class UnprovenTokenRejected extends Problem {
  constructor() {
    super('zoom_unavailable');
  }
}

export interface RefreshOptions extends Omit<RotateTokensOptions, 'cooldowns'> {
  invalidations: Invalidations;
}

/** Maximum wait for another process that holds the lease. */
const LEASE_WAIT_MS = 12_000;
/**
 * Maximum base delay between checks of the lease owner; the actual delay is up to twice as long.
 * Together with the half second after which an owner is presumed dead, a takeover must take less
 * than a second.
 */
const MAX_POLL_DELAY_MS = 160;
/** Callers wait at most this long (milliseconds). The refresh itself continues. */
const RESPONSE_TIMEOUT_MS = 10_500;

export function createRefresh(options: RefreshOptions): Refresh {
  const { database, reader, instanceId, invalidations } = options;
  const cooldowns = createTokenCooldowns();
  const rotate = createRotateTokens({ ...options, cooldowns });
  const running = new Map<string, Promise<DecryptedTokens>>();

  async function acquireLeaseAndRefresh(
    installation: Installation,
    generation: bigint,
    isForced: boolean,
  ): Promise<DecryptedTokens> {
    const { userId } = installation;
    const { row, tokens } = await acquireLease<{ row?: TokenRow; tokens: DecryptedTokens }>({
      sql: database.prisma,
      instanceId,
      timeoutMs: LEASE_WAIT_MS,
      maxDelayMs: MAX_POLL_DELAY_MS,
      nextChange: (ms) => invalidations.next(userId, ms),
      async take(deadOwner) {
        const { row, tokens } = await reader.load(installation);
        if (row.generation !== generation) return { value: { tokens } };
        if (!row.isConnected) throw new Problem('reconnect_required');
        if (isForced && row.isUnproven) throw new UnprovenTokenRejected();
        cooldowns.throwIfCoolingDown(userId);
        // Its success also shows that the new tokens can be stored.
        const isTaken = await takeLease(database.prisma, { userId, generation }, instanceId, deadOwner);
        return isTaken ? { value: { row, tokens } } : { heldBy: row.leaseOwner ?? undefined };
      },
    });
    return row === undefined ? tokens : rotate(installation, row, isForced);
  }

  /** Concurrent callers of one user share one refresh. */
  function joinOrStart(
    installation: Installation,
    generation: bigint,
    isForced: boolean,
  ): Promise<DecryptedTokens> {
    const { userId } = installation;
    const current = running.get(userId);
    // The limit on forced refreshes does not apply to a caller whose token has expired.
    if (current !== undefined && !isForced)
      return current.catch((error) => {
        if (error instanceof UnprovenTokenRejected) return joinOrStart(installation, generation, isForced);
        throw error;
      });
    if (current !== undefined) return current;
    // Independent of the request that started it: a client that disconnects must not interrupt a
    // rotation.
    const started = withoutWaitBudget(() =>
      acquireLeaseAndRefresh(installation, generation, isForced),
    ).finally(() => running.delete(userId));
    running.set(userId, started);
    return started;
  }

  const refresh = (
    installation: Installation,
    generation: bigint,
    { isForced }: RefreshRequest = { isForced: false },
  ) => withTimeout(joinOrStart(installation, generation, isForced));
  return Object.assign(refresh, {
    async waitUntilIdle() {
      while (running.size > 0) await Promise.allSettled(running.values());
    },
  });
}

function withTimeout<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Problem('zoom_timeout')), RESPONSE_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
