/** Collects what has to be ended; the same shape as a test's own `teardown`. */
export interface Endings {
  teardown(end: () => unknown): void;
  /** Ends everything, the latest first. */
  end(): Promise<void>;
}

export function createEndings(): Endings {
  const ends: (() => unknown)[] = [];
  return {
    teardown: (end) => void ends.push(end),
    async end() {
      for (const each of ends.splice(0).reverse()) await each();
    },
  };
}
