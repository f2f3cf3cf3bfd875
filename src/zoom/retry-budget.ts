/**
 * Share of requests that may be retried, so that retries do not multiply the load while Zoom is
 * failing.
 */
const SHARE = 0.1;
const MAX_SAVED = 10;

export interface RetryBudget {
  /** Call for each request: it adds a tenth of a retry to the budget. */
  earn(): void;
  /** Takes one retry from the budget. @returns whether there was one */
  spend(): boolean;
}

/** Allows retries for at most a tenth of the requests, and one at the start. */
export function createRetryBudget(): RetryBudget {
  let saved = 1;
  return {
    earn() {
      saved = Math.min(saved + SHARE, MAX_SAVED);
    },
    spend() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
