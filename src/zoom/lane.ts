import { createKnownBlock, refusalOf } from './blocks.ts';
import type { Clock } from './clock.ts';
import { REACH, spacingAt, turnsOfRound } from './pace.ts';
import type { Block, Priority, Turns, TurnsRequest } from './shared-limits.ts';
import { createWaiting, type Waiter } from './waiting.ts';

/** The callers of one account and label in this process. */
export interface Lane {
  /** @throws AskedToWait */
  turn(waiter: Waiter): Promise<void>;
  /** Zoom has named a time: nothing starts before. */
  block(block: Block): void;
  /** Whether nothing is lost by forgetting it. */
  isIdle(): boolean;
}

export interface LaneOptions {
  perSecond: number;
  /** Takes turns in the line that all processes share. Must not fail, nor take long. */
  take(request: TurnsRequest): Promise<Turns>;
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
  refuse(block: Block): void;
}

export function createLane({ perSecond, take, clock }: LaneOptions): Lane {
  const waiting = createWaiting<Waiting>();
  const known = createKnownBlock(clock);
  /** When the turns start that were taken and not used yet, by this process's clock. Whose they are is decided then. */
  let turns: number[] = [];
  /** End of the line, as far as it is known here, and how fast it moves. */
  let line = { end: Number.NEGATIVE_INFINITY, spacingMs: spacingAt(perSecond) };
  let earlyUntil = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  const askAt: Record<Priority, number> = {
    interactive: Number.NEGATIVE_INFINITY,
    bulk: Number.NEGATIVE_INFINITY,
  };
  let cancelWake = () => {};

  /** Gives out what is due, asks for more where it is needed, and sees to it that it is called again in time. */
  function move(): void {
    cancelWake();
    const block = known.current();
    if (block !== undefined) {
      refuseBlocked(block);
      return;
    }
    const now = clock.now();
    giveTurns(now);
    const request = nextRequest(now);
    const at = request === undefined ? Number.POSITIVE_INFINITY : whenToAsk(request.priority);
    if (request !== undefined && at <= now) void ask(request, now);
    wakeAt(Math.min(turns[0] ?? Number.POSITIVE_INFINITY, at > now ? at : Number.POSITIVE_INFINITY));
  }

  function giveTurns(now: number): void {
    const due = turns.findIndex((start) => start > now);
    const started = turns.splice(0, due === -1 ? turns.length : due);
    for (const start of started) {
      if (now - start <= LATE_MS) waiting.next()?.start();
    }
  }

  /** What to ask for: turns for those that wait and are not covered by turns already taken. */
  function nextRequest(now: number): TurnsRequest | undefined {
    const [interactive, bulk] = [waiting.count('interactive'), waiting.count('bulk')];
    const isForBulk = interactive.calls <= turns.length;
    const uncovered = interactive.calls + (isForBulk ? bulk.calls : 0) - turns.length;
    if (isAsking || uncovered <= 0) return undefined;
    const { users } = isForBulk ? bulk : interactive;
    return {
      waiting: uncovered,
      share: turnsOfRound(perSecond, users),
      priority: isForBulk ? 'bulk' : 'interactive',
      earlyMs: isForBulk ? 0 : Math.max(earlyUntil - now, 0),
      perSecond,
    };
  }

  function whenToAsk(priority: Priority): number {
    const last = turns.at(-1) ?? Number.NEGATIVE_INFINITY;
    return Math.max(askAt[priority], last - REACH[priority].aheadMs);
  }

  async function ask(request: TurnsRequest, sentAt: number): Promise<void> {
    isAsking = true;
    const taken = await take(request);
    isAsking = false;
    const now = clock.now();
    if (taken.block !== undefined) known.note(taken.block);
    const { count, firstMs, spacingMs, earlyMs } = taken;
    line = { end: now + firstMs + count * spacingMs, spacingMs };
    for (let turn = 0; turn < count; turn += 1) {
      const place = firstMs + turn * spacingMs;
      turns.push(place <= earlyMs ? now : now + place);
    }
    turns.sort((one, other) => one - other);
    if (request.priority === 'interactive' && taken.quietMs > 0)
      earlyUntil = Math.max(earlyUntil, sentAt + earlyMs);
    if (count === 0) askAt[request.priority] = now + Math.max(firstMs - REACH[request.priority].horizonMs, 1);
    move();
  }

  function refuseBlocked(block: Block): void {
    turns = [];
    const isTooLong = block.remainingMs > MAX_BLOCK_OF_BULK_MS;
    for (const waiter of waiting.all('interactive')) waiter.refuse(block);
    if (isTooLong) for (const waiter of waiting.all('bulk')) waiter.refuse(block);
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
    const taken = turns[ahead];
    if (taken !== undefined) return taken - clock.now();
    return Math.max(line.end - clock.now(), 0) + (ahead - turns.length) * line.spacingMs;
  }

  return {
    turn(waiter) {
      return new Promise((resolve, reject) => {
        const tooLate = (remainingMs: number) => refusalOf({ code: 'zoom_rate_limited', remainingMs });
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
          refuse(block) {
            leave();
            reject(refusalOf(block));
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
      known.note(block);
      move();
    },
    isIdle: () =>
      !isAsking &&
      waiting.count('interactive').calls + waiting.count('bulk').calls === 0 &&
      known.current() === undefined &&
      Math.max(earlyUntil, turns.at(-1) ?? earlyUntil) < clock.now(),
  };
}
