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

/** What became of a call that waited for its turn. */
export interface Outcome {
  caller: Caller;
  /** When it came, when it might start, or was refused; none of both while it waits. */
  cameAt: number;
  startedAt?: number;
  rejectedAt?: number;
  rejection?: RateLimitedError;
}

/** Notes, by this clock, what becomes of each call that asks a budget for its turn. */
export function createCallers(clock: Pick<Clock, 'now'>) {
  const outcomes: Outcome[] = [];
  function call(budget: RateLimiter, given: Partial<Caller> = {}): Outcome {
    const caller = { ...CALLER, ...given };
    const outcome: Outcome = { caller, cameAt: clock.now() };
    outcomes.push(outcome);
    budget.permit(caller).then(
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
    calls: (budget: RateLimiter, count: number, given: Partial<Caller> = {}) =>
      Array.from({ length: count }, () => call(budget, given)),
  };
}

export function startsOf(outcomes: readonly Outcome[]): number[] {
  return outcomes
    .flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt]))
    .sort((one, other) => one - other);
}

/** The most starts within any second, wherever it begins. */
export function maxInASecond(starts: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [last, start] of starts.entries()) {
    while (start - (starts[first] ?? start) >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
