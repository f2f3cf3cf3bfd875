import { isDeadlock, isStatementTimeout, toDatabaseProblem } from './errors.ts';
import { PoolBusyError } from './pool.ts';
import { remainingBudget, spendWait, withoutWaitBudget } from './wait-budget.ts';

export interface StatementBatchesOptions<Entry, Result> {
  /**
   * Runs one statement for all entries. If it rejects, it has changed nothing, unless the
   * connection broke.
   * @returns one result for each, in the same order
   */
  execute(entries: Entry[]): Promise<Result[]>;
  maxSize: number;
}

interface Waiting<Entry, Result> {
  entry: Entry;
  /** False once the caller has its result, or its budget has ended. */
  isWaiting(): boolean;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** A statement that takes longer, because it waits for a lock, no longer delays the next one. */
const MAX_DELAY_OF_NEXT_MS = 100;

/**
 * Lets requests that run concurrently share one statement. Entries that arrive while a statement
 * runs wait for the next one. A single entry runs immediately.
 *
 * No caller fails because of another one. The statement belongs to no request's wait budget: each
 * caller stops waiting when its own budget ends. If the statement fails, it is repeated for each
 * entry alone, unless the database is unreachable.
 */
export function createStatementBatches<Entry, Result>({
  execute,
  maxSize,
}: StatementBatchesOptions<Entry, Result>): (entry: Entry) => Promise<Result> {
  let queue: Waiting<Entry, Result>[] = [];
  let isRunning = false;

  async function runAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, maxSize).filter(({ isWaiting }) => isWaiting());
      queue = queue.slice(maxSize);
      if (batch.length > 0) await atMost(MAX_DELAY_OF_NEXT_MS, run(batch));
    }
    isRunning = false;
  }

  async function run(batch: Waiting<Entry, Result>[]): Promise<void> {
    try {
      const results = await execute(batch.map(({ entry }) => entry));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      if (batch.length > 1 && mayBeFaultOfOne(error)) await runEach(batch);
      else for (const { reject } of batch) reject(error);
    }
  }

  async function runEach(batch: Waiting<Entry, Result>[]): Promise<void> {
    await Promise.all(batch.filter(({ isWaiting }) => isWaiting()).map((waiting) => run([waiting])));
  }

  return (entry) =>
    new Promise((resolve, reject) => {
      queue.push({ entry, ...limited<Result>({ resolve, reject }) });
      if (isRunning) return;
      isRunning = true;
      // After the other requests of this turn of the event loop.
      withoutWaitBudget(() => setImmediate(() => void runAll()));
    });
}

type Caller<Result> = Omit<Waiting<never, Result>, 'entry'>;

/** Rejects when the caller's wait budget ends, and charges the budget with the time until then. */
function limited<Result>({ resolve, reject }: Pick<Caller<Result>, 'resolve' | 'reject'>): Caller<Result> {
  const remaining = remainingBudget();
  let isWaiting = true;
  if (remaining === undefined) {
    return { isWaiting: () => true, resolve, reject };
  }
  const spend = spendWait();
  const end = <Value>(settle: (value: Value) => void) => {
    return (value: Value): void => {
      if (!isWaiting) return;
      isWaiting = false;
      clearTimeout(timer);
      spend();
      settle(value);
    };
  };
  const caller = { isWaiting: () => isWaiting, resolve: end(resolve), reject: end(reject) };
  const timer = setTimeout(() => caller.reject(new PoolBusyError()), remaining.toUseMs);
  return caller;
}

/** Whether the statement may succeed for some of its entries, because the database responds. */
function mayBeFaultOfOne(error: unknown): boolean {
  return (
    isStatementTimeout(error) ||
    isDeadlock(error) ||
    toDatabaseProblem(error)?.code !== 'temporarily_unavailable'
  );
}

/** Waits for `work`, but not longer than `ms`. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
