import type { CooldownNotice, PermitRequest, Permits, Priority } from './backend.ts';
import type { Clock } from './clock.ts';
import { createCooldown, rateLimitedError } from './cooldown.ts';
import { createFairQueue, type Waiter } from './fair-queue.ts';
import { emissionInterval, PRIORITY_LIMITS, permitsOfRound } from './gcra.ts';

/** The callers of one account and label in this process. */
export interface AccountQueue {
  /** @throws AskedToWait */
  permit(waiter: Waiter): Promise<void>;
  /** Zoom has named a time: nothing starts before. */
  block(block: CooldownNotice): void;
  /** Whether nothing is lost by forgetting it. */
  isIdle(): boolean;
}

export interface AccountQueueOptions {
  perSecond: number;
  /** Takes turns in the line that all processes share. Must not fail, nor take long. */
  take(request: PermitRequest): Promise<Permits>;
  clock: Clock;
}

/** Longest wait of an interactive caller; beyond it they are told when to come back. */
const MAX_WAIT_MS = 5_000;
/** Longer ones bulk work waits for elsewhere, where it holds nothing meanwhile and can be stopped. */
const MAX_BLOCK_OF_BULK_MS = 10_000;
/** A turn that comes later than this, in a process that was busy, is given up: made up for, it would be one too many. */
const LATE_MS = 50;

interface Waiting extends Waiter {
  start(): void;
  fail(block: CooldownNotice): void;
}

export function createAccountQueue({ perSecond, take, clock }: AccountQueueOptions): AccountQueue {
  const waiting = createFairQueue<Waiting>();
  const known = createCooldown(clock);
  /** When the turns start that were taken and not used yet, by this process's clock. Whose they are is decided then. */
  let permits: number[] = [];
  /** End of the line, as far as it is known here, and how fast it moves. */
  let line = { end: Number.NEGATIVE_INFINITY, intervalMs: emissionInterval(perSecond) };
  let burstUntil = Number.NEGATIVE_INFINITY;
  let isReserving = false;
  const nextReserveAt: Record<Priority, number> = {
    interactive: Number.NEGATIVE_INFINITY,
    bulk: Number.NEGATIVE_INFINITY,
  };
  let cancelWake = () => {};

  /** Gives out what is due, asks for more where it is needed, and sees to it that it is called again in time. */
  function move(): void {
    cancelWake();
    const block = known.current();
    if (block !== undefined) {
      rejectBlocked(block);
      return;
    }
    const now = clock.now();
    dispatchDue(now);
    const request = nextRequest(now);
    const at = request === undefined ? Number.POSITIVE_INFINITY : reserveTime(request.priority);
    if (request !== undefined && at <= now) void reserve(request, now);
    wakeAt(Math.min(permits[0] ?? Number.POSITIVE_INFINITY, at > now ? at : Number.POSITIVE_INFINITY));
  }

  function dispatchDue(now: number): void {
    const due = permits.findIndex((start) => start > now);
    const started = permits.splice(0, due === -1 ? permits.length : due);
    for (const start of started) {
      if (now - start <= LATE_MS) waiting.next()?.start();
    }
  }

  /** What to ask for: turns for those that wait and are not covered by turns already taken. */
  function nextRequest(now: number): PermitRequest | undefined {
    const [interactive, bulk] = [waiting.count('interactive'), waiting.count('bulk')];
    const isForBulk = interactive.calls <= permits.length;
    const uncovered = interactive.calls + (isForBulk ? bulk.calls : 0) - permits.length;
    if (isReserving || uncovered <= 0) return undefined;
    const { users } = isForBulk ? bulk : interactive;
    return {
      waiting: uncovered,
      share: permitsOfRound(perSecond, users),
      priority: isForBulk ? 'bulk' : 'interactive',
      burstMs: isForBulk ? 0 : Math.max(burstUntil - now, 0),
      perSecond,
    };
  }

  function reserveTime(priority: Priority): number {
    const last = permits.at(-1) ?? Number.NEGATIVE_INFINITY;
    return Math.max(nextReserveAt[priority], last - PRIORITY_LIMITS[priority].prefetchMs);
  }

  async function reserve(request: PermitRequest, sentAt: number): Promise<void> {
    isReserving = true;
    const taken = await take(request);
    isReserving = false;
    const now = clock.now();
    if (taken.block !== undefined) known.record(taken.block);
    const { count, firstMs, intervalMs, burstMs } = taken;
    line = { end: now + firstMs + count * intervalMs, intervalMs };
    for (let permit = 0; permit < count; permit += 1) {
      const place = firstMs + permit * intervalMs;
      permits.push(place <= burstMs ? now : now + place);
    }
    permits.sort((one, other) => one - other);
    if (request.priority === 'interactive' && taken.idleMs > 0)
      burstUntil = Math.max(burstUntil, sentAt + burstMs);
    if (count === 0)
      nextReserveAt[request.priority] =
        now + Math.max(firstMs - PRIORITY_LIMITS[request.priority].maxWaitMs, 1);
    move();
  }

  function rejectBlocked(block: CooldownNotice): void {
    permits = [];
    const isTooLong = block.remainingMs > MAX_BLOCK_OF_BULK_MS;
    for (const waiter of waiting.all('interactive')) waiter.fail(block);
    if (isTooLong) for (const waiter of waiting.all('bulk')) waiter.fail(block);
    wakeAt(clock.now() + block.remainingMs);
  }

  function wakeAt(time: number): void {
    const { calls } = waiting.count('interactive');
    if (calls + waiting.count('bulk').calls === 0 || time === Number.POSITIVE_INFINITY) return;
    cancelWake = clock.after(Math.max(time - clock.now(), 0), move);
  }

  /** Milliseconds until the turn of somebody who comes now. */
  function estimate(waiter: Waiter): number {
    const ahead = waiting.ahead(waiter);
    const taken = permits[ahead];
    if (taken !== undefined) return taken - clock.now();
    return Math.max(line.end - clock.now(), 0) + (ahead - permits.length) * line.intervalMs;
  }

  return {
    permit(waiter) {
      return new Promise((resolve, reject) => {
        const tooLate = (remainingMs: number) => rateLimitedError({ code: 'zoom_rate_limited', remainingMs });
        if (waiter.priority === 'interactive') {
          const ms = estimate(waiter);
          if (known.current() === undefined && ms > MAX_WAIT_MS) return reject(tooLate(ms));
        }
        let cancelLimit = () => {};
        const leave = () => {
          cancelLimit();
          waiting.remove(place);
        };
        const place: Waiting = {
          ...waiter,
          start() {
            cancelLimit();
            resolve();
          },
          fail(block) {
            leave();
            reject(rateLimitedError(block));
          },
        };
        waiting.add(place);
        if (waiter.priority === 'interactive')
          cancelLimit = clock.after(MAX_WAIT_MS, () => {
            leave();
            reject(tooLate(estimate(waiter)));
          });
        move();
      });
    },
    block(block) {
      known.record(block);
      move();
    },
    isIdle: () =>
      !isReserving &&
      waiting.count('interactive').calls + waiting.count('bulk').calls === 0 &&
      known.current() === undefined &&
      Math.max(burstUntil, permits.at(-1) ?? burstUntil) < clock.now(),
  };
}
