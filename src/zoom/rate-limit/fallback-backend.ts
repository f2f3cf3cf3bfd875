import type { RateLimitBackend } from './backend.ts';
import type { Clock } from './clock.ts';

export interface FallbackBackendOptions {
  shared: RateLimitBackend;
  /** Used while the shared backend fails. */
  local: RateLimitBackend;
  clock: Clock;
}

/** After this time a call to the shared backend counts as failed, so that it delays no Zoom call for longer. */
const BACKEND_TIMEOUT_MS = 500;
/** How long the local backend is used after a failure. */
const FALLBACK_MS = 2_000;
/** Delays between attempts to store a cooldown in the shared backend. */
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000];

/** Uses the shared backend, and the local one while the shared one fails or hangs. It never fails and never takes long. */
export function createFallbackBackend({ shared, local, clock }: FallbackBackendOptions): RateLimitBackend {
  let fallbackUntil = Number.NEGATIVE_INFINITY;

  async function withFallback<T>(call: (backend: RateLimitBackend) => Promise<T>): Promise<T> {
    if (clock.now() < fallbackUntil) return call(local);
    try {
      return await withTimeout(call(shared), clock);
    } catch {
      fallbackUntil = clock.now() + FALLBACK_MS;
      return call(local);
    }
  }

  function withRetries(store: () => Promise<void>, [delayMs, ...later]: readonly number[]): Promise<void> {
    return withTimeout(store(), clock).catch(() => {
      if (delayMs !== undefined) clock.after(delayMs, () => void withRetries(store, later));
    });
  }

  return {
    reserve: (limit, request) => withFallback((backend) => backend.reserve(limit, request)),
    cooldownOf: (limit) => withFallback((backend) => backend.cooldownOf(limit)),
    async recordCooldown(limit, cooldown, slowdown) {
      const startedAt = clock.now();
      await local.recordCooldown(limit, cooldown, slowdown);
      const store = async () => {
        const remainingMs = cooldown.remainingMs - (clock.now() - startedAt);
        if (remainingMs > 0) await shared.recordCooldown(limit, { ...cooldown, remainingMs }, slowdown);
      };
      await withRetries(store, RETRY_DELAYS_MS);
    },
  };
}

function withTimeout<T>(work: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(BACKEND_TIMEOUT_MS, () =>
      reject(new Error('the shared rate limit backend did not respond in time')),
    );
    work.then(resolve, reject).finally(cancel);
  });
}
