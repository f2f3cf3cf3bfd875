import { createKnownBlock, type KnownBlock, refusalOf } from './blocks.ts';
import { type Clock, monotonicClock } from './clock.ts';
import type { AskedToWait } from './failures.ts';
import { createLane, type Lane } from './lane.ts';
import { createLocalLimits, nameOf } from './local-limits.ts';
import type { Limit, Priority, RateLabel, SharedLimits } from './shared-limits.ts';
import { createSteadyLimits } from './steady-limits.ts';

/** Whose turn it is: limits per second are the account's, some limits per day the user's, and only for updates. */
export interface Caller {
  accountId: string;
  userId: string;
  label: RateLabel;
  updates: boolean;
  priority: Priority;
}

export interface Budget {
  /**
   * Waits until this caller may ask Zoom; users of an account get turns in rounds, bulk work those that nobody else wants.
   * @throws AskedToWait to an interactive caller whose turn is more than 5 seconds away, or for whom Zoom has named a later
   * time; to bulk work only where that time is more than 10 seconds away
   */
  turn(caller: Caller): Promise<void>;
  /** Remembers a time that Zoom has named, so that nothing is sent before, by any process. Resolves when it is stored. */
  askedToWait(caller: Caller, asked: AskedToWait): Promise<void>;
}

export interface BudgetOptions {
  /** Calls a second for each account. */
  perSecond: Readonly<Record<RateLabel, number>>;
  /** What all processes share. */
  limits: SharedLimits;
  clock?: Clock;
}

const MAX_REMEMBERED = 10_000;

/**
 * Paces the calls to each Zoom account by label, all processes together: Zoom's limits are per customer account and
 * shared with all its other apps. Where the shared limits can't be asked, each process paces its own calls.
 */
export function createBudget({ perSecond, limits, clock = monotonicClock }: BudgetOptions): Budget {
  const steady = createSteadyLimits({ shared: limits, local: createLocalLimits(clock), clock });
  const lanes = new Map<string, Lane>();
  /** Users who have used up the day's updates. */
  const spent = new Map<string, KnownBlock>();

  function laneOf(limit: Limit & { label: RateLabel }): Lane {
    const name = nameOf(limit);
    const known = lanes.get(name);
    if (known !== undefined) return known;
    if (lanes.size >= MAX_REMEMBERED) forget(lanes, (lane) => lane.isIdle());
    const take = steady.take.bind(undefined, limit);
    const lane = createLane({ perSecond: perSecond[limit.label], take, clock });
    lanes.set(name, lane);
    return lane;
  }

  function note(userId: string, block: Parameters<KnownBlock['note']>[0]): void {
    if (spent.size >= MAX_REMEMBERED) forget(spent, (known) => known.current() === undefined);
    const known = spent.get(userId) ?? createKnownBlock(clock);
    known.note(block);
    spent.set(userId, known);
  }

  async function refuseSpent(userId: string): Promise<void> {
    const known = spent.get(userId)?.current();
    const block = known ?? (await steady.blockOf({ updatesOf: userId }));
    if (block === undefined) return;
    if (known === undefined) note(userId, block);
    throw refusalOf(block);
  }

  return {
    async turn({ accountId, userId, label, updates, priority }) {
      if (updates) await refuseSpent(userId);
      await laneOf({ label, accountId }).turn({ userId, priority });
    },
    async askedToWait({ accountId, userId, label, updates }, { code, members }) {
      // Whose limit it is isn't known before the person is: it must not hold up everybody else who signs in.
      if (accountId === '') return;
      const block = { code, remainingMs: (members.retryAfter ?? 1) * 1_000 };
      // A refused update does not tell whether the user has used up the day's or the account has; another read will.
      if (code === 'zoom_daily_limit' && updates) {
        note(userId, block);
        return steady.block({ updatesOf: userId }, block);
      }
      const limit = { label, accountId };
      laneOf(limit).block(block);
      const isTooFast = code === 'zoom_rate_limited';
      return steady.block(limit, block, isTooFast ? { perSecond: perSecond[label] } : undefined);
    },
  };
}

function forget<T>(map: Map<string, T>, isPast: (value: T) => boolean): void {
  for (const [key, value] of map) {
    if (isPast(value)) map.delete(key);
  }
}
