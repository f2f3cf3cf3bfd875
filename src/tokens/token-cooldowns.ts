import { Problem } from '../problem.ts';

/** Users for whom the token endpoint requested a pause (`Retry-After`). */
export interface TokenCooldowns {
  start(userId: string, seconds: number): void;
  /** @throws Problem `zoom_unavailable` with the remaining seconds */
  throwIfCoolingDown(userId: string): void;
}

export function createTokenCooldowns(): TokenCooldowns {
  /** When each cooldown ends, by the monotonic clock. */
  const endsAt = new Map<string, number>();
  return {
    start(userId, seconds) {
      endsAt.set(userId, performance.now() + seconds * 1000);
    },
    throwIfCoolingDown(userId) {
      const remainingMs = (endsAt.get(userId) ?? 0) - performance.now();
      if (remainingMs > 0) throw coolingDown(Math.ceil(remainingMs / 1000));
      endsAt.delete(userId);
    },
  };
}

export function coolingDown(retryAfter: number): Problem {
  return new Problem('zoom_unavailable', { status: 503, retryAfter });
}
