import type { RateLimitedError } from '../response-errors.ts';
import { type AccountQueue, createAccountQueue } from './account-queue.ts';
import type { CooldownNotice, Limit, Priority, RateLabel, RateLimitBackend } from './backend.ts';
import { type Clock, monotonicClock } from './clock.ts';
import { type Cooldown, createCooldown, rateLimitedError } from './cooldown.ts';
import { createFallbackBackend } from './fallback-backend.ts';
import { createMemoryBackend, limitKey } from './memory-backend.ts';

/** The caller of a Zoom endpoint. Limits per second apply to the account. A daily limit on updates applies to the user. */
export interface Caller {
  accountId: string;
  userId: string;
  label: RateLabel;
  updates: boolean;
  priority: Priority;
}

export interface RateLimiter {
  /**
   * Waits until this caller may call Zoom. The users of an account get permits round-robin. Bulk work gets the permits that
   * interactive calls do not need.
   * @throws RateLimitedError An interactive call fails if it would wait more than 5 seconds, or during a cooldown. A bulk call
   * fails only in a cooldown of more than 10 seconds.
   */
  acquire(caller: Caller): Promise<void>;
  /**
   * Starts the cooldown that Zoom requested: no process calls Zoom before its end. Resolves when the cooldown is stored, or
   * when storing it failed for the first time.
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

const MAX_ENTRIES = 10_000;

/**
 * Outbound rate limiter for calls to Zoom, across all processes. Zoom's limits apply per customer account and label, and are
 * shared with the account's other apps. While the shared state is unavailable, each process limits its own calls.
 * See `gcra.ts` for the algorithm.
 */
export function createRateLimiter({
  perSecond,
  limits,
  clock = monotonicClock,
}: RateLimiterOptions): RateLimiter {
  const backend = createFallbackBackend({ shared: limits, local: createMemoryBackend(clock), clock });
  const queues = new Map<string, AccountQueue>();
  /** Cooldowns of users who have reached their daily limit on updates. */
  const userCooldowns = new Map<string, Cooldown>();

  function queueOf(limit: Limit & { label: RateLabel }): AccountQueue {
    const key = limitKey(limit);
    const existing = queues.get(key);
    if (existing !== undefined) return existing;
    if (queues.size >= MAX_ENTRIES) deleteMatching(queues, (queue) => queue.isIdle());
    const reserve = backend.reserve.bind(undefined, limit);
    const queue = createAccountQueue({ perSecond: perSecond[limit.label], reserve, clock });
    queues.set(key, queue);
    return queue;
  }

  function recordForUser(userId: string, notice: CooldownNotice): void {
    if (userCooldowns.size >= MAX_ENTRIES)
      deleteMatching(userCooldowns, (cooldown) => cooldown.current() === undefined);
    const cooldown = userCooldowns.get(userId) ?? createCooldown(clock);
    cooldown.record(notice);
    userCooldowns.set(userId, cooldown);
  }

  async function throwIfUpdatesExhausted(userId: string): Promise<void> {
    const local = userCooldowns.get(userId)?.current();
    const notice = local ?? (await backend.cooldownOf({ updatesOf: userId }));
    if (notice === undefined) return;
    if (local === undefined) recordForUser(userId, notice);
    throw rateLimitedError(notice);
  }

  return {
    async acquire({ accountId, userId, label, updates, priority }) {
      if (updates) await throwIfUpdatesExhausted(userId);
      await queueOf({ label, accountId }).acquire({ userId, priority });
    },
    async reportRateLimited({ accountId, userId, label, updates }, { code, members }) {
      // During sign-in the account is not known yet. A cooldown without an account would block every sign-in.
      if (accountId === '') return;
      const cooldown = { code, remainingMs: (members.retryAfter ?? 1) * 1_000 };
      // A rejected update does not show whether the limit of the user or of the account was reached; a rejected read does.
      if (code === 'zoom_daily_limit' && updates) {
        recordForUser(userId, cooldown);
        return backend.recordCooldown({ updatesOf: userId }, cooldown);
      }
      const limit = { label, accountId };
      queueOf(limit).recordCooldown(cooldown);
      const isTooFast = code === 'zoom_rate_limited';
      return backend.recordCooldown(limit, cooldown, isTooFast ? { perSecond: perSecond[label] } : undefined);
    },
  };
}

function deleteMatching<T>(map: Map<string, T>, matches: (value: T) => boolean): void {
  for (const [key, value] of map) {
    if (matches(value)) map.delete(key);
  }
}
