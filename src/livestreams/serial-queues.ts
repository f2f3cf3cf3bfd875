/** Runs `work` after all earlier work with the same key, whether that succeeded or failed. */
export type SerialQueues = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Creates one queue for each key, in this process. Empty queues take no memory. */
export function createSerialQueues(): SerialQueues {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    tails.set(key, result);
    const removeIfLast = () => {
      if (tails.get(key) === result) tails.delete(key);
    };
    result.then(removeIfLast, removeIfLast);
    return result;
  };
}
