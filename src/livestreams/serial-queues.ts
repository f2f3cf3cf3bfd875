/** Runs `work` after all earlier work of the same key, whether that succeeded or failed. */
export type Queues = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Queues of this process, one for each key, forgotten when empty. */
export function createQueues(): Queues {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const run = before.then(work, work);
    tails.set(key, run);
    const forget = () => {
      if (tails.get(key) === run) tails.delete(key);
    };
    run.then(forget, forget);
    return run;
  };
}
