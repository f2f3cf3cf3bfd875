import { RateLimitedError } from '../response-errors.ts';
import type { CooldownNotice } from './backend.ts';
import type { Clock } from './clock.ts';

/** The latest time that Zoom has named for one limit, as this process knows it. */
export interface Cooldown {
  /** What still stands of it. */
  current(): CooldownNotice | undefined;
  /** Notes another one; the later time counts. */
  record(block: CooldownNotice): void;
}

export function createCooldown(clock: Clock): Cooldown {
  let known: { code: CooldownNotice['code']; until: number } | undefined;
  return {
    current() {
      const remainingMs = known === undefined ? 0 : known.until - clock.now();
      if (known === undefined || remainingMs <= 0) return undefined;
      return { code: known.code, remainingMs };
    },
    record({ code, remainingMs }) {
      const until = clock.now() + remainingMs;
      if (known === undefined || until >= known.until) known = { code, until };
    },
  };
}

/** What a caller is told who comes before its time. */
export function rateLimitedError({ code, remainingMs }: CooldownNotice): RateLimitedError {
  const status = code === 'zoom_unavailable' ? { status: 503 } : {};
  return new RateLimitedError(code, { ...status, retryAfter: Math.max(Math.ceil(remainingMs / 1_000), 1) });
}
