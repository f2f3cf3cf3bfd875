export interface StatementBatchesOptions<Entry, Result> {
  /** Runs one statement for all entries. @returns one result for each, in the same order */
  execute(entries: Entry[]): Promise<Result[]>;
  maxSize: number;
}

interface Waiting<Entry, Result> {
  entry: Entry;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Lets requests that run concurrently share one statement. Entries that arrive while a statement
 * runs wait for the next one. A single entry runs immediately.
 */
export function createStatementBatches<Entry, Result>({
  execute,
  maxSize,
}: StatementBatchesOptions<Entry, Result>): (entry: Entry) => Promise<Result> {
  let waiting: Waiting<Entry, Result>[] = [];
  let isRunning = false;

  async function runAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxSize);
      waiting = waiting.slice(maxSize);
      try {
        const results = await execute(batch.map(({ entry }) => entry));
        batch.forEach(({ resolve }, index) => {
          resolve(results[index] as Result);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  }

  return (entry) =>
    new Promise((resolve, reject) => {
      waiting.push({ entry, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      // After the other requests of this turn of the event loop.
      setImmediate(() => void runAll());
    });
}
