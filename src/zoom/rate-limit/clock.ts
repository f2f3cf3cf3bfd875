/** A monotonic clock of this process. */
export interface Clock {
  /** Milliseconds since an arbitrary time. */
  now(): number;
  /** Calls `run` once, after at least `ms` milliseconds. @returns a function that cancels the call */
  after(ms: number, run: () => void): () => void;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.ceil(ms));
    return () => clearTimeout(timer);
  },
};

/** Rejects if `work` takes longer. */
export function withTimeout<T>(work: Promise<T>, ms: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error(`no result after ${ms} ms`)));
    work.then(resolve, reject).finally(cancel);
  });
}
