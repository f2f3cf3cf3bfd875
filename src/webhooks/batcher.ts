interface Waiting<Item> {
  item: Item;
  resolve(): void;
  reject(error: unknown): void;
}

export interface BatcherOptions {
  /** Items in one go. */
  most: number;
  /** Goes at the same time. */
  maxConcurrent: number;
  /** Milliseconds after which a go counts no more: one that hangs must not keep the others. */
  timeoutMs: number;
}

/**
 * Stores one by one what comes one by one, and together what comes while others are being stored: the fuller it is, the less
 * each costs, and nobody waits for company.
 * @param store stores all of the items or, by rejecting, none of them
 */
export function createBatcher<Item>(
  store: (items: Item[]) => Promise<void>,
  { most, maxConcurrent, timeoutMs }: BatcherOptions,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  let under = 0;

  function next(): void {
    while (under < maxConcurrent && waiting.length > 0) void go(waiting.splice(0, most));
  }

  async function go(those: Waiting<Item>[]): Promise<void> {
    let counts = true;
    const end = () => {
      if (counts) under -= 1;
      counts = false;
      next();
    };
    under += 1;
    const patience = setTimeout(end, timeoutMs);
    try {
      await store(those.map(({ item }) => item));
      for (const { resolve } of those) resolve();
    } catch (error) {
      for (const { reject } of those) reject(error);
    } finally {
      clearTimeout(patience);
      end();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      next();
    });
}
