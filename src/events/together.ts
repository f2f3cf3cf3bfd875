interface Waiting<Item> {
  item: Item;
  resolve(): void;
  reject(error: unknown): void;
}

export interface TogetherOptions {
  /** Items in one go. */
  most: number;
  /** Goes at the same time: one that hangs must not keep the others. */
  atOnce: number;
}

/**
 * Stores one by one what comes one by one, and together what comes while others are being stored: the fuller it is, the less
 * each costs, and nobody waits for company.
 * @param store stores all of the items or, by rejecting, none of them
 */
export function createTogether<Item>(
  store: (items: Item[]) => Promise<void>,
  { most, atOnce }: TogetherOptions,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  let under = 0;

  async function work(): Promise<void> {
    under += 1;
    while (waiting.length > 0) {
      const now = waiting.splice(0, most);
      try {
        await store(now.map(({ item }) => item));
        for (const { resolve } of now) resolve();
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
    }
    under -= 1;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (under < atOnce) void work();
    });
}
