import { Problem } from '../problem.ts';

const MINUTE_MS = 60_000;
const MAX_USERS = 20_000;

interface Account {
  left: number;
  /** Monotonic milliseconds. */
  at: number;
}

/**
 * Creates a token bucket per user of this process, with a capacity of `perMinute` that refills
 * within a minute.
 * @param now monotonic milliseconds
 * @returns a function that spends `cost`, or throws Problem `too_many_requests` with the time until
 * enough tokens are available
 */
export function createCostBudget(perMinute: number, now: () => number = () => performance.now()) {
  const accounts = new Map<string, Account>();

  return (userId: string, cost: number): void => {
    const at = now();
    const account = accounts.get(userId);
    const refilled =
      account === undefined ? perMinute : account.left + ((at - account.at) * perMinute) / MINUTE_MS;
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
