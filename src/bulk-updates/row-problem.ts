import { type Problem, type ProblemCode, problems } from '../problem.ts';
import type { RowProblem } from './types.ts';

/** The part of a problem that is stored with a row: everything but what belongs to one HTTP response. */
export function toRowProblem({ code, members }: Problem): RowProblem {
  const { title, detail } = problems[code];
  return {
    code,
    title,
    detail: members.detail ?? detail,
    ...(members.reason === undefined ? {} : { reason: members.reason }),
    ...(members.facts === undefined ? {} : { facts: members.facts }),
    ...(members.errors === undefined ? {} : { errors: members.errors }),
  };
}

/** Errors of the user's connection, of the app or of the day's limit: every further row would fail the same way. */
const SAME_FOR_ALL: ReadonlySet<ProblemCode> = new Set([
  'reconnect_required',
  'scope_missing',
  'app_misconfigured',
  'zoom_daily_limit',
  'zoom_user_not_found',
  'not_signed_in',
]);

/** Zoom uses these both for one meeting and for the whole account. Several in a row and no success mean the account. */
const PROBABLY_SAME_FOR_ALL: ReadonlySet<ProblemCode> = new Set([
  'hosting_not_allowed',
  'livestream_not_enabled',
]);
const ROWS_TO_BE_SURE = 3;

/** Decides, from the rows that have ended so far, whether the rest of the batch would fail the same way. */
export function createSharedErrorDetector(): {
  succeeded(): void;
  /** Whether this failure is one that every remaining row shares. */
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

/** A pause this short is waited for within the time slice (seconds). */
const MAX_WAIT_IN_SLICE_SECONDS = 2;

/** How long no request of this user makes sense (seconds): Zoom is limiting them, or is unavailable. Undefined for any other problem. */
export function pauseSeconds({ code, members }: Problem): number | undefined {
  const { retryAfter = 0 } = members;
  const isPause = code === 'zoom_rate_limited' || code === 'zoom_unavailable';
  return isPause && retryAfter > MAX_WAIT_IN_SLICE_SECONDS ? retryAfter : undefined;
}
