import { Problem } from '../problem.ts';

const MINUTE_MS = 60_000;
const MAX_KEYS = 20_000;

interface Window {
  count: number;
  /** Monotonic milliseconds. */
  endsAt: number;
}

/**
 * Counts the requests of each key in this process. The first one starts a window of a minute, in
 * which `perMinute` are allowed.
 * @param now monotonic milliseconds
 * @returns a function that counts a request. It returns Problem `too_many_requests` with the time
 * until the window ends if there were too many. Synchronous, because every request passes it.
 */
export function createRequestLimit(perMinute: number, now: () => number = () => performance.now()) {
  const windows = new Map<string, Window>();

  return (key: string): Problem | undefined => {
    const at = now();
    const window = windows.get(key);
    if (window === undefined || window.endsAt <= at) {
      // Moved to the end: the window that ends first is evicted first.
      windows.delete(key);
      if (windows.size >= MAX_KEYS) windows.delete(windows.keys().next().value ?? '');
      windows.set(key, { count: 1, endsAt: at + MINUTE_MS });
      return perMinute >= 1 ? undefined : tooMany(MINUTE_MS);
    }
    window.count += 1;
    return window.count > perMinute ? tooMany(window.endsAt - at) : undefined;
  };
}

function tooMany(ms: number): Problem {
  return new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(ms / 1000)) });
}
