import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../crypto/secret.ts';
import type { Database } from '../database/client.ts';
import type { Invalidations } from '../database/invalidation.ts';
import { createLivenessMonitor } from '../database/liveness.ts';
import type { UserCache } from '../database/user-cache.ts';
import { withoutWaitBudget } from '../database/wait-budget.ts';
import { encryptTokens } from '../installations/encrypted-tokens.ts';
import type { Installation } from '../installations/installation.ts';
import type { CompleteTokens, Installations } from '../installations/installations.ts';
import {
  type EncryptedPair,
  readTokens,
  releaseLease,
  renewLease,
  storeRotated,
  type TokenRow,
  takeLease,
} from '../installations/token-store.ts';
import { Problem } from '../problem.ts';
import type { Publish } from '../user-events/publish.ts';
import type { RefreshOutcome, TokenEndpoint } from '../zoom/oauth.ts';
import type { DecryptedTokens, TokenReader } from './token-reader.ts';

/**
 * Replaces the tokens of `generation`, or waits for whoever does, and answers what is there then. Zoom rotates the refresh
 * token each time, so exactly one process of all may present it: whoever holds the lease.
 *
 * @throws Problem `reconnect_required` · `app_misconfigured` · `zoom_unavailable` · `temporarily_unavailable` · `not_signed_in`
 */
export interface Refresh {
  /**
   * @param options.isForced Zoom rejected the access token although it has not expired. A token that such a refresh brought is
   * not refreshed again within a minute, by any process, unless Zoom has accepted it: `zoom_unavailable`.
   */
  (installation: Installation, generation: bigint, options?: RefreshRequest): Promise<DecryptedTokens>;
  /** Resolves when no refresh is under way: what Zoom rotates is stored before the process ends. */
  settled(): Promise<void>;
}

export interface RefreshRequest {
  isForced: boolean;
}

/** The token was issued within the last minute because the one before was rejected, and is rejected as well. */
class UnprovenTokenRejected extends Problem {
  constructor() {
    super('zoom_unavailable');
  }
}

export interface RefreshOptions {
  database: Database;
  installations: Installations;
  endpoint: TokenEndpoint;
  memory: UserCache;
  reader: TokenReader;
  announce: (userId: string) => Promise<void>;
  publish: Publish;
  /** Who this process is in leases. */
  instanceId: string;
  changes: Invalidations;
  /** Told how each presentation of a refresh token ended. */
  count: (outcome: string) => void;
  log: { warn(fields: object, message: string): void };
}

const WAIT_FOR_OTHERS_MS = 12_000;
/** Between two looks at whoever holds the lease; up to twice as long. With the half second of a death it has to stay below one. */
const MAX_COOLDOWN_MS = 160;
const STORE_FOR_MS = 30_000;
/** Whoever waits is answered within this (milliseconds); the rotation itself goes on. */
const RESPONSE_TIMEOUT_MS = 10_500;

type Failure = Exclude<RefreshOutcome, { outcome: 'refreshed' }>;

