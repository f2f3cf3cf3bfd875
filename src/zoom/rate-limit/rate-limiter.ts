import type { RateLimitedError } from '../response-errors.ts';
import { type AccountQueue, createAccountQueue, rateLimitedError } from './account-queue.ts';
import type { Limit, RateLabel, RateLimitBackend } from './backend.ts';
import { type Clock, monotonicClock } from './clock.ts';
import { type Cooldown, coolDown, type Priority, reserve } from './gcra.ts';

/** The caller of a Zoom endpoint. */
export interface Caller {
  accountId: string;
  userId: string;
  label: RateLabel;
  /** Whether the call updates something. Then the user's daily limit on updates applies too. */
  updates: boolean;
  priority: Priority;
}

export interface RateLimiter {
  /**
   * Waits until this caller may call Zoom. The users of an account get permits round-robin. Bulk
   * work gets the permits that interactive calls do not need.
   * @throws RateLimitedError An interactive call fails if it would wait more than 5 seconds, or
   * during a cooldown. A bulk call fails only in a cooldown of more than 10 seconds.
   */
  acquire(caller: Caller): Promise<void>;
  /**
   * Starts the cooldown that Zoom requested: no process calls Zoom before its end. Resolves when
   * the cooldown is stored, or when storing it failed for the first time.
   */
  reportRateLimited(caller: Caller, error: RateLimitedError): Promise<void>;
}

export interface RateLimiterOptions {
  /** Calls per second for each account. */
  perSecond: Readonly<Record<RateLabel, number>>;
  /** The state that all processes share. */
  limits: RateLimitBackend;
  clock?: Clock;
}

const MAX_QUEUES = 10_000;
/** The shared state counts as unavailable after this time, so that it delays no call for longer. */
const BACKEND_TIMEOUT_MS = 500;
/** How long the shared state is not used after a failure. */
const FALLBACK_MS = 2_000;
/** Delays between attempts to store a cooldown. */
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000];

/**
 * Outbound rate limiter for calls to Zoom, across all processes. Zoom's limits apply per customer
 * account and label, and are shared with the account's other apps. While the shared state is
 * unavailable, each process limits its own calls. See `gcra.ts` for the algorithm.
 */
export function createRateLimiter({
  perSecond,
  limits,
  clock = monotonicClock,
}: RateLimiterOptions): RateLimiter {
  const queues = new Map<string, AccountQueue>();
  let unavailableUntil = Number.NEGATIVE_INFINITY;

  /** Returns undefined if the shared state is unavailable. */
  async function tryShared<T>(update: () => Promise<T>): Promise<T | undefined> {
    if (clock.now() < unavailableUntil) return undefined;
    let cancel = () => {};
    const timeout = new Promise<never>((_, reject) => {
      cancel = clock.after(BACKEND_TIMEOUT_MS, () => reject(new Error('no response')));
    });
    try {
      return await Promise.race([update(), timeout]);
    } catch {
      unavailableUntil = clock.now() + FALLBACK_MS;
      return undefined;
    } finally {
      cancel();
    }
  }

  /** Waits for the first attempt only. */
  async function storeCooldown(limit: Limit, cooldown: Cooldown, retryDelays = RETRY_DELAYS_MS) {
    const startedAt = clock.now();
    const configured = 'label' in limit ? perSecond[limit.label] : 0;
    const store = () => limits.update(limit, (state) => [coolDown(state, cooldown, configured), true]);
    const [delayMs, ...laterDelays] = retryDelays;
    if ((await tryShared(store)) || delayMs === undefined) return;
    clock.after(delayMs, () => {
      const remainingMs = cooldown.remainingMs - (clock.now() - startedAt);
      if (remainingMs > 0) void storeCooldown(limit, { ...cooldown, remainingMs }, laterDelays);
    });
  }

  function queueOf(accountId: string, label: RateLabel): AccountQueue {
    const key = `${label}:${accountId}`;
    let queue = queues.get(key);
    if (queue !== undefined) return queue;
    for (const [other, { isIdle }] of queues.size < MAX_QUEUES ? [] : queues)
      if (isIdle()) queues.delete(other);
    queue = createAccountQueue({
      perSecond: perSecond[label],
      clock,
      reserveShared: (request) =>
        tryShared(() => limits.update({ label, accountId }, (state) => reserve(state, request))),
    });
    queues.set(key, queue);
    return queue;
  }

  return {
    async acquire({ accountId, userId, label, updates, priority }) {
      if (updates) {
        const limit = { updatesOf: userId };
        const cooldown = await tryShared(() => limits.update(limit, (state) => [state, state.cooldown]));
        if (cooldown) throw rateLimitedError(cooldown);
      }
      await queueOf(accountId, label).acquire({ userId, priority });
    },
    async reportRateLimited({ accountId, userId, label, updates }, { code, members }) {
      // During sign-in the account is not known. A cooldown would block every sign-in.
      if (accountId === '') return;
      const cooldown = { code, remainingMs: (members.retryAfter ?? 1) * 1_000 };
      // A rejected update may have reached the user's limit; a rejected read cannot.
      if (code === 'zoom_daily_limit' && updates) return storeCooldown({ updatesOf: userId }, cooldown);
      queueOf(accountId, label).coolDown(cooldown);
      await storeCooldown({ label, accountId }, cooldown);
    },
  };
}
