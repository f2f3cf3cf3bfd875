import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How long (milliseconds) one request may spend on the database, waiting for connections and for statements, before it waits for no
 * further connection. One that is free is used even then, …
 */
const WAITS_FOR_MS = 3_000;
/** … up to this: no response is later than six and a half seconds because of the database. */
const MAX_WAIT_MS = 5_500;

/** What one request has left to wait for connections. */
export interface WaitBudget {
  spentMs: number;
  isLifted: boolean;
}

const budgets = new AsyncLocalStorage<WaitBudget>();

/** Runs a request with a budget: what it starts, however late, draws on the same one until it is lifted. */
export function withWaitBudget(run: () => void): WaitBudget {
  const budget: WaitBudget = { spentMs: 0, isLifted: false };
  budgets.run(budget, run);
  return budget;
}

/** Lifts the budget of the request that this is a part of: for a response without an end, such as a stream of events. */
export function liftWaitBudget(): void {
  const budget = budgets.getStore();
  if (budget !== undefined) budget.isLifted = true;
}

/** Runs work that must not fail because the request that happened to start it has waited long. */
export function withoutWaitBudget<Result>(work: () => Result): Result {
  return budgets.exit(work);
}

/** Milliseconds that are left to wait for a connection, and to use one that is free; undefined without a budget. */
export function remainingBudget(): { toWaitMs: number; toUseMs: number } | undefined {
  const budget = budgets.getStore();
  if (budget === undefined || budget.isLifted) return undefined;
  return {
    toWaitMs: Math.max(0, WAITS_FOR_MS - budget.spentMs),
    toUseMs: Math.max(0, MAX_WAIT_MS - budget.spentMs),
  };
}

/** Counts the time from now until the returned function is called. */
export function spendWait(): () => void {
  const budget = budgets.getStore();
  const startedAt = performance.now();
  return () => {
    if (budget !== undefined) budget.spentMs += performance.now() - startedAt;
  };
}
