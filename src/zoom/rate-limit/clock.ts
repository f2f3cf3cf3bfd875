/** Time of one process, which only goes forward. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Runs `run` once, no sooner than after `ms` milliseconds; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.ceil(ms));
    return () => clearTimeout(timer);
  },
};
