import type { Priority, Turns, TurnsRequest } from './shared-limits.ts';

/**
 * How the line of an account is paced.
 *
 * Each call has a place in the line, one spacing behind the one before. After `quiet` milliseconds without a call, turns
 * may start before their places, as long as those lie within the same time from now: what was not called before makes room
 * for what is called early, and what was called early is waited for afterwards. So no second, wherever it begins, has
 * more calls than the rate, bursts included, and the line is still a single number.
 */
export interface Reach {
  /** How far away a place may be that is still given. Bulk work stays close, so that whoever comes does not wait for it. */
  horizonMs: number;
  /**
   * How far ahead a process keeps taking turns while calls wait. Interactive calls reach beyond the horizon of bulk
   * work, also that of other processes: as long as they wait, it gets nothing.
   */
  aheadMs: number;
  /** How early a turn may start at most, after quiet. */
  earlyMs: number;
}

export const REACH: Readonly<Record<Priority, Reach>> = {
  interactive: { horizonMs: 1_000, aheadMs: 300, earlyMs: 500 },
  bulk: { horizonMs: 150, aheadMs: 100, earlyMs: 0 },
};

/** No slot that was given is further away than this; the queue ends one spacing behind it at most. */
export const MAX_HORIZON_MS = Math.max(...Object.values(REACH).map(({ horizonMs }) => horizonMs));

/**
 * Of what is configured, this much is used: Zoom counts when calls arrive, some up to 50 milliseconds later than others,
 * and a twentieth of the calls of a second is 50 milliseconds' worth at any rate.
 */
export const USED_SHARE = 0.95;

/** What remains of the rate when Zoom has said that it was too much, at least one a second, … */
export const SLOWED_SHARE = 0.7;
/** … at most once in this time, since calls under way are refused together, … */
export const SLOWED_EVERY_MS = 1_000;
/** … and how long it takes to grow from nothing back to the configured rate. */
export const GROWN_BACK_SECONDS = 60;

/** One user's turns in a round of one process: 50 milliseconds' worth, so that processes take turns at taking turns. */
const ROUND_SECONDS = 0.05;

export function turnsOfRound(perSecond: number, users: number): number {
  return Math.ceil(perSecond * ROUND_SECONDS) * users;
}

/** Milliseconds from place to place at a rate. */
export function spacingAt(perSecond: number): number {
  return 1_000 / (perSecond * USED_SHARE);
}

/**
 * Takes turns in a line whose next place is `placeMs` milliseconds from now, in the past where that is negative. A place beyond
 * every horizon comes from a clock that jumped and counts as the furthest possible.
 */
export function takeTurns(placeMs: number, spacingMs: number, request: TurnsRequest): Turns {
  const { horizonMs, earlyMs: mostEarlyMs } = REACH[request.priority];
  const firstMs = Math.min(Math.max(placeMs, 0), MAX_HORIZON_MS + spacingMs);
  const quietMs = Math.max(-placeMs, 0);
  const earlyMs = Math.max(request.earlyMs, Math.min(quietMs, mostEarlyMs));
  const within = (ms: number) => Math.floor((ms - firstMs) / spacingMs) + 1;
  const count = Math.min(request.waiting, Math.max(request.share, within(earlyMs)), within(horizonMs));
  return { count: Math.max(count, 0), firstMs, spacingMs, earlyMs, quietMs };
}

/** Calls a second now, when it was slowed to `perSecond` so many milliseconds ago. */
export function grownBack(
  slowed: { perSecond: number; agoMs: number } | undefined,
  configured: number,
): number {
  if (slowed === undefined) return configured;
  const grown = slowed.perSecond + (slowed.agoMs / 1_000) * (configured / GROWN_BACK_SECONDS);
  return Math.min(grown, configured);
}
