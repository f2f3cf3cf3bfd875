interface Waiting<Item> {
  item: Item;
  resolve(): void;
  reject(error: unknown): void;
}

export interface BatcherOptions {
  /** Items per batch. */
  maxBatchSize: number;
  /** Maximum number of concurrent batches. */
  maxConcurrent: number;
  /**
   * Milliseconds after which a batch no longer counts as in flight, so that one that hangs does not
   * block the others.
   */
  timeoutMs: number;
}

/**
 * Stores a single item immediately, and items that arrive during a store together in the next
 * batch. Never delays an item to fill a batch.
 * @param store stores all of the items or, by rejecting, none of them
 */
export function createBatcher<Item>(
  store: (items: Item[]) => Promise<void>,
  { maxBatchSize, maxConcurrent, timeoutMs }: BatcherOptions,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  let inFlight = 0;

  function next(): void {
    while (inFlight < maxConcurrent && waiting.length > 0) void flush(waiting.splice(0, maxBatchSize));
  }

  async function flush(batch: Waiting<Item>[]): Promise<void> {
    let counts = true;
    const end = () => {
      if (counts) inFlight -= 1;
      counts = false;
      next();
    };
    inFlight += 1;
    const timer = setTimeout(end, timeoutMs);
    try {
      await store(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      next();
    });
}
