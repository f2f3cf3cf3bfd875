import type { PermitRequest, Permits, Priority } from './backend.ts';

/**
 * The arithmetic of the outbound rate limiter: GCRA, the generic cell rate algorithm (a virtual-scheduling leaky
 * bucket), with two priorities and fair shares.
 *
 * - **Slots.** Calls to one account and rate limit label have slots that are one emission interval apart. The only state
 *   is the time of the next free slot (GCRA's "theoretical arrival time"). A process reserves one or more slots, each of
 *   them a permit for a single call.
 * - **Bursts.** After `idleMs` without calls, permits may start before their slots, if those slots are no further away
 *   than the burst tolerance: the idle time, at most `PriorityLimits.burstMs`. The unused capacity of the past pays for
 *   the burst, so no window of one second, wherever it begins, has more calls than the rate.
 * - **Priorities.** An interactive caller can reserve slots up to one second away, bulk work only slots in the next 150 ms.
 *   While interactive calls wait, their process keeps the slots of the next 300 ms reserved. Bulk work in any process
 *   then finds no free slot that is close enough, so processes need no coordination except the shared slot time.
 * - **Fairness.** In one process, the users of an account get permits round-robin (`fair-queue.ts`). One reservation is
 *   limited to a small share for each waiting user, so processes alternate too.
 */
export interface PriorityLimits {
  /** Slots further away than this are not reserved. It is short for bulk work, so that interactive calls pass quickly. */
  maxWaitMs: number;
  /** How far ahead a process reserves slots while calls wait. For interactive calls it exceeds the `maxWaitMs` of bulk work. */
  prefetchMs: number;
  /** Maximum burst tolerance: how long before its slot a permit may start after idle time. */
  burstMs: number;
}

export const PRIORITY_LIMITS: Readonly<Record<Priority, PriorityLimits>> = {
  interactive: { maxWaitMs: 1_000, prefetchMs: 300, burstMs: 500 },
  bulk: { maxWaitMs: 150, prefetchMs: 100, burstMs: 0 },
};

/** No reserved slot is further away than this, so the next free slot is at most one emission interval later. */
export const MAX_SLOT_MS = Math.max(...Object.values(PRIORITY_LIMITS).map(({ maxWaitMs }) => maxWaitMs));

/**
 * The share of the configured rate that is used. Zoom counts calls when they arrive, and latency varies by up to 50 ms.
 * The remaining twentieth of a second's calls covers these 50 ms at any rate.
 */
export const SAFETY_FACTOR = 0.95;

/** Multiplies the rate when Zoom reports that calls are too fast. The rate never falls below one call per second. */
export const SLOWDOWN_FACTOR = 0.7;
/** The rate is reduced at most once in this time, because Zoom rejects concurrent calls together. */
export const MIN_SLOWDOWN_INTERVAL_MS = 1_000;
/** Time in which the rate recovers from zero to the configured rate. */
export const RECOVERY_SECONDS = 60;

/** Seconds' worth of permits that each user gets in one reservation. It is short, so that processes alternate. */
const ROUND_SECONDS = 0.05;

/** Maximum number of permits in one reservation for this many waiting users, apart from those of a burst. */
export function fairShare(perSecond: number, users: number): number {
  return Math.ceil(perSecond * ROUND_SECONDS) * users;
}

/** Milliseconds between two slots at this rate. */
export function emissionInterval(perSecond: number): number {
  return 1_000 / (perSecond * SAFETY_FACTOR);
}

/**
 * Decides how many slots a request gets.
 * @param slotMs milliseconds until the next free slot; negative if the limit was idle. A slot beyond `MAX_SLOT_MS` can only
 * result from a clock that was changed, and is treated as the furthest possible one.
 */
export function reservePermits(slotMs: number, intervalMs: number, request: PermitRequest): Permits {
  const { maxWaitMs, burstMs: maxBurstMs } = PRIORITY_LIMITS[request.priority];
  const firstMs = Math.min(Math.max(slotMs, 0), MAX_SLOT_MS + intervalMs);
  const idleMs = Math.max(-slotMs, 0);
  const burstMs = Math.max(request.burstMs, Math.min(idleMs, maxBurstMs));
  const slotsWithin = (ms: number) => Math.floor((ms - firstMs) / intervalMs) + 1;
  const count = Math.min(
    request.waiting,
    Math.max(request.share, slotsWithin(burstMs)),
    slotsWithin(maxWaitMs),
  );
  return { count: Math.max(count, 0), firstMs, intervalMs, burstMs, idleMs };
}

/** The current rate, if it was reduced to `perSecond` calls per second `agoMs` milliseconds ago. */
export function recoveredRate(
  slowed: { perSecond: number; agoMs: number } | undefined,
  configured: number,
): number {
  if (slowed === undefined) return configured;
  const recovered = slowed.perSecond + (slowed.agoMs / 1_000) * (configured / RECOVERY_SECONDS);
  return Math.min(recovered, configured);
}
