interface Waiting<Item> {
  item: Item;
  resolve(): void;
  reject(error: unknown): void;
}

export interface BatcherOptions {
  /** Items per batch. */
  maxBatchSize: number;
  /** Milliseconds after which a batch counts as slow, so that the next one starts beside it. */
  slowAfterMs: number;
  /** Maximum number of concurrent batches. */
  maxConcurrent: number;
  /**
   * Milliseconds after which a batch no longer counts as in flight, so that one that hangs does not
   * block the others.
   */
  timeoutMs: number;
  /** Maximum number of items that wait for a batch. */
  maxWaiting: number;
}

/**
 * Stores a single item immediately, and items that arrive during a store together in the next
 * batch. Fewer, larger batches cost less, so batches run concurrently only if one is full or slow.
 * Rejects an item if too many are waiting.
 * @param store stores all of the items or, by rejecting, none of them
 */
export function createBatcher<Item>(
  store: (items: Item[]) => Promise<void>,
  { maxBatchSize, slowAfterMs, maxConcurrent, timeoutMs, maxWaiting }: BatcherOptions,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  /** Batches that may still succeed. */
  let inFlight = 0;
  /** Those of them that are not slow. */
  let quick = 0;

  const mayStart = () => inFlight < maxConcurrent && (quick === 0 || waiting.length >= maxBatchSize);

  function next(): void {
    while (waiting.length > 0 && mayStart()) void flush(waiting.splice(0, maxBatchSize));
  }

  async function flush(batch: Waiting<Item>[]): Promise<void> {
    inFlight += 1;
    quick += 1;
    const becomeSlow = once(() => {
      quick -= 1;
    });
    const end = once(() => {
      becomeSlow();
      inFlight -= 1;
    });
    const changeAfter = (change: () => void, ms: number) =>
      setTimeout(() => {
        change();
        next();
      }, ms);
    const timers = [changeAfter(becomeSlow, slowAfterMs), changeAfter(end, timeoutMs)];
    try {
      await store(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      for (const timer of timers) clearTimeout(timer);
      end();
      next();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= maxWaiting) return reject(new Error('too many items are waiting'));
      waiting.push({ item, resolve, reject });
      next();
    });
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
