import type { RateLimitedError } from '../response-errors.ts';

/** Zoom's rate limit labels of the calls that are used here. */
export type RateLabel = 'light' | 'medium';

/** Somebody waits for an interactive call; bulk work takes what they leave. */
export type Priority = 'interactive' | 'bulk';

/** One of Zoom's limits: of an account and label, or of one user's updates in a day. */
export type Limit = { label: RateLabel; accountId: string } | { updatesOf: string };

/** A time that Zoom has named, before which nothing is to be sent. */
export interface CooldownNotice {
  code: RateLimitedError['code'];
  /** Milliseconds from now. */
  remainingMs: number;
}

export interface PermitRequest {
  /** Calls that wait. */
  waiting: number;
  /** How many of them may take a turn in this round; what may start at once is not counted. */
  share: number;
  priority: Priority;
  /** For how long turns may still start before their place in the line, by an earlier answer's `idleMs`; milliseconds. */
  burstMs: number;
  /** Calls a second that are configured for the account. */
  perSecond: number;
}

/** Turns that were given: the first at its place in the line, the others behind it. */
export interface Permits {
  /** How many; none while the line is too long for this priority, or blocked. */
  count: number;
  /** Milliseconds until the first place, whether or not it was given. */
  firstMs: number;
  /** Milliseconds from place to place. */
  intervalMs: number;
  /** Turns whose place is no further away than this may start at once; milliseconds. */
  burstMs: number;
  /** For how long nobody had called; 0 while there is a line. */
  idleMs: number;
  block?: CooldownNotice;
}

/** What all processes know together of Zoom's limits. Any of it may fail. */
export interface RateLimitBackend {
  /** Takes turns in the line of an account and label. */
  take(limit: Limit, request: PermitRequest): Promise<Permits>;
  blockOf(limit: Limit): Promise<CooldownNotice | undefined>;
  /** Remembers a block, unless a longer one is known. Where `slowdown` names the configured rate, Zoom was called too fast. */
  block(limit: Limit, block: CooldownNotice, slowdown?: { perSecond: number }): Promise<void>;
}
