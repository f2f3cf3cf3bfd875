import type { Priority } from './backend.ts';

export interface Waiter {
  userId: string;
  priority: Priority;
}

/** Callers of one account that wait for a turn. */
export interface Waiting<T extends Waiter> {
  add(waiter: T): void;
  /** Whose turn it is: one call of each user, round after round, and bulk work only where nobody else waits. */
  next(): T | undefined;
  remove(waiter: T): void;
  /** How many calls wait, and how many users with them. */
  count(priority: Priority): { calls: number; users: number };
  /** How many turns others get before one that would be added now. */
  ahead(waiter: Waiter): number;
  all(priority: Priority): T[];
}

export function createFairQueue<T extends Waiter>(): Waiting<T> {
  /** The users of each priority in the order of their turns, with their calls in the order in which they came. */
  const rounds: Record<Priority, Map<string, T[]>> = { interactive: new Map(), bulk: new Map() };
  const calls: Record<Priority, number> = { interactive: 0, bulk: 0 };

  function nextOf(priority: Priority): T | undefined {
    const round = rounds[priority];
    const [first] = round;
    if (first === undefined) return undefined;
    const [userId, theirs] = first;
    const waiter = theirs.shift();
    calls[priority] -= 1;
    round.delete(userId);
    if (theirs.length > 0) round.set(userId, theirs);
    return waiter;
  }

  return {
    add(waiter) {
      const round = rounds[waiter.priority];
      const theirs = round.get(waiter.userId);
      if (theirs === undefined) round.set(waiter.userId, [waiter]);
      else theirs.push(waiter);
      calls[waiter.priority] += 1;
    },
    next: () => nextOf('interactive') ?? nextOf('bulk'),
    remove(waiter) {
      const round = rounds[waiter.priority];
      const theirs = round.get(waiter.userId) ?? [];
      const at = theirs.indexOf(waiter);
      if (at === -1) return;
      theirs.splice(at, 1);
      calls[waiter.priority] -= 1;
      if (theirs.length === 0) round.delete(waiter.userId);
    },
    count: (priority) => ({ calls: calls[priority], users: rounds[priority].size }),
    ahead({ userId, priority }) {
      const round = rounds[priority];
      const own = round.get(userId)?.length ?? 0;
      let permits = own + (priority === 'bulk' ? calls.interactive : 0);
      for (const [other, theirs] of round) {
        if (other !== userId) permits += Math.min(theirs.length, own + 1);
      }
      return permits;
    },
    all: (priority) => [...rounds[priority].values()].flat(),
  };
}
