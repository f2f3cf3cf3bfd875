import { AskedToWait } from './failures.ts';

/** Zoom's rate limit labels of the calls that are used here. */
export type RateLabel = 'light' | 'medium';

/** Whose turn it is: limits per second are the account's, some limits per day the user's, and only for updates. */
export interface Caller {
  accountId: string;
  userId: string;
  label: RateLabel;
  updates: boolean;
}

export interface Budget {
  /**
   * Waits until this caller may ask Zoom.
   * @throws AskedToWait when the turn is more than 5 seconds away, or when Zoom has named a later time
   */
  turn(caller: Caller): Promise<void>;
  /** Remembers a time that Zoom has named, so that nothing is sent before. */
  askedToWait(caller: Caller, asked: AskedToWait): void;
}

export interface BudgetOptions {
  perSecond: Readonly<Record<RateLabel, number>>;
  /** Monotonic clock, milliseconds. */
  now?: () => number;
}

/** Longest wait for a turn within a request (milliseconds); beyond it the caller is told when to come back. */
const MAX_WAIT_MS = 5_000;
const MAX_REMEMBERED = 10_000;

/**
 * Paces the calls of one process for each Zoom account and label, so that a burst is spread rather than refused: Zoom's
 * limits are per customer account and shared with all its other apps. A second's worth may go at once.
 */
export function createBudget({ perSecond, now = () => performance.now() }: BudgetOptions): Budget {
  /** When the next call of an account may start. */
  const nextAt = new Map<string, number>();
  const blocks = new Map<string, { until: number; asked: AskedToWait }>();

  function refuseBlocked(key: string, time: number): void {
    const block = blocks.get(key);
    if (block === undefined) return;
    if (block.until <= time) {
      blocks.delete(key);
      return;
    }
    const retryAfter = Math.ceil((block.until - time) / 1000);
    throw new AskedToWait(block.asked.code, { ...block.asked.members, retryAfter });
  }

  return {
    async turn(caller) {
      const time = now();
      refuseBlocked(dayKey(caller), time);
      refuseBlocked(laneKey(caller), time);
      const spacing = 1000 / perSecond[caller.label];
      const earliestOfBurst = time - 1000 + spacing;
      const startAt = Math.max(nextAt.get(laneKey(caller)) ?? 0, earliestOfBurst);
      const wait = startAt - time;
      if (wait > MAX_WAIT_MS)
        throw new AskedToWait('zoom_rate_limited', { retryAfter: Math.ceil(wait / 1000) });
      if (nextAt.size >= MAX_REMEMBERED) forget(nextAt, (next) => next < time);
      nextAt.set(laneKey(caller), startAt + spacing);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    },
    askedToWait(caller, asked) {
      // Whose limit it is isn't known before the person is: it must not hold up everybody else who signs in.
      if (caller.accountId === '') return;
      const time = now();
      if (blocks.size >= MAX_REMEMBERED) forget(blocks, (block) => block.until < time);
      const key = asked.code === 'zoom_daily_limit' ? dayKey(caller) : laneKey(caller);
      blocks.set(key, { until: time + (asked.members.retryAfter ?? 1) * 1000, asked });
    },
  };
}

function laneKey({ accountId, label }: Caller): string {
  return `${label}:${accountId}`;
}

/** Updates are limited per user and day, everything else per account and label; a refused update does not tell which it was. */
function dayKey(caller: Caller): string {
  return caller.updates ? `updates:${caller.userId}` : `day:${laneKey(caller)}`;
}

function forget<T>(map: Map<string, T>, isPast: (value: T) => boolean): void {
  for (const [key, value] of map) {
    if (isPast(value)) map.delete(key);
  }
}
