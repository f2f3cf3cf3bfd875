import { withoutWaitBudget } from './wait-budget.ts';

export interface WriteBatchesOptions<Entry> {
  /** Stores entries in one statement. They are in the order of their keys, for a fixed lock order. */
  store(entries: Entry[]): Promise<unknown>;
  /** How long the first entry of a batch waits for others (milliseconds). */
  delayMs: number;
  maxSize: number;
}

/**
 * Stores entries in batches, after the requests that they came from. Only for values that may be
 * lost: a crash, or a failure of the database, loses what is not stored yet.
 */
export interface WriteBatches<Entry> {
  /** A later entry replaces one of the same key that is not being stored yet. */
  add(key: string, entry: Entry): void;
  /** Stores everything that was added before. Never rejects. */
  flush(): Promise<void>;
}

export function createWriteBatches<Entry>(options: WriteBatchesOptions<Entry>): WriteBatches<Entry> {
  const { store, delayMs, maxSize } = options;
  const pending = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;
  let storing: Promise<void> | undefined;

  function schedule(): void {
    if (timer !== undefined || storing !== undefined || pending.size === 0) return;
    timer = withoutWaitBudget(() => setTimeout(() => void storeNext(), delayMs));
    timer.unref();
  }

  function storeNext(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = [...pending].slice(0, maxSize);
    for (const [key] of batch) pending.delete(key);
    const entries = batch.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
    storing = store(entries)
      .catch(() => undefined)
      .then(() => {
        storing = undefined;
        schedule();
      });
    return storing;
  }

  return {
    add(key, entry) {
      pending.set(key, entry);
      schedule();
    },
    async flush() {
      await storing;
      while (pending.size > 0) await storeNext();
    },
  };
}
