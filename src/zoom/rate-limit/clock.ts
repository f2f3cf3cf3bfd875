/** A monotonic clock of this process. */
export interface Clock {
  /** Milliseconds since an arbitrary time. */
  now(): number;
  /** Calls `run` once, after at least `ms` milliseconds. @returns a function that cancels it */
  after(ms: number, run: () => void): () => void;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.ceil(ms));
    return () => clearTimeout(timer);
  },
};
