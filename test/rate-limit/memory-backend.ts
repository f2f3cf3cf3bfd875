import type { RateLimitBackend } from '../../src/zoom/rate-limit/backend.ts';
import type { Clock } from '../../src/zoom/rate-limit/clock.ts';
import { aged, type LimitState } from '../../src/zoom/rate-limit/gcra.ts';

/** Keeps the state in memory, for processes with the same clock. */
export function createMemoryBackend(clock: Clock): RateLimitBackend {
  const states = new Map<string, { state: LimitState; at: number }>();
  return {
    async update(limit, change) {
      const key = JSON.stringify(limit);
      const { state, at } = states.get(key) ?? { state: { slotMs: Number.NEGATIVE_INFINITY }, at: 0 };
      const [next, result] = change(aged(state, clock.now() - at));
      states.set(key, { state: next, at: clock.now() });
      return result;
    },
  };
}
