import { RateLimitedError } from '../response-errors.ts';
import { createFairQueue, type Waiter } from './fair-queue.ts';
import type { Cooldown } from './gcra.ts';
import { createReservedPermits, type ReservedPermitsOptions } from './reserved-permits.ts';

/** Maximum wait of an interactive call. Calls that would wait longer fail with a `retryAfter`. */
const MAX_WAIT_MS = 5_000;
/** In a longer cooldown bulk calls fail: their work waits where it can be cancelled. */
const MAX_BULK_COOLDOWN_MS = 10_000;

interface QueuedCall extends Waiter {
  start(): void;
  fail(error: Error): void;
}

/** The waiting calls of one account and label in this process. */
export type AccountQueue = ReturnType<typeof createAccountQueue>;

export function createAccountQueue(options: ReservedPermitsOptions) {
  const { clock } = options;
  const waiting = createFairQueue<QueuedCall>();
  const reserved = createReservedPermits(options);
  let cancelWake = () => {};

  /** Starts the calls whose permits are due, reserves more, and schedules its next run. */
  function pump(): void {
    cancelWake();
    const cooldown = reserved.cooldown();
    if (cooldown !== undefined) rejectWaiting(cooldown);
    else for (let due = reserved.removeDue(); due > 0; due -= 1) waiting.next()?.start();
    const ms = cooldown?.remainingMs ?? Math.min(reserved.firstMs(), reserveIfNeeded());
    if (!waiting.isEmpty() && ms !== Number.POSITIVE_INFINITY)
      cancelWake = clock.after(Math.max(ms, 0), pump);
  }

  /** Reserves permits, for interactive calls first. @returns the time until the next attempt */
  function reserveIfNeeded(): number {
    const [interactive, bulk] = [waiting.count('interactive'), waiting.count('bulk')];
    const isForBulk = interactive.calls <= reserved.count();
    const calls = interactive.calls + (isForBulk ? bulk.calls : 0) - reserved.count();
    if (calls <= 0) return Number.POSITIVE_INFINITY;
    const priority = isForBulk ? 'bulk' : 'interactive';
    const inMs = reserved.reserveInMs(priority);
    if (inMs > 0) return Math.max(inMs, 1);
    void reserved.reserve(calls, isForBulk ? bulk.users : interactive.users, priority).then(pump);
    return Number.POSITIVE_INFINITY;
  }

  function rejectWaiting(cooldown: Cooldown): void {
    const isLong = cooldown.remainingMs > MAX_BULK_COOLDOWN_MS;
    for (const call of [...waiting.all('interactive'), ...(isLong ? waiting.all('bulk') : [])]) {
      waiting.remove(call);
      call.fail(rateLimitedError(cooldown));
    }
  }

  /** The error for a call that would wait this long. */
  const waitsTooLong = (remainingMs: number) => rateLimitedError({ code: 'zoom_rate_limited', remainingMs });
  const estimateWait = (waiter: Waiter) => reserved.waitMs(waiting.ahead(waiter));

  return {
    /** Waits for a permit. @throws RateLimitedError */
    async acquire(waiter: Waiter): Promise<void> {
      const isInteractive = waiter.priority === 'interactive';
      const waitMs = isInteractive && !reserved.cooldown() ? estimateWait(waiter) : 0;
      if (waitMs > MAX_WAIT_MS) throw waitsTooLong(waitMs);
      let cancelTimeout = () => {};
      const started = new Promise<void>((start, fail) => {
        const call: QueuedCall = { ...waiter, start, fail };
        waiting.add(call);
        const giveUp = () => {
          waiting.remove(call);
          fail(waitsTooLong(estimateWait(waiter)));
        };
        if (isInteractive) cancelTimeout = clock.after(MAX_WAIT_MS, giveUp);
        pump();
      });
      await started.finally(cancelTimeout);
    },
    /** Starts a cooldown: no call starts before its end. */
    coolDown(cooldown: Cooldown): void {
      reserved.coolDown(cooldown);
      pump();
    },
    /** Whether the queue can be deleted without losing state. */
    isIdle: () => waiting.isEmpty() && reserved.isIdle(),
  };
}

/** The error for a call during a cooldown. */
export function rateLimitedError({ code, remainingMs }: Cooldown): RateLimitedError {
  const status = code === 'zoom_unavailable' ? { status: 503 } : {};
  return new RateLimitedError(code, { ...status, retryAfter: Math.max(Math.ceil(remainingMs / 1_000), 1) });
}