export function createRefresh(options: RefreshOptions): Refresh {
  const {
    database,
    installations,
    endpoint,
    memory,
    reader,
    announce,
    publish,
    instanceId,
    changes,
    count,
    log,
  } = options;
  const running = new Map<string, Promise<DecryptedTokens>>();
  /** When the token endpoint may be asked again for a user, where it has named a time; monotonic milliseconds. */
  const notBefore = new Map<string, number>();

  async function acquireLeaseAndRefresh(
    installation: Installation,
    generation: bigint,
    isForced: boolean,
  ): Promise<DecryptedTokens> {
    const { userId } = installation;
    const msUntilPresumedDead = createLivenessMonitor(database.prisma, instanceId);
    const giveUpAt = performance.now() + WAIT_FOR_OTHERS_MS;
    for (let pause = 25; performance.now() < giveUpAt; pause = Math.min(pause * 2, MAX_COOLDOWN_MS)) {
      const pauseMs = pause + Math.random() * pause;
      // Before the row is read: a change that comes right after must not be missed.
      const changed = changes.next(userId, pauseMs);
      const { row, tokens } = await reader.load(installation);
      if (row.generation !== generation) return tokens;
      if (!row.isConnected) throw new Problem('reconnect_required');
      if (isForced && row.isUnproven) throw new UnprovenTokenRejected();
      throwIfCoolingDown(userId);
      const holder = row.leaseOwner ?? undefined;
      const freeInMs = holder === undefined || holder === instanceId ? 0 : await msUntilPresumedDead(holder);
      // One conditional update on the database's clock; that it succeeds also proves that the new pair can be stored.
      if (freeInMs === 0 && (await takeLease(database.prisma, userId, generation, instanceId, holder))) {
        return rotate(installation, row, isForced);
      }
      await (freeInMs > 0 && freeInMs < pauseMs ? Promise.race([changed, delay(freeInMs)]) : changed);
    }
    throw new Problem('temporarily_unavailable', { retryAfter: 5 });
  }

  function throwIfCoolingDown(userId: string): void {
    const wait = (notBefore.get(userId) ?? 0) - performance.now();
    if (wait > 0) throw unavailableFor(Math.ceil(wait / 1000));
    notBefore.delete(userId);
  }

  async function rotate(
    installation: Installation,
    row: TokenRow,
    isForced: boolean,
  ): Promise<DecryptedTokens> {
    const refreshToken = await reader.refreshToken(installation, row);
    const result = await exchangeWithRetry(installation.userId, row, refreshToken);
    if (result.outcome === 'refreshed') {
      // Without a new refresh token, the one that was presented stays valid (RFC 6749 §6).
      const issued = { ...result.tokens, refreshToken: result.tokens.refreshToken ?? refreshToken };
      return keep(installation, row, issued, isForced);
    }
    log.warn({ outcome: result.outcome }, 'token refresh did not succeed');
    try {
      return await afterFailure(installation, row, result);
    } finally {
      // Last: another process that takes the lease must know by then that the grant is dead.
      await releaseLease(database.prisma, installation.userId, instanceId, result.outcome !== 'unknown');
    }
  }

  /**
   * An ambiguous answer is cleared up at once, while a token that Zoom may have rotated is perhaps still tolerated; but not by
   * a process that was stopped meanwhile, and wakes up when another has the lease or is done.
   */
  async function exchangeWithRetry(
    userId: string,
    { generation }: TokenRow,
    refreshToken: Secret,
  ): Promise<RefreshOutcome> {
    const first = await present(refreshToken);
    if (first.outcome !== 'unknown') return first;
    return (await renewLease(database.prisma, userId, generation, instanceId))
      ? present(refreshToken)
      : first;
  }

  async function present(refreshToken: Secret): Promise<RefreshOutcome> {
    const result = await endpoint.refresh(refreshToken);
    count(result.outcome);
    return result;
  }

  async function keep(
    installation: Installation,
    before: TokenRow,
    { accessToken, refreshToken, expiresIn }: CompleteTokens,
    isForced: boolean,
  ): Promise<DecryptedTokens> {
    const { userId, dataKey } = installation;
    const generation = before.generation + 1n;
    const pair = {
      ...encryptTokens(dataKey, userId, generation, accessToken, refreshToken),
      expiresIn,
      isForced,
    };
    if (!(await storePersistently(userId, before.generation, pair)))
      return replaced(installation, accessToken);
    memory.drop(userId);
    // Unannounced, others find out when they read the row or when Zoom refuses what they have.
    await announce(userId).catch(() => undefined);
    const now = performance.now();
    return { generation, accessToken, expiresAt: now + expiresIn * 1000, issuedAt: now };
  }

  /** Authorized anew meanwhile: those tokens count. Or erased: then what was just issued is nobody's and goes back. */
  async function replaced(installation: Installation, issued: Secret): Promise<DecryptedTokens> {
    if ((await readTokens(database.prisma, installation.userId)) !== undefined) {
      return (await reader.load(installation)).tokens;
    }
    await endpoint.revoke(issued);
    throw new Problem('not_signed_in');
  }

  /** What Zoom has rotated must not be lost to a database that is away for a moment: it is held here until it is stored. */
  async function storePersistently(
    userId: string,
    generation: bigint,
    pair: EncryptedPair,
  ): Promise<boolean> {
    const giveUpAt = performance.now() + STORE_FOR_MS;
    for (let pause = 50; ; pause = Math.min(pause * 2, 500)) {
      try {
        return await storeRotated(database, publish, userId, generation, pair);
      } catch (error) {
        if (performance.now() > giveUpAt) throw error;
        await delay(pause);
      }
    }
  }

  async function afterFailure(
    installation: Installation,
    before: TokenRow,
    failure: Failure,
  ): Promise<DecryptedTokens> {
    if (failure.outcome === 'dead') {
      if (await installations.requireReconnect(installation.userId, before.generation))
        throw new Problem('reconnect_required');
      // Somebody else has rotated it since our lease, or the host has authorized again.
      return (await reader.load(installation)).tokens;
    }
    if (failure.outcome === 'misconfigured') throw new Problem('app_misconfigured');
    if (failure.outcome === 'unchanged' && failure.open !== undefined) throw failure.open;
    if (failure.outcome === 'unknown')
      throw new Problem(failure.timedOut ? 'zoom_timeout' : 'zoom_unavailable');
    if (!failure.retryAfter) throw new Problem('zoom_unavailable');
    notBefore.set(installation.userId, performance.now() + failure.retryAfter * 1000);
    throw unavailableFor(failure.retryAfter);
  }

  function shared(
    installation: Installation,
    generation: bigint,
    isForced: boolean,
  ): Promise<DecryptedTokens> {
    const { userId } = installation;
    const current = running.get(userId);
    // The limit on forced refreshes does not concern a caller whose token has expired.
    if (current !== undefined && !isForced)
      return current.catch((error) => {
        if (error instanceof UnprovenTokenRejected) return shared(installation, generation, isForced);
        throw error;
      });
    if (current !== undefined) return current;
    // Not bound to the request that started it: a client that hangs up must not end a rotation half way.
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
  ) => inTime(shared(installation, generation, isForced));
  return Object.assign(refresh, {
    async settled() {
      while (running.size > 0) await Promise.allSettled(running.values());
    },
  });
}

function unavailableFor(retryAfter: number): Problem {
  return new Problem('zoom_unavailable', { status: 503, retryAfter });
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Problem('zoom_timeout')), RESPONSE_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
