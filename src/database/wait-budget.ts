import { AsyncLocalStorage } from 'node:async_hooks';

/** How long (milliseconds) one request may wait for the database, all its statements together. */
const BUDGET_MS = 4_000;

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

/** Milliseconds that are left; undefined without a budget. */
export function remainingWaitMs(): number | undefined {
  const budget = budgets.getStore();
  return budget === undefined || budget.isLifted ? undefined : Math.max(0, BUDGET_MS - budget.spentMs);
}

/** Counts the time from now until the returned function is called. */
export function spendWait(): () => void {
  const budget = budgets.getStore();
  const startedAt = performance.now();
  return () => {
    if (budget !== undefined) budget.spentMs += performance.now() - startedAt;
  };
}
