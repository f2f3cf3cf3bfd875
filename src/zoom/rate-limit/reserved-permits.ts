import type { Permits } from './backend.ts';
import { emissionInterval } from './gcra.ts';

/** The permits of one account and label that this process has reserved and not used yet. */
export interface ReservedPermits {
  count(): number;
  /** When the first permit may start; infinity if no permit is reserved. */
  firstStart(): number;
  /** When the last permit may start; negative infinity if no permit is reserved. */
  lastStart(): number;
  add(permits: Permits, now: number): void;
  /** Removes the permits that are due. @returns how many of them can be used */
  removeDue(now: number): number;
  clear(): void;
  /** Estimates the wait of a new call that is behind this many others; milliseconds. */
  waitMs(ahead: number, now: number): number;
}

/** A permit this late, in a process that was busy, is dropped: using it in addition would exceed the rate. */
const MAX_LATENESS_MS = 50;

/** Times are by the process's monotonic clock. */
export function createReservedPermits(perSecond: number): ReservedPermits {
  let starts: number[] = [];
  /** The next free slot after the latest reservation, and the interval of the slots. */
  let next = { slot: Number.NEGATIVE_INFINITY, intervalMs: emissionInterval(perSecond) };

  return {
    count: () => starts.length,
    firstStart: () => starts[0] ?? Number.POSITIVE_INFINITY,
    lastStart: () => starts.at(-1) ?? Number.NEGATIVE_INFINITY,
    add({ count, firstMs, intervalMs, burstMs }, now) {
      next = { slot: now + firstMs + count * intervalMs, intervalMs };
      for (let permit = 0; permit < count; permit += 1) {
        const slotMs = firstMs + permit * intervalMs;
        starts.push(slotMs <= burstMs ? now : now + slotMs);
      }
      starts.sort((one, other) => one - other);
    },
    removeDue(now) {
      const firstLater = starts.findIndex((start) => start > now);
      const due = starts.splice(0, firstLater === -1 ? starts.length : firstLater);
      return due.filter((start) => now - start <= MAX_LATENESS_MS).length;
    },
    clear() {
      starts = [];
    },
    waitMs(ahead, now) {
      const start = starts[ahead];
      if (start !== undefined) return start - now;
      return Math.max(next.slot - now, 0) + (ahead - starts.length) * next.intervalMs;
    },
  };
}
