import type { Clock } from '../../src/zoom/rate-limit/clock.ts';
import type { Caller, RateLimiter } from '../../src/zoom/rate-limit/rate-limiter.ts';
import { RateLimitedError } from '../../src/zoom/response-errors.ts';

export const CALLER: Caller = {
  accountId: 'account',
  userId: 'user',
  label: 'light',
  updates: false,
  priority: 'interactive',
};

/** The outcome of a call that waited for a permit. */
export interface Outcome {
  caller: Caller;
  arrivedAt: number;
  /** Set when the call got a permit, or was rejected. */
  startedAt?: number;
  rejectedAt?: number;
  rejection?: RateLimitedError;
}

/** Records, with the times of this clock, the outcome of each call. */
export function createCallers(clock: Pick<Clock, 'now'>) {
  const outcomes: Outcome[] = [];
  function call(limiter: RateLimiter, given: Partial<Caller> = {}): Outcome {
    const caller = { ...CALLER, ...given };
    const outcome: Outcome = { caller, arrivedAt: clock.now() };
    outcomes.push(outcome);
    limiter.acquire(caller).then(
      () => {
        outcome.startedAt = clock.now();
      },
      (error: unknown) => {
        if (!(error instanceof RateLimitedError)) throw error;
        outcome.rejectedAt = clock.now();
        outcome.rejection = error;
      },
    );
    return outcome;
  }
  return {
    outcomes,
    call,
    calls: (limiter: RateLimiter, count: number, given: Partial<Caller> = {}) =>
      Array.from({ length: count }, () => call(limiter, given)),
  };
}

export function startsOf(outcomes: readonly Outcome[]): number[] {
  return outcomes
    .flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt]))
    .sort((one, other) => one - other);
}

/** The maximum number of starts in any window of one second. */
export function maxInASecond(starts: readonly number[]): number {
  let max = 0;
  let first = 0;
  for (const [last, start] of starts.entries()) {
    while (start - (starts[first] ?? start) >= 1_000) first += 1;
    max = Math.max(max, last - first + 1);
  }
  return max;
}
