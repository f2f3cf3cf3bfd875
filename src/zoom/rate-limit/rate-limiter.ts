import type { RateLimitedError } from '../response-errors.ts';
import { type AccountQueue, createAccountQueue } from './account-queue.ts';
import type { Limit, Priority, RateLabel, RateLimitBackend } from './backend.ts';
import { type Clock, monotonicClock } from './clock.ts';
import { type Cooldown, createCooldown, rateLimitedError } from './cooldown.ts';
import { createFallbackBackend } from './fallback-backend.ts';
import { createMemoryBackend, nameOf } from './memory-backend.ts';

/** Whose turn it is: limits per second are the account's, some limits per day the user's, and only for updates. */
export interface Caller {
  accountId: string;
  userId: string;
  label: RateLabel;
  updates: boolean;
  priority: Priority;
}

export interface RateLimiter {
  /**
   * Waits until this caller may ask Zoom; users of an account get turns in rounds, bulk work those that nobody else wants.
   * @throws AskedToWait to an interactive caller whose turn is more than 5 seconds away, or for whom Zoom has named a later
   * time; to bulk work only where that time is more than 10 seconds away
   */
  permit(caller: Caller): Promise<void>;
  /** Remembers a time that Zoom has named, so that nothing is sent before, by any process. Resolves when it is stored. */
  reportRateLimited(caller: Caller, requested: RateLimitedError): Promise<void>;
}

export interface RateLimiterOptions {
  /** Calls a second for each account. */
  perSecond: Readonly<Record<RateLabel, number>>;
  /** What all processes share. */
  limits: RateLimitBackend;
  clock?: Clock;
}

const MAX_REMEMBERED = 10_000;

/**
 * Paces the calls to each Zoom account by label, all processes together: Zoom's limits are per customer account and
 * shared with all its other apps. Where the shared limits can't be asked, each process paces its own calls.
 */
export function createRateLimiter({
  perSecond,
  limits,
  clock = monotonicClock,
}: RateLimiterOptions): RateLimiter {
  const backend = createFallbackBackend({ shared: limits, local: createMemoryBackend(clock), clock });
  const queues = new Map<string, AccountQueue>();
  /** Users who have used up the day's updates. */
  const spent = new Map<string, Cooldown>();

  function queueOf(limit: Limit & { label: RateLabel }): AccountQueue {
    const name = nameOf(limit);
    const known = queues.get(name);
    if (known !== undefined) return known;
    if (queues.size >= MAX_REMEMBERED) forget(queues, (queue) => queue.isIdle());
    const take = backend.take.bind(undefined, limit);
    const queue = createAccountQueue({ perSecond: perSecond[limit.label], take, clock });
    queues.set(name, queue);
    return queue;
  }

  function record(userId: string, block: Parameters<Cooldown['record']>[0]): void {
    if (spent.size >= MAX_REMEMBERED) forget(spent, (known) => known.current() === undefined);
    const known = spent.get(userId) ?? createCooldown(clock);
    known.record(block);
    spent.set(userId, known);
  }

  async function throwIfSpent(userId: string): Promise<void> {
    const known = spent.get(userId)?.current();
    const block = known ?? (await backend.blockOf({ updatesOf: userId }));
    if (block === undefined) return;
    if (known === undefined) record(userId, block);
    throw rateLimitedError(block);
  }

  return {
    async permit({ accountId, userId, label, updates, priority }) {
      if (updates) await throwIfSpent(userId);
      await queueOf({ label, accountId }).permit({ userId, priority });
    },
    async reportRateLimited({ accountId, userId, label, updates }, { code, members }) {
      // Whose limit it is isn't known before the person is: it must not hold up everybody else who signs in.
      if (accountId === '') return;
      const block = { code, remainingMs: (members.retryAfter ?? 1) * 1_000 };
      // A refused update does not tell whether the user has used up the day's or the account has; another read will.
      if (code === 'zoom_daily_limit' && updates) {
        record(userId, block);
        return backend.block({ updatesOf: userId }, block);
      }
      const limit = { label, accountId };
      queueOf(limit).block(block);
      const isTooFast = code === 'zoom_rate_limited';
      return backend.block(limit, block, isTooFast ? { perSecond: perSecond[label] } : undefined);
    },
  };
}

function forget<T>(map: Map<string, T>, isPast: (value: T) => boolean): void {
  for (const [key, value] of map) {
    if (isPast(value)) map.delete(key);
  }
}
