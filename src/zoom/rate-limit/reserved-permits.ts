import type { Clock } from './clock.ts';
import {
  aged,
  type Cooldown,
  coolDown,
  emissionInterval,
  fairShare,
  type LimitState,
  type PermitRequest,
  type Permits,
  PRIORITY_LIMITS,
  type Priority,
  reserve,
  withCooldown,
} from './gcra.ts';

export interface ReservedPermitsOptions {
  perSecond: number;
  /** Reserves permits in the shared state. Returns undefined while it is unavailable. */
  reserveShared(request: PermitRequest): Promise<Permits | undefined>;
  clock: Clock;
}

/** A permit this late, in a process that was busy, is dropped: using it as well would exceed the rate. */
const MAX_LATENESS_MS = 50;

/** The permits of one account and label that this process has reserved and not used. */
export function createReservedPermits({ perSecond, reserveShared, clock }: ReservedPermitsOptions) {
  /** When the permits may start, in ascending order. */
  let starts: number[] = [];
  /** What this process knows of the limit. Without the shared state, reservations continue from here. */
  let known: { state: LimitState; at: number };
  let intervalMs = emissionInterval(perSecond);
  let burstUntil = Number.NEGATIVE_INFINITY;
  let isReserving = false;

  const update = (state: LimitState) => {
    known = { state, at: clock.now() };
  };
  const state = () => aged(known.state, clock.now() - known.at);
  update({ slotMs: Number.NEGATIVE_INFINITY });

  function add({ count, firstMs, burstMs, cooldown, ...permits }: Permits): void {
    const now = clock.now();
    intervalMs = permits.intervalMs;
    const current = cooldown === undefined ? state() : withCooldown(state(), cooldown);
    update({ ...current, slotMs: firstMs + count * intervalMs });
    for (let slot = 0; slot < count; slot += 1) {
      const slotMs = firstMs + slot * intervalMs;
      starts.push(slotMs <= burstMs ? now : now + slotMs);
    }
    starts.sort((one, other) => one - other);
  }

  return {
    count: () => starts.length,
    cooldown: () => state().cooldown ?? undefined,
    /** Time until the first permit may start. */
    firstMs: () => (starts[0] ?? Number.POSITIVE_INFINITY) - clock.now(),
    /** Time until more permits can and should be reserved, if calls wait for them. */
    reserveInMs(priority: Priority): number {
      if (isReserving) return Number.POSITIVE_INFINITY;
      const { maxWaitMs, prefetchMs } = PRIORITY_LIMITS[priority];
      const lastMs = (starts.at(-1) ?? Number.NEGATIVE_INFINITY) - clock.now();
      return Math.max(lastMs - prefetchMs, state().slotMs - maxWaitMs);
    },
    /** Reserves permits for this number of waiting calls of this number of users. */
    async reserve(waiting: number, users: number, priority: Priority): Promise<void> {
      isReserving = true;
      const sentAt = clock.now();
      const burstMs = priority === 'bulk' ? 0 : Math.max(burstUntil - sentAt, 0);
      const request = { waiting, share: fairShare(perSecond, users), priority, burstMs, perSecond };
      const permits = (await reserveShared(request)) ?? reserve(state(), request)[1];
      isReserving = false;
      burstUntil = Math.max(burstUntil, sentAt + permits.burstMs);
      add(permits);
    },
    /** Removes the permits that are due. @returns how many of them can be used */
    removeDue(): number {
      const now = clock.now();
      const due = starts.filter((start) => start <= now);
      starts = starts.slice(due.length);
      return due.filter((start) => now - start <= MAX_LATENESS_MS).length;
    },
    /** Estimates the wait of a call that is behind this many others. */
    waitMs(ahead: number): number {
      const start = starts[ahead];
      if (start !== undefined) return start - clock.now();
      return Math.max(state().slotMs, 0) + (ahead - starts.length) * intervalMs;
    },
    /** Starts a cooldown, in which reserved permits are not used. */
    coolDown(cooldown: Cooldown): void {
      update(coolDown(state(), cooldown, perSecond));
      starts = [];
    },
    isIdle: () => !isReserving && burstUntil < clock.now() && state().slotMs < 0 && !state().cooldown,
  };
}
