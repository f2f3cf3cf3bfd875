import { Problem } from '../problem.ts';

const MINUTE_MS = 60_000;
const MAX_USERS = 20_000;

interface Account {
  left: number;
  /** Monotonic milliseconds. */
  at: number;
}

/**
 * A token bucket for each user of this process: holds `perMinute` and refills in a minute.
 * @param now monotonic milliseconds
 * @returns spends `cost`; throws Problem `too_many_requests` with the time after which there is enough again
 */
export function createCostBudget(perMinute: number, now: () => number = () => performance.now()) {
  const accounts = new Map<string, Account>();

  return (userId: string, cost: number): void => {
    const at = now();
    const known = accounts.get(userId);
    const refilled = known === undefined ? perMinute : known.left + ((at - known.at) * perMinute) / MINUTE_MS;
    const available = Math.min(perMinute, refilled);
    const price = Math.min(cost, perMinute);
    accounts.delete(userId);
    if (accounts.size >= MAX_USERS) accounts.delete(accounts.keys().next().value ?? '');
    accounts.set(userId, { left: available >= price ? available - price : available, at });
    if (available >= price) return;
    const retryAfter = Math.ceil(((price - available) * MINUTE_MS) / perMinute / 1000);
    throw new Problem('too_many_requests', { retryAfter });
  };
}
