export interface CachedReadOptions {
  /** How long a value is used again (milliseconds). */
  maxAgeMs: number;
  /** How long a caller waits for a read (milliseconds). */
  timeoutMs: number;
  /** Milliseconds on a monotonic clock. @default performance.now */
  now?: () => number;
}

/**
 * Reads a value for scrapes. Any number of concurrent calls share one read, even if it takes longer
 * than they wait, so that scrapes cannot pile up on a slow database.
 * @returns undefined if the read failed or takes too long. A late value is used by later calls.
 */
export function cachedRead<Value>(
  read: () => Promise<Value>,
  { maxAgeMs, timeoutMs, now = () => performance.now() }: CachedReadOptions,
): () => Promise<Value | undefined> {
  let cached: { value: Value; at: number } | undefined;
  let running: Promise<Value | undefined> | undefined;

  async function readOnce(): Promise<Value | undefined> {
    try {
      const value = await read();
      cached = { value, at: now() };
      return value;
    } catch {
      return undefined;
    } finally {
      running = undefined;
    }
  }

  return () => {
    if (cached !== undefined && now() - cached.at < maxAgeMs) return Promise.resolve(cached.value);
    running ??= readOnce();
    return within(running, timeoutMs);
  };
}

async function within<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
