import type { CooldownNotice, PermitRequest, Permits, Priority } from './backend.ts';
import type { Clock } from './clock.ts';
import { createCooldown, rateLimitedError } from './cooldown.ts';
import { createFairQueue, type FairQueue, type Waiter } from './fair-queue.ts';
import { fairShare, PRIORITY_LIMITS } from './gcra.ts';
import { createReservedPermits } from './reserved-permits.ts';

/** The waiting calls of one account and label in this process. */
export interface AccountQueue {
  /** Waits for a permit. @throws RateLimitedError */
  acquire(waiter: Waiter): Promise<void>;
  /** Starts a cooldown: no call starts before its end. */
  recordCooldown(cooldown: CooldownNotice): void;
  /** Whether the queue can be deleted without losing state. */
  isIdle(): boolean;
}

export interface AccountQueueOptions {
  perSecond: number;
  /** Reserves permits in the state that all processes share. Must not fail, and must not take long. */
  reserve(request: PermitRequest): Promise<Permits>;
  clock: Clock;
}

/** Maximum wait of an interactive call. Calls that would wait longer fail with a `retryAfter`. */
const MAX_WAIT_MS = 5_000;
/** In a longer cooldown bulk calls fail. Bulk work then waits outside the queue, where it can be cancelled. */
const MAX_BULK_COOLDOWN_MS = 10_000;

interface QueuedCall extends Waiter {
  start(): void;
  fail(cooldown: CooldownNotice): void;
}

export function createAccountQueue({ perSecond, reserve, clock }: AccountQueueOptions): AccountQueue {
  const waiting = createFairQueue<QueuedCall>();
  const cooldown = createCooldown(clock);
  /** Reserved for the account. Which call gets a permit is decided when the permit is due. */
  const reserved = createReservedPermits(perSecond);
  let burstUntil = Number.NEGATIVE_INFINITY;
  let isReserving = false;
  const nextReserveAt: Record<Priority, number> = {
    interactive: Number.NEGATIVE_INFINITY,
    bulk: Number.NEGATIVE_INFINITY,
  };
  let cancelWake = () => {};

  /** Starts the calls whose permits are due, reserves more permits if needed, and schedules its next run. */
  function pump(): void {
    cancelWake();
    const current = cooldown.current();
    if (current !== undefined) {
      rejectWaiting(current);
      return;
    }
    const now = clock.now();
    for (let usable = reserved.removeDue(now); usable > 0; usable -= 1) waiting.next()?.start();
    const request = isReserving ? undefined : requestFor(waiting, reserved.count(), perSecond);
    const at = request === undefined ? Number.POSITIVE_INFINITY : reserveTime(request.priority);
    if (request !== undefined && at <= now) void reservePermits(request, now);
    wakeAt(Math.min(reserved.firstStart(), at > now ? at : Number.POSITIVE_INFINITY));
  }

  function reserveTime(priority: Priority): number {
    return Math.max(nextReserveAt[priority], reserved.lastStart() - PRIORITY_LIMITS[priority].prefetchMs);
  }

  async function reservePermits(request: Omit<PermitRequest, 'burstMs'>, sentAt: number): Promise<void> {
    const { priority } = request;
    isReserving = true;
    const burstMs = priority === 'bulk' ? 0 : Math.max(burstUntil - sentAt, 0);
    const permits = await reserve({ ...request, burstMs });
    isReserving = false;
    const now = clock.now();
    if (permits.cooldown !== undefined) cooldown.record(permits.cooldown);
    reserved.add(permits, now);
    if (priority === 'interactive' && permits.idleMs > 0)
      burstUntil = Math.max(burstUntil, sentAt + permits.burstMs);
    if (permits.count === 0)
      nextReserveAt[priority] = now + Math.max(permits.firstMs - PRIORITY_LIMITS[priority].maxWaitMs, 1);
    pump();
  }

  function rejectWaiting(current: CooldownNotice): void {
    reserved.clear();
    for (const call of waiting.all('interactive')) call.fail(current);
    if (current.remainingMs > MAX_BULK_COOLDOWN_MS)
      for (const call of waiting.all('bulk')) call.fail(current);
    wakeAt(clock.now() + current.remainingMs);
  }

  const waitingCalls = () => waiting.count('interactive').calls + waiting.count('bulk').calls;

  function wakeAt(time: number): void {
    if (waitingCalls() === 0 || time === Number.POSITIVE_INFINITY) return;
    cancelWake = clock.after(Math.max(time - clock.now(), 0), pump);
  }

  const estimateWait = (waiter: Waiter) => reserved.waitMs(waiting.ahead(waiter), clock.now());

  function enqueue(waiter: Waiter, resolve: () => void, reject: (error: Error) => void): void {
    let cancelTimeout = () => {};
    const leave = () => {
      cancelTimeout();
      waiting.remove(call);
    };
    const call: QueuedCall = {
      ...waiter,
      start() {
        cancelTimeout();
        resolve();
      },
      fail(current) {
        leave();
        reject(rateLimitedError(current));
      },
    };
    waiting.add(call);
    if (waiter.priority === 'interactive')
      cancelTimeout = clock.after(MAX_WAIT_MS, () => {
        leave();
        reject(waitTooLong(estimateWait(waiter)));
      });
  }

  return {
    async acquire(waiter) {
      if (waiter.priority === 'interactive' && cooldown.current() === undefined) {
        const waitMs = estimateWait(waiter);
        if (waitMs > MAX_WAIT_MS) throw waitTooLong(waitMs);
      }
      await new Promise<void>((resolve, reject) => {
        enqueue(waiter, resolve, reject);
        pump();
      });
    },
    recordCooldown(notice) {
      cooldown.record(notice);
      pump();
    },
    isIdle: () =>
      !isReserving &&
      waitingCalls() === 0 &&
      cooldown.current() === undefined &&
      Math.max(burstUntil, reserved.lastStart()) < clock.now(),
  };
}

/** The permits to request: for the waiting calls that the reserved permits do not cover, interactive calls first. */
function requestFor(
  waiting: FairQueue<QueuedCall>,
  reserved: number,
  perSecond: number,
): Omit<PermitRequest, 'burstMs'> | undefined {
  const [interactive, bulk] = [waiting.count('interactive'), waiting.count('bulk')];
  const isForBulk = interactive.calls <= reserved;
  const uncovered = interactive.calls + (isForBulk ? bulk.calls : 0) - reserved;
  if (uncovered <= 0) return undefined;
  const { users } = isForBulk ? bulk : interactive;
  return {
    waiting: uncovered,
    share: fairShare(perSecond, users),
    priority: isForBulk ? 'bulk' : 'interactive',
    perSecond,
  };
}

function waitTooLong(remainingMs: number): Error {
  return rateLimitedError({ code: 'zoom_rate_limited', remainingMs });
}
