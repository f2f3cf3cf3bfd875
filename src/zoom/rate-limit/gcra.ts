import type { PermitRequest, Permits, Priority } from './backend.ts';

/**
 * How the line of an account is paced.
 *
 * Each call has a place in the line, one spacing behind the one before. After `quiet` milliseconds without a call, turns
 * may start before their places, as long as those lie within the same time from now: what was not called before makes room
 * for what is called early, and what was called early is waited for afterwards. So no second, wherever it begins, has
 * more calls than the rate, bursts included, and the line is still a single number.
 */
export interface PriorityLimits {
  /** How far away a place may be that is still given. Bulk work stays close, so that whoever comes does not wait for it. */
  maxWaitMs: number;
  /**
   * How far ahead a process keeps taking turns while calls wait. Interactive calls reach beyond the horizon of bulk
   * work, also that of other processes: as long as they wait, it gets nothing.
   */
  prefetchMs: number;
  /** How early a turn may start at most, after quiet. */
  burstMs: number;
}

export const PRIORITY_LIMITS: Readonly<Record<Priority, PriorityLimits>> = {
  interactive: { maxWaitMs: 1_000, prefetchMs: 300, burstMs: 500 },
  bulk: { maxWaitMs: 150, prefetchMs: 100, burstMs: 0 },
};

/** No slot that was given is further away than this; the queue ends one spacing behind it at most. */
export const MAX_SLOT_MS = Math.max(...Object.values(PRIORITY_LIMITS).map(({ maxWaitMs }) => maxWaitMs));

/**
 * Of what is configured, this much is used: Zoom counts when calls arrive, some up to 50 milliseconds later than others,
 * and a twentieth of the calls of a second is 50 milliseconds' worth at any rate.
 */
export const SAFETY_FACTOR = 0.95;

/** What remains of the rate when Zoom has said that it was too much, at least one a second, … */
export const SLOWDOWN_FACTOR = 0.7;
/** … at most once in this time, since calls under way are refused together, … */
export const MIN_SLOWDOWN_INTERVAL_MS = 1_000;
/** … and how long it takes to grow from nothing back to the configured rate. */
export const RECOVERY_SECONDS = 60;

/** One user's turns in a round of one process: 50 milliseconds' worth, so that processes take turns at taking turns. */
const ROUND_SECONDS = 0.05;

export function permitsOfRound(perSecond: number, users: number): number {
  return Math.ceil(perSecond * ROUND_SECONDS) * users;
}

/** Milliseconds from place to place at a rate. */
export function emissionInterval(perSecond: number): number {
  return 1_000 / (perSecond * SAFETY_FACTOR);
}

/**
 * Takes turns in a line whose next place is `slotMs` milliseconds from now, in the past where that is negative. A place beyond
 * every horizon comes from a clock that jumped and counts as the furthest possible.
 */
export function reservePermits(slotMs: number, intervalMs: number, request: PermitRequest): Permits {
  const { maxWaitMs, burstMs: maxBurstMs } = PRIORITY_LIMITS[request.priority];
  const firstMs = Math.min(Math.max(slotMs, 0), MAX_SLOT_MS + intervalMs);
  const idleMs = Math.max(-slotMs, 0);
  const burstMs = Math.max(request.burstMs, Math.min(idleMs, maxBurstMs));
  const within = (ms: number) => Math.floor((ms - firstMs) / intervalMs) + 1;
  const count = Math.min(request.waiting, Math.max(request.share, within(burstMs)), within(maxWaitMs));
  return { count: Math.max(count, 0), firstMs, intervalMs, burstMs, idleMs };
}

/** Calls a second now, when it was slowed to `perSecond` so many milliseconds ago. */
export function recoveredRate(
  slowed: { perSecond: number; agoMs: number } | undefined,
  configured: number,
): number {
  if (slowed === undefined) return configured;
  const grown = slowed.perSecond + (slowed.agoMs / 1_000) * (configured / RECOVERY_SECONDS);
  return Math.min(grown, configured);
}
