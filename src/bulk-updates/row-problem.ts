import type { Problem, ProblemCode } from '../problem.ts';

/**
 * Errors of the user's connection, the app or the daily limit: every further row would fail with
 * them too.
 */
const SAME_FOR_ALL: ReadonlySet<ProblemCode> = new Set([
  'reconnect_required',
  'scope_missing',
  'app_misconfigured',
  'zoom_daily_limit',
  'zoom_user_not_found',
  'not_signed_in',
]);

/**
 * Zoom returns these for a meeting or for the whole account. Several of them without a success mean
 * the account.
 */
const PROBABLY_SAME_FOR_ALL: ReadonlySet<ProblemCode> = new Set([
  'hosting_not_allowed',
  'livestream_not_enabled',
]);
const ROWS_TO_BE_SURE = 3;

/** Detects from finished rows whether the remaining rows would fail with the same error. */
export function createSharedErrorDetector(): {
  succeeded(): void;
  /** Whether every remaining row would fail with this problem. */
  isShared(problem: Problem): boolean;
} {
  let successes = 0;
  const failures = new Map<ProblemCode, number>();
  return {
    succeeded() {
      successes += 1;
    },
    isShared({ code }) {
      if (SAME_FOR_ALL.has(code)) return true;
      if (!PROBABLY_SAME_FOR_ALL.has(code)) return false;
      const count = (failures.get(code) ?? 0) + 1;
      failures.set(code, count);
      return successes === 0 && count >= ROWS_TO_BE_SURE;
    },
  };
}

/** Shorter pauses are waited for within the time slice (seconds). */
const MAX_WAIT_IN_SLICE_SECONDS = 2;

/**
 * Seconds to pause all requests of this user, because Zoom limits them or is unavailable; undefined
 * for other problems.
 */
export function pauseSeconds({ code, members }: Problem): number | undefined {
  const { retryAfter = 0 } = members;
  const isPause = code === 'zoom_rate_limited' || code === 'zoom_unavailable';
  return isPause && retryAfter > MAX_WAIT_IN_SLICE_SECONDS ? retryAfter : undefined;
}
