/** Number of recent checks that are considered. */
const MAX_SAMPLES = 5;
/** Added to the interval, so that the proxy can act on a response that was in transit. */
const MARGIN_MS = 1_000;
/** Longest supported interval. With a longer one, requests are lost when a process ends. */
const MAX_INTERVAL_MS = 11_000;

export interface HealthCheckInterval {
  /** Call this on every readiness check. */
  recordCheck(): void;
  /**
   * How long a process that is shutting down should continue to accept requests, so that the next
   * readiness check reports it as not ready. 0 if there are no checks.
   */
  drainMs(): number;
}

/**
 * Measures the interval of readiness checks, so that operators do not have to configure it a second
 * time.
 */
export function createHealthCheckInterval(now: () => number = () => performance.now()): HealthCheckInterval {
  let times: number[] = [];
  return {
    recordCheck() {
      const time = now();
      const isNewSeries = time - (times.at(-1) ?? time) > MAX_INTERVAL_MS;
      times = isNewSeries ? [time] : [...times.slice(1 - MAX_SAMPLES), time];
    },
    drainMs() {
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      const last = times.at(-1);
      if (last === undefined || gaps.length === 0) return 0;
      const interval = Math.max(...gaps);
      const isAbandoned = now() - last > 2 * interval + MARGIN_MS;
      return isAbandoned ? 0 : Math.min(interval + MARGIN_MS, MAX_INTERVAL_MS);
    },
  };
}
