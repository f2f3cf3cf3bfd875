import type { RateLimitedError } from '../response-errors.ts';

/**
 * The arithmetic of the outbound rate limiter: GCRA with two priorities. The glossary in
 * `docs/architecture.md` explains the terms. All times are milliseconds from now.
 *
 * - **Rate.** Slots are one emission interval apart. The state is the time of the next free slot.
 * - **Bursts.** After idle time, permits may start before their slots, by at most `burstMs`. The
 *   unused capacity of the past pays for that: no second has more calls than the rate.
 * - **Priorities.** Slots further away than `maxWaitMs` are not reserved. While interactive calls
 *   wait, their process keeps the slots of `prefetchMs` reserved. Bulk work in any process then
 *   finds no slot that is close enough.
 * - **Fairness.** A reservation is limited to a small share per user, so that processes alternate.
 */
export const PRIORITY_LIMITS = {
  interactive: { maxWaitMs: 1_000, prefetchMs: 300, burstMs: 500 },
  bulk: { maxWaitMs: 150, prefetchMs: 100, burstMs: 0 },
} as const;

/** `interactive`: a user waits for the call. `bulk`: background work, which gets what is left. */
export type Priority = keyof typeof PRIORITY_LIMITS;

export interface PermitRequest {
  /** Number of waiting calls. */
  waiting: number;
  /** Maximum number of permits to reserve, unless a burst allows more. */
  share: number;
  priority: Priority;
  /** What is left of the burst tolerance of an earlier reservation. */
  burstMs: number;
  /** Configured calls per second of the account. */
  perSecond: number;
}

/** Reserved permits, in consecutive slots. */
export interface Permits {
  /** 0 if the next free slot is too far away for the priority, or during a cooldown. */
  count: number;
  /** Time until the first slot, even if it was not reserved. */
  firstMs: number;
  /** Time between two slots (emission interval). */
  intervalMs: number;
  /** Burst tolerance: permits whose slot is at most this far away may start immediately. */
  burstMs: number;
  cooldown?: Cooldown | null | undefined;
}

/** Zoom requested that no call is sent for some time. */
export interface Cooldown {
  code: RateLimitedError['code'];
  remainingMs: number;
}

export interface LimitState {
  /** Time until the next free slot; negative if the limit is idle. */
  slotMs: number;
  /** The rate after Zoom last reported that calls are too fast. */
  slowed?: { perSecond: number; agoMs: number } | null;
  cooldown?: Cooldown | null | undefined;
}

/** Zoom counts calls when they arrive, and latency varies by 50 ms, a twentieth of a second. */
const SAFETY_FACTOR = 0.95;
/** Multiplies the rate when Zoom reports that calls are too fast. */
const SLOWDOWN_FACTOR = 0.7;
/** The rate is reduced at most once in this time: Zoom rejects concurrent calls together. */
export const MIN_SLOWDOWN_INTERVAL_MS = 1_000;
/** Time in which the rate recovers from zero to the configured rate. */
const RECOVERY_MS = 60_000;

/** Time between two slots at this rate. */
export function emissionInterval(perSecond: number): number {
  return 1_000 / (perSecond * SAFETY_FACTOR);
}

/** The current rate, which a slowdown reduces for a while. */
export function recoveredRate(slowed: LimitState['slowed'], configured: number): number {
  if (!slowed) return configured;
  return Math.min(slowed.perSecond + (Math.max(slowed.agoMs, 0) / RECOVERY_MS) * configured, configured);
}

/** Reserves permits. @returns the new state (the given one if nothing changes) and the permits */
export function reserve(state: LimitState, request: PermitRequest): [LimitState, Permits] {
  const limits = PRIORITY_LIMITS[request.priority];
  const intervalMs = emissionInterval(recoveredRate(state.slowed, request.perSecond));
  // A slot further away can only result from a clock that was set back.
  const maxSlotMs = PRIORITY_LIMITS.interactive.maxWaitMs + intervalMs;
  const firstMs = Math.min(Math.max(state.slotMs, 0), maxSlotMs);
  const burstMs = Math.max(request.burstMs, Math.min(-state.slotMs, limits.burstMs));
  const slotsWithin = (ms: number) => Math.floor((ms - firstMs) / intervalMs) + 1;
  const allowed = Math.min(Math.max(request.share, slotsWithin(burstMs)), slotsWithin(limits.maxWaitMs));
  const count = state.cooldown ? 0 : Math.max(Math.min(request.waiting, allowed), 0);
  const slotMs = firstMs + count * intervalMs;
  const next = count > 0 || slotMs < state.slotMs ? { ...state, slotMs } : state;
  return [next, { count, firstMs, intervalMs, burstMs, cooldown: state.cooldown }];
}

/** Starts a cooldown, unless a longer one is active. Reduces the rate if calls were too fast. */
export function coolDown(state: LimitState, cooldown: Cooldown, configured: number): LimitState {
  const { slowed } = state;
  const isLonger = cooldown.remainingMs >= (state.cooldown?.remainingMs ?? 0);
  const next = { ...state, cooldown: isLonger ? cooldown : state.cooldown };
  const isRepeated = slowed && Math.abs(slowed.agoMs) < MIN_SLOWDOWN_INTERVAL_MS;
  if (cooldown.code !== 'zoom_rate_limited' || isRepeated) return next;
  const perSecond = Math.max(recoveredRate(slowed, configured) * SLOWDOWN_FACTOR, 1);
  return { ...next, slowed: { perSecond, agoMs: 0 } };
}

/** The state after some time without changes. */
export function aged({ slotMs, slowed, cooldown }: LimitState, ms: number): LimitState {
  const remainingMs = (cooldown?.remainingMs ?? 0) - ms;
  return {
    slotMs: slotMs - ms,
    slowed: slowed ? { ...slowed, agoMs: slowed.agoMs + ms } : null,
    cooldown: cooldown && remainingMs > 0 ? { ...cooldown, remainingMs } : null,
  };
}
