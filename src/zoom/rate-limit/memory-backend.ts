import type { Limit, RateLimitBackend } from './backend.ts';
import type { Clock } from './clock.ts';
import { type Cooldown, createCooldown } from './cooldown.ts';
import {
  emissionInterval,
  MIN_SLOWDOWN_INTERVAL_MS,
  recoveredRate,
  reservePermits,
  SLOWDOWN_FACTOR,
} from './gcra.ts';

interface LimitState {
  /** Time of the next free slot. */
  nextSlot: number;
  slowed?: { perSecond: number; at: number };
  cooldown: Cooldown;
}

const MAX_LIMITS = 10_000;

/** Rate limits of this process alone, used while the shared state is unavailable. */
export function createMemoryBackend(clock: Clock): RateLimitBackend {
  const states = new Map<string, LimitState>();

  function stateOf(limit: Limit): LimitState {
    const key = limitKey(limit);
    const existing = states.get(key);
    if (existing !== undefined) return existing;
    if (states.size >= MAX_LIMITS) deleteIdle();
    const state: LimitState = { nextSlot: Number.NEGATIVE_INFINITY, cooldown: createCooldown(clock) };
    states.set(key, state);
    return state;
  }

  function deleteIdle(): void {
    for (const [key, { nextSlot, cooldown }] of states) {
      if (nextSlot < clock.now() && cooldown.current() === undefined) states.delete(key);
    }
  }

  const rateOf = ({ slowed }: LimitState, configured: number) =>
    recoveredRate(slowed && { perSecond: slowed.perSecond, agoMs: clock.now() - slowed.at }, configured);

  return {
    async reserve(limit, request) {
      const state = stateOf(limit);
      const now = clock.now();
      const cooldown = state.cooldown.current();
      const intervalMs = emissionInterval(rateOf(state, request.perSecond));
      const permits = reservePermits(state.nextSlot - now, intervalMs, request);
      if (cooldown !== undefined) return { ...permits, count: 0, cooldown };
      state.nextSlot = Math.max(state.nextSlot, now) + permits.count * permits.intervalMs;
      return permits;
    },
    cooldownOf: async (limit) => stateOf(limit).cooldown.current(),
    async recordCooldown(limit, cooldown, slowdown) {
      const state = stateOf(limit);
      state.cooldown.record(cooldown);
      const now = clock.now();
      if (slowdown === undefined || (state.slowed && now - state.slowed.at < MIN_SLOWDOWN_INTERVAL_MS))
        return;
      const perSecond = Math.max(rateOf(state, slowdown.perSecond) * SLOWDOWN_FACTOR, 1);
      state.slowed = { perSecond, at: now };
    },
  };
}

/** A key that is unique for each limit. */
export function limitKey(limit: Limit): string {
  return 'updatesOf' in limit ? `updates:${limit.updatesOf}` : `${limit.label}:${limit.accountId}`;
}
