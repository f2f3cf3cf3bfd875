export interface Latch {
  /** For a fault's `until`. */
  until: Promise<void>;
  release(): void;
}

/** Holds something back until it is released, however long the rest takes. */
export function createLatch(): Latch {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}
