import type { RateLimitBackend } from './backend.ts';
import type { Clock } from './clock.ts';

export interface FallbackBackendOptions {
  shared: RateLimitBackend;
  /** Stands in while the shared ones can't be asked. */
  local: RateLimitBackend;
  clock: Clock;
}

/** Nobody's call waits longer than this for the line that is shared. */
const BACKEND_TIMEOUT_MS = 500;
const FALLBACK_MS = 2_000;
/** A block that could not be told to the others is told again after these. */
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000];

/** The shared limits, or those of this process where the shared ones fail or hang: neither fails nor takes long. */
export function createFallbackBackend({ shared, local, clock }: FallbackBackendOptions): RateLimitBackend {
  let fallbackUntil = Number.NEGATIVE_INFINITY;

  async function orLocally<T>(call: (limits: RateLimitBackend) => Promise<T>): Promise<T> {
    if (clock.now() < fallbackUntil) return call(local);
    try {
      return await inTime(call(shared), clock);
    } catch {
      fallbackUntil = clock.now() + FALLBACK_MS;
      return call(local);
    }
  }

  function publish(reported: () => Promise<void>, [next, ...later]: readonly number[]): Promise<void> {
    return inTime(reported(), clock).catch(() => {
      if (next !== undefined) clock.after(next, () => void publish(reported, later));
    });
  }

  return {
    take: (limit, request) => orLocally((limits) => limits.take(limit, request)),
    blockOf: (limit) => orLocally((limits) => limits.blockOf(limit)),
    async block(limit, block, slowdown) {
      const requested = clock.now();
      await local.block(limit, block, slowdown);
      const reported = async () => {
        const remainingMs = block.remainingMs - (clock.now() - requested);
        if (remainingMs > 0) await shared.block(limit, { ...block, remainingMs }, slowdown);
      };
      await publish(reported, RETRY_DELAYS_MS);
    },
  };
}

function inTime<T>(response: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(BACKEND_TIMEOUT_MS, () =>
      reject(new Error('the shared limits did not answer')),
    );
    response.then(resolve, reject).finally(cancel);
  });
}
