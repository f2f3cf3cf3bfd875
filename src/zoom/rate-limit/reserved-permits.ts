import type { Clock } from './clock.ts';
import * as gcra from './gcra.ts';

export interface ReservedPermitsOptions {
  perSecond: number;
  /** Reserves permits in the shared state. Returns undefined while it is unavailable. */
  reserveShared(request: gcra.PermitRequest): Promise<gcra.Permits | undefined>;
  clock: Clock;
}

/** A busy process drops permits that are this late: using them as well would exceed the rate. */
const MAX_LATENESS_MS = 50;
/** Seconds' worth of permits that each user gets in one reservation. */
const ROUND_SECONDS = 0.05;

/** The permits of one account and label that this process has reserved and not used. */
export function createReservedPermits({ perSecond, reserveShared, clock }: ReservedPermitsOptions) {
  /** When the permits may start, in ascending order. */
  let starts: number[] = [];
  /** The limit as this process knows it, from where it continues without the shared state. */
  let known = { state: { slotMs: Number.NEGATIVE_INFINITY } as gcra.LimitState, at: clock.now() };
  let intervalMs = gcra.emissionInterval(perSecond);
  let burstUntil = Number.NEGATIVE_INFINITY;
  let isReserving = false;

  const state = () => gcra.aged(known.state, clock.now() - known.at);
  const setState = (next: gcra.LimitState) => {
    known = { state: next, at: clock.now() };
  };

  return {
    count: () => starts.length,
    cooldown: () => state().cooldown ?? undefined,
    /** Time until the first permit may start. */
    firstMs: () => (starts[0] ?? Number.POSITIVE_INFINITY) - clock.now(),
    /** Time until more permits can and should be reserved, if calls wait for them. */
    reserveInMs(priority: gcra.Priority): number {
      if (isReserving) return Number.POSITIVE_INFINITY;
      const { maxWaitMs, prefetchMs } = gcra.PRIORITY_LIMITS[priority];
      const lastMs = (starts.at(-1) ?? Number.NEGATIVE_INFINITY) - clock.now();
      return Math.max(lastMs - prefetchMs, state().slotMs - maxWaitMs);
    },
    /** Reserves permits for this number of waiting calls of this number of users. */
    async reserve(waiting: number, users: number, priority: gcra.Priority): Promise<void> {
      isReserving = true;
      const sentAt = clock.now();
      const burstMs = priority === 'bulk' ? 0 : Math.max(burstUntil - sentAt, 0);
      const share = Math.ceil(perSecond * ROUND_SECONDS) * users;
      const request = { waiting, share, priority, burstMs, perSecond };
      const permits = (await reserveShared(request)) ?? gcra.reserve(state(), request)[1];
      isReserving = false;
      intervalMs = permits.intervalMs;
      burstUntil = Math.max(burstUntil, sentAt + permits.burstMs);
      const now = clock.now();
      const slots = Array.from({ length: permits.count }, (_, slot) => permits.firstMs + slot * intervalMs);
      starts = starts.concat(slots.map((slotMs) => (slotMs <= permits.burstMs ? now : now + slotMs)));
      starts.sort((one, other) => one - other);
      const next = { ...state(), slotMs: permits.firstMs + permits.count * intervalMs };
      setState(permits.cooldown ? gcra.coolDown(next, permits.cooldown, perSecond) : next);
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
    coolDown(cooldown: gcra.Cooldown): void {
      setState(gcra.coolDown(state(), cooldown, perSecond));
      starts = [];
    },
    isIdle: () => !isReserving && burstUntil < clock.now() && state().slotMs < 0 && !state().cooldown,
  };
}
