import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How long one request may spend waiting for connections and statements before it may no longer
 * wait for a busy connection. It may still use a free one.
 */
const MAX_BUSY_WAIT_MS = 3_000;
/**
 * How long one request may spend on the database in total before it may not even use a free
 * connection. With it, the database delays no response by more than six and a half seconds.
 */
const MAX_WAIT_MS = 5_500;

/** Time that one request has spent on the database. */
export interface WaitBudget {
  spentMs: number;
  isLifted: boolean;
}

const budgets = new AsyncLocalStorage<WaitBudget>();
/** Number of budgets that have neither ended nor been lifted. */
let current = 0;

/** Starts the budget of a request. It must be ended or lifted. */
export function startWaitBudget(): WaitBudget {
  current += 1;
  return { spentMs: 0, isLifted: false };
}

/**
 * Runs work of a request within its budget. Everything that the work starts shares this budget
 * until it is lifted.
 */
export function withWaitBudget(budget: WaitBudget, run: () => void): void {
  budgets.run(budget, run);
}

/**
 * Ends a budget, if it has not ended: what the request started is no longer limited. Without any
 * budget the storage is off, because before Node.js 24 it slows down all promises of the process.
 */
export function endWaitBudget(budget: WaitBudget): void {
  if (budget.isLifted) return;
  budget.isLifted = true;
  current -= 1;
  if (current === 0) budgets.disable();
}

/** Ends the budget of the current request, whose work may take longer. */
export function liftWaitBudget(): void {
  const budget = budgets.getStore();
  if (budget !== undefined) endWaitBudget(budget);
}

/** Runs work that must not fail only because the request that started it has used up its budget. */
export function withoutWaitBudget<Result>(work: () => Result): Result {
  return budgets.exit(work);
}

/**
 * Milliseconds left to wait for a busy connection and to use a free one. Undefined without a
 * budget.
 */
export function remainingBudget(): { toWaitMs: number; toUseMs: number } | undefined {
  const budget = budgets.getStore();
  if (budget === undefined || budget.isLifted) return undefined;
  return {
    toWaitMs: wholeMs(MAX_BUSY_WAIT_MS - budget.spentMs),
    toUseMs: wholeMs(MAX_WAIT_MS - budget.spentMs),
  };
}

/** Node.js fires timers up to a millisecond early, so a wait that has ended can have less than one left. */
function wholeMs(ms: number): number {
  return Math.max(0, Math.floor(ms));
}

/** Charges the budget with the time until the returned function is called. */
export function spendWait(): () => void {
  const budget = budgets.getStore();
  const startedAt = performance.now();
  return () => {
    if (budget !== undefined) budget.spentMs += performance.now() - startedAt;
  };
}
