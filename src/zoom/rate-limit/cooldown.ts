import { RateLimitedError } from '../response-errors.ts';
import type { CooldownNotice } from './backend.ts';
import type { Clock } from './clock.ts';

/** The cooldown of one rate limit, in this process. */
export interface Cooldown {
  /** What is left of the cooldown; undefined without a cooldown. */
  current(): CooldownNotice | undefined;
  /** Extends the cooldown. A notice that ends earlier than the current cooldown has no effect. */
  record(notice: CooldownNotice): void;
}

export function createCooldown(clock: Clock): Cooldown {
  let cooldown: { code: CooldownNotice['code']; until: number } | undefined;
  return {
    current() {
      const remainingMs = cooldown === undefined ? 0 : cooldown.until - clock.now();
      if (cooldown === undefined || remainingMs <= 0) return undefined;
      return { code: cooldown.code, remainingMs };
    },
    record({ code, remainingMs }) {
      const until = clock.now() + remainingMs;
      if (cooldown === undefined || until >= cooldown.until) cooldown = { code, until };
    },
  };
}

/** The error for a call during a cooldown. */
export function rateLimitedError({ code, remainingMs }: CooldownNotice): RateLimitedError {
  const status = code === 'zoom_unavailable' ? { status: 503 } : {};
  return new RateLimitedError(code, { ...status, retryAfter: Math.max(Math.ceil(remainingMs / 1_000), 1) });
}
