/** Share of requests that may be repeated, so that retries never multiply the load on a Zoom that is failing. */
const SHARE = 0.1;
const MAX_SAVED = 10;

export interface RetryBudget {
  /** A request was made: it earns a tenth of a retry. */
  earn(): void;
  /** Takes one retry, if one has been earned. */
  spend(): boolean;
}

/** Retries for at most a tenth of the requests, with one in hand at the start. */
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
