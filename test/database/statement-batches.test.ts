import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { createStatementBatches } from '../../src/database/statement-batches.ts';
import { endWaitBudget, startWaitBudget, withWaitBudget } from '../../src/database/wait-budget.ts';
import { createTestDatabase } from '../helpers/database.ts';

const busy = { message: 'timeout exceeded when trying to connect' };

/** Runs as a request that has already spent this many milliseconds. */
function asRequest<Result>(spentMs: number, run: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const budget = { ...startWaitBudget(), spentMs };
    withWaitBudget(budget, () => {
      run()
        .finally(() => endWaitBudget(budget))
        .then(resolve, reject);
    });
  });
}

test('requests that share a statement', async (t) => {
  const { url } = await createTestDatabase(t);
  const database = connectDatabase({ url, poolMax: 2, onError: () => {} });
  t.teardown(database.close);
  const { pool, sql } = database;

  /** Divides 100 by each number in one statement, which fails for all if one of them is zero. */
  const divide = () =>
    createStatementBatches<number, number>({
      maxSize: 10,
      execute: async (numbers) =>
        (
          await sql.$queryRaw<{ quotient: number }[]>`
          select 100 / number as quotient from unnest(${numbers}::int[]) as number`
        ).map(({ quotient }) => quotient),
    });

  t.test('each gets its own result', async (t) => {
    t.same(await Promise.all([1, 2, 4].map(divide())), [100, 50, 25]);
  });

  t.test('a value that PostgreSQL rejects fails only its own caller', async (t) => {
    const [one, invalid, other] = await Promise.allSettled([2, 0, 4].map(divide()));
    t.match(one, { status: 'fulfilled', value: 50 });
    t.match(invalid, { status: 'rejected', reason: { code: '22012' } });
    t.match(other, { status: 'fulfilled', value: 25 });
  });

  t.test('the first caller’s budget does not limit the others', async (t) => {
    const shared = divide();
    const [spent, fresh] = await Promise.allSettled([
      asRequest(5_500, () => shared(2)),
      asRequest(0, () => shared(4)),
    ]);
    t.match(spent, { status: 'rejected', reason: busy });
    t.match(fresh, { status: 'fulfilled', value: 25 });
  });

  t.test('a caller whose budget ends during the statement fails alone', async (t) => {
    const sleep = createStatementBatches<number, number>({
      maxSize: 10,
      async execute(entries) {
        await pool.query('select pg_sleep(0.5)');
        return entries;
      },
    });
    const [ending, fresh, unlimited] = await Promise.allSettled([
      asRequest(5_400, () => sleep(1)),
      asRequest(0, () => sleep(2)),
      sleep(3),
    ]);
    t.match(ending, { status: 'rejected', reason: busy });
    t.match(fresh, { status: 'fulfilled', value: 2 });
    t.match(unlimited, { status: 'fulfilled', value: 3 });
  });

  t.test('the wait counts against the budget of each caller', async (t) => {
    const sleep = createStatementBatches<number, number>({
      maxSize: 10,
      async execute(entries) {
        await pool.query('select pg_sleep(0.2)');
        return entries;
      },
    });
    await t.rejects(
      asRequest(5_350, async () => {
        await sleep(1);
        await pool.query('select 1');
      }),
      busy,
    );
  });
});

/** A statement that ends when the test says so. */
function controlled() {
  const runs: { entries: number[]; succeed(): void; fail(error: unknown): void }[] = [];
  const batches = createStatementBatches<number, number>({
    maxSize: 10,
    execute: (entries) =>
      new Promise((resolve, reject) => {
        runs.push({ entries, succeed: () => resolve(entries), fail: reject });
      }),
  });
  const started = async (count: number) => {
    while (runs.length < count) await delay(1);
    return runs;
  };
  return { batches, runs, started };
}

test('a statement that hangs does not hold up the callers after it', async (t) => {
  const { batches, started } = controlled();
  const hanging = batches(1);
  await started(1);
  const later = batches(2);
  const [first, second] = await started(2);
  t.same(second?.entries, [2]);
  second?.succeed();
  t.equal(await later, 2);
  first?.succeed();
  t.equal(await hanging, 1);
});

test('if the database is unreachable, nothing is tried again', async (t) => {
  const { batches, runs, started } = controlled();
  const both = Promise.allSettled([batches(1), batches(2)]);
  const [run] = await started(1);
  run?.fail(new Error('Connection terminated unexpectedly'));
  t.match(await both, [{ status: 'rejected' }, { status: 'rejected' }]);
  await nextTurn();
  t.equal(runs.length, 1);
});

test('a caller that has given up is not part of a later statement', async (t) => {
  const { batches, runs, started } = controlled();
  const ending = asRequest(5_450, () => batches(1));
  const fresh = batches(2);
  const [run] = await started(1);
  await t.rejects(ending, busy);
  run?.fail(Object.assign(new Error('division by zero'), { code: '22012' }));
  const [, retried] = await started(2);
  retried?.succeed();
  t.equal(await fresh, 2);
  t.same(
    runs.map(({ entries }) => entries),
    [[1, 2], [2]],
  );
});
