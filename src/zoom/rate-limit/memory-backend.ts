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

interface Row {
  /** When the next call may start. */
  next: number;
  slowed?: { perSecond: number; at: number };
  block: Cooldown;
}

const MAX_REMEMBERED = 10_000;

/** Limits that only this process knows: what is gone by while those shared by all can't be asked. */
export function createMemoryBackend(clock: Clock): RateLimitBackend {
  const rows = new Map<string, Row>();

  function rowOf(limit: Limit): Row {
    const key = nameOf(limit);
    const known = rows.get(key);
    if (known !== undefined) return known;
    if (rows.size >= MAX_REMEMBERED) forgetPast();
    const row: Row = { next: Number.NEGATIVE_INFINITY, block: createCooldown(clock) };
    rows.set(key, row);
    return row;
  }

  function forgetPast(): void {
    for (const [key, { next, block }] of rows) {
      if (next < clock.now() && block.current() === undefined) rows.delete(key);
    }
  }

  const rateOf = ({ slowed }: Row, configured: number) =>
    recoveredRate(slowed && { perSecond: slowed.perSecond, agoMs: clock.now() - slowed.at }, configured);

  return {
    async take(limit, request) {
      const row = rowOf(limit);
      const now = clock.now();
      const block = row.block.current();
      const permits = reservePermits(
        row.next - now,
        emissionInterval(rateOf(row, request.perSecond)),
        request,
      );
      if (block !== undefined) return { ...permits, count: 0, block };
      row.next = Math.max(row.next, now) + permits.count * permits.intervalMs;
      return permits;
    },
    blockOf: async (limit) => rowOf(limit).block.current(),
    async block(limit, block, slowdown) {
      const row = rowOf(limit);
      row.block.record(block);
      const now = clock.now();
      if (slowdown === undefined || (row.slowed && now - row.slowed.at < MIN_SLOWDOWN_INTERVAL_MS)) return;
      const perSecond = Math.max(rateOf(row, slowdown.perSecond) * SLOWDOWN_FACTOR, 1);
      row.slowed = { perSecond, at: now };
    },
  };
}

/** A name of its own for each limit. */
export function nameOf(limit: Limit): string {
  return 'updatesOf' in limit ? `updates:${limit.updatesOf}` : `${limit.label}:${limit.accountId}`;
}
