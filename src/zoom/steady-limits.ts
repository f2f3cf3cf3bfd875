import type { Clock } from './clock.ts';
import type { SharedLimits } from './shared-limits.ts';

export interface SteadyLimitsOptions {
  shared: SharedLimits;
  /** Stands in while the shared ones can't be asked. */
  local: SharedLimits;
  clock: Clock;
}

/** Nobody's call waits longer than this for the line that is shared. */
const MAX_ANSWER_MS = 500;
const AWAY_MS = 2_000;
/** A block that could not be told to the others is told again after these. */
const TELL_AGAIN_MS = [1_000, 5_000, 30_000];

/** The shared limits, or those of this process where the shared ones fail or hang: neither fails nor takes long. */
export function createSteadyLimits({ shared, local, clock }: SteadyLimitsOptions): SharedLimits {
  let awayUntil = Number.NEGATIVE_INFINITY;

  async function orLocally<T>(ask: (limits: SharedLimits) => Promise<T>): Promise<T> {
    if (clock.now() < awayUntil) return ask(local);
    try {
      return await inTime(ask(shared), clock);
    } catch {
      awayUntil = clock.now() + AWAY_MS;
      return ask(local);
    }
  }

  function tell(told: () => Promise<void>, [next, ...later]: readonly number[]): Promise<void> {
    return inTime(told(), clock).catch(() => {
      if (next !== undefined) clock.after(next, () => void tell(told, later));
    });
  }

  return {
    take: (limit, request) => orLocally((limits) => limits.take(limit, request)),
    blockOf: (limit) => orLocally((limits) => limits.blockOf(limit)),
    async block(limit, block, slowDown) {
      const asked = clock.now();
      await local.block(limit, block, slowDown);
      const told = async () => {
        const remainingMs = block.remainingMs - (clock.now() - asked);
        if (remainingMs > 0) await shared.block(limit, { ...block, remainingMs }, slowDown);
      };
      await tell(told, TELL_AGAIN_MS);
    },
  };
}

function inTime<T>(answer: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(MAX_ANSWER_MS, () => reject(new Error('the shared limits did not answer')));
    answer.then(resolve, reject).finally(cancel);
  });
}
