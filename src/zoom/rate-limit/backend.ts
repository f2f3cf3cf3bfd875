import type { LimitState } from './gcra.ts';

/** Zoom's rate limit labels of the endpoints that are used here. */
export type RateLabel = 'light' | 'medium';

/** A rate limit of Zoom: of an account and label, or a user's daily limit on updates. */
export type Limit = { label: RateLabel; accountId: string } | { updatesOf: string };

/** The state of all rate limits, shared by all processes. */
export interface RateLimitBackend {
  /**
   * Passes the state of a limit to `change`, and stores the state that it returns, unless it is the
   * same. Calls `change` again if another process has changed the state in the meantime. May fail.
   * @returns what `change` returns beside the state
   */
  update<Result>(limit: Limit, change: (state: LimitState) => [LimitState, Result]): Promise<Result>;
}
