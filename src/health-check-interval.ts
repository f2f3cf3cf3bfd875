/** Checks kept in mind. */
const MAX_SAMPLES = 5;
/** Beyond one interval, so that an answer that was on its way is acted upon (milliseconds). */
const MARGIN_MS = 1_000;
/** Every check of a proxy in front comes more often than this, or requests are lost when a process ends (milliseconds). */
const MAX_INTERVAL_MS = 11_000;

export interface HealthCheckInterval {
  /** Somebody has asked whether the process is ready. */
  checked(): void;
  /**
   * How long (milliseconds) a process that is about to end should go on taking requests: until everybody who checks has been told
   * that it is not ready any more. Nothing where nobody checks.
   */
  milliseconds(): number;
}

/** Learns from the checks themselves how often they come, so that nobody has to configure it twice. */
export function createHealthCheckInterval(now: () => number = () => performance.now()): HealthCheckInterval {
  let times: number[] = [];
  return {
    checked() {
      const time = now();
      const isNewSeries = time - (times.at(-1) ?? time) > MAX_INTERVAL_MS;
      times = isNewSeries ? [time] : [...times.slice(1 - MAX_SAMPLES), time];
    },
    milliseconds() {
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      const last = times.at(-1);
      if (last === undefined || gaps.length === 0) return 0;
      const interval = Math.max(...gaps);
      const isAbandoned = now() - last > 2 * interval + MARGIN_MS;
      return isAbandoned ? 0 : Math.min(interval + MARGIN_MS, MAX_INTERVAL_MS);
    },
  };
}
