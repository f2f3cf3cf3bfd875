import type { Priority } from './gcra.ts';

export interface Waiter {
  userId: string;
  priority: Priority;
}

/** The waiting calls of one account, in round-robin order of its users. */
export type FairQueue<T extends Waiter> = ReturnType<typeof createFairQueue<T>>;

export function createFairQueue<T extends Waiter>() {
  /** The calls of each user in order of arrival. The user who is served next comes first. */
  const rounds: Record<Priority, Map<string, T[]>> = { interactive: new Map(), bulk: new Map() };
  const all = (priority: Priority) => [...rounds[priority].values()].flat();

  function remove(waiter: T): void {
    const round = rounds[waiter.priority];
    const left = round.get(waiter.userId)?.filter((other) => other !== waiter) ?? [];
    if (left.length > 0) round.set(waiter.userId, left);
    else round.delete(waiter.userId);
  }

  function nextOf(priority: Priority): T | undefined {
    const [first] = rounds[priority];
    if (first === undefined) return undefined;
    const [userId, [waiter, ...later]] = first;
    rounds[priority].delete(userId);
    if (later.length > 0) rounds[priority].set(userId, later);
    return waiter;
  }

  return {
    add(waiter: T): void {
      const round = rounds[waiter.priority];
      round.set(waiter.userId, [...(round.get(waiter.userId) ?? []), waiter]);
    },
    remove,
    /** Removes and returns the next call: interactive first, and one per user in each round. */
    next: (): T | undefined => nextOf('interactive') ?? nextOf('bulk'),
    all,
    isEmpty: () => rounds.interactive.size + rounds.bulk.size === 0,
    /** How many calls wait, of how many users. */
    count: (priority: Priority) => ({ calls: all(priority).length, users: rounds[priority].size }),
    /** How many calls would be served before one that is added now. */
    ahead({ userId, priority }: Waiter): number {
      const own = rounds[priority].get(userId)?.length ?? 0;
      let ahead = priority === 'bulk' ? all('interactive').length : 0;
      for (const [otherId, calls] of rounds[priority])
        ahead += otherId === userId ? own : Math.min(calls.length, own + 1);
      return ahead;
    },
  };
}
