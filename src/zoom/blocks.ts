import type { Clock } from './clock.ts';
import { AskedToWait } from './failures.ts';
import type { Block } from './shared-limits.ts';

/** The latest time that Zoom has named for one limit, as this process knows it. */
export interface KnownBlock {
  /** What still stands of it. */
  current(): Block | undefined;
  /** Notes another one; the later time counts. */
  note(block: Block): void;
}

export function createKnownBlock(clock: Clock): KnownBlock {
  let known: { code: Block['code']; until: number } | undefined;
  return {
    current() {
      const remainingMs = known === undefined ? 0 : known.until - clock.now();
      if (known === undefined || remainingMs <= 0) return undefined;
      return { code: known.code, remainingMs };
    },
    note({ code, remainingMs }) {
      const until = clock.now() + remainingMs;
      if (known === undefined || until >= known.until) known = { code, until };
    },
  };
}

/** What a caller is told who comes before its time. */
export function refusalOf({ code, remainingMs }: Block): AskedToWait {
  const status = code === 'zoom_unavailable' ? { status: 503 } : {};
  return new AskedToWait(code, { ...status, retryAfter: Math.max(Math.ceil(remainingMs / 1_000), 1) });
}
