import type { Priority } from './backend.ts';

export interface Waiter {
  userId: string;
  priority: Priority;
}

/** The waiting calls of one account, in round-robin order of its users. */
export interface FairQueue<T extends Waiter> {
  add(waiter: T): void;
  /** Removes and returns the next call: one per user in each round, and bulk work only if no interactive call waits. */
  next(): T | undefined;
  remove(waiter: T): void;
  /** How many calls wait, of how many users. */
  count(priority: Priority): { calls: number; users: number };
  /** How many calls would be served before one that is added now. */
  ahead(waiter: Waiter): number;
  all(priority: Priority): T[];
}

export function createFairQueue<T extends Waiter>(): FairQueue<T> {
  /** The calls of each user in order of arrival. The user who is served next comes first. */
  const rounds: Record<Priority, Map<string, T[]>> = { interactive: new Map(), bulk: new Map() };
  const calls: Record<Priority, number> = { interactive: 0, bulk: 0 };

  function nextOf(priority: Priority): T | undefined {
    const round = rounds[priority];
    const [first] = round;
    if (first === undefined) return undefined;
    const [userId, userCalls] = first;
    const waiter = userCalls.shift();
    calls[priority] -= 1;
    round.delete(userId);
    if (userCalls.length > 0) round.set(userId, userCalls);
    return waiter;
  }

  return {
    add(waiter) {
      const round = rounds[waiter.priority];
      const userCalls = round.get(waiter.userId);
      if (userCalls === undefined) round.set(waiter.userId, [waiter]);
      else userCalls.push(waiter);
      calls[waiter.priority] += 1;
    },
    next: () => nextOf('interactive') ?? nextOf('bulk'),
    remove(waiter) {
      const round = rounds[waiter.priority];
      const userCalls = round.get(waiter.userId) ?? [];
      const index = userCalls.indexOf(waiter);
      if (index === -1) return;
      userCalls.splice(index, 1);
      calls[waiter.priority] -= 1;
      if (userCalls.length === 0) round.delete(waiter.userId);
    },
    count: (priority) => ({ calls: calls[priority], users: rounds[priority].size }),
    ahead({ userId, priority }) {
      const round = rounds[priority];
      const own = round.get(userId)?.length ?? 0;
      let ahead = own + (priority === 'bulk' ? calls.interactive : 0);
      for (const [otherId, userCalls] of round) {
        if (otherId !== userId) ahead += Math.min(userCalls.length, own + 1);
      }
      return ahead;
    },
    all: (priority) => [...rounds[priority].values()].flat(),
  };
}
