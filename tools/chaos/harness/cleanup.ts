/** Collects what has to be ended; the same shape as a test's own `teardown`. */
export interface Cleanup {
  teardown(end: () => unknown): void;
  /** Ends everything, the latest first. */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const ends: (() => unknown)[] = [];
  return {
    teardown: (end) => void ends.push(end),
    async run() {
      for (const each of ends.splice(0).reverse()) await each();
    },
  };
}
