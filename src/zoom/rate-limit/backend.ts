import type { RateLimitedError } from '../response-errors.ts';

/** Zoom's rate limit labels of the endpoints that are used here. */
export type RateLabel = 'light' | 'medium';

/** `interactive`: a user waits for the call. `bulk`: background work, which gets the remaining capacity. */
export type Priority = 'interactive' | 'bulk';

/** A rate limit of Zoom: of an account and label, or a user's daily limit on updates. */
export type Limit = { label: RateLabel; accountId: string } | { updatesOf: string };

/** Zoom requested that no call is sent before a certain time. */
export interface CooldownNotice {
  code: RateLimitedError['code'];
  /** Milliseconds from now. */
  remainingMs: number;
}

export interface PermitRequest {
  /** Number of waiting calls. */
  waiting: number;
  /** Maximum number of permits to reserve, unless a burst allows more. */
  share: number;
  priority: Priority;
  /** What is left of the burst tolerance of an earlier reservation; milliseconds. */
  burstMs: number;
  /** Configured calls per second of the account. */
  perSecond: number;
}

/** Reserved permits, in consecutive slots. */
export interface Permits {
  /** Number of permits; 0 if the next free slot is too far away for this priority, or during a cooldown. */
  count: number;
  /** Milliseconds until the first slot, even if it was not reserved. */
  firstMs: number;
  /** Milliseconds between two slots (emission interval). */
  intervalMs: number;
  /** Burst tolerance: permits whose slot is at most this far away may start immediately; milliseconds. */
  burstMs: number;
  /** How long the limit had been idle; 0 if the next free slot is in the future. */
  idleMs: number;
  cooldown?: CooldownNotice;
}

/** State of all rate limits, shared by all processes. Any method may fail. */
export interface RateLimitBackend {
  /** Reserves permits of an account and label. */
  reserve(limit: Limit, request: PermitRequest): Promise<Permits>;
  cooldownOf(limit: Limit): Promise<CooldownNotice | undefined>;
  /**
   * Stores a cooldown, unless a longer one is stored.
   * @param slowdown the configured rate, if the rate has to be reduced because Zoom was called too fast
   */
  recordCooldown(limit: Limit, cooldown: CooldownNotice, slowdown?: { perSecond: number }): Promise<void>;
}
