export interface Latch {
  /** For a fault's `until`. */
  until: Promise<void>;
  release(): void;
}

/** Creates a promise that a test resolves explicitly. */
export function createLatch(): Latch {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}
