/** Collects cleanup functions. Compatible with a test's `teardown`. */
export interface Cleanup {
  teardown(end: () => unknown): void;
  /** Runs all cleanup functions, the latest first. */
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
