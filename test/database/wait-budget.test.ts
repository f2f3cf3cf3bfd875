import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import {
  endWaitBudget,
  liftWaitBudget,
  remainingBudget,
  startWaitBudget,
  withoutWaitBudget,
  withWaitBudget,
} from '../../src/database/wait-budget.ts';
import { createTestDatabase } from '../helpers/database.ts';

test('the wait budget of a request', async (t) => {
  const { url } = await createTestDatabase(t);
  const database = connectDatabase({ url, poolMax: 1, onError: () => {} });
  t.teardown(database.close);
  const { pool } = database;
  /** Runs as a request that has already spent this many milliseconds. */
  const asRequest = <Result>(spentMs: number, run: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const budget = { ...startWaitBudget(), spentMs };
      const end = () => endWaitBudget(budget);
      withWaitBudget(budget, () => {
        delay(0).then(run).finally(end).then(resolve, reject);
      });
    });
  const busy = { message: 'timeout exceeded when trying to connect' };

  t.test('a request that has used up its budget waits for no further connection', async (t) => {
    const holder = await pool.connect();
    await t.rejects(
      asRequest(3_000, () => pool.query('select 1')),
      busy,
    );
    t.equal(pool.waitingCount, 0, 'it did not queue');
    holder.release();
  });

  t.test('less than a millisecond is no time to wait: timers end that much early', async (t) => {
    const holder = await pool.connect();
    await t.rejects(
      asRequest(2_999.5, () => pool.query('select 1')),
      busy,
    );
    t.equal(pool.waitingCount, 0, 'it did not queue');
    holder.release();
  });

  t.test('all statements of a request share one budget', async (t) => {
    const holder = await pool.connect();
    const outcomes = await asRequest(2_900, async () => {
      const queued: number[] = [];
      for (let statement = 0; statement < 5; statement += 1) {
        const query = pool.query('select 1').catch(() => undefined);
        queued.push(pool.waitingCount);
        await query;
      }
      return queued;
    });
    // The pool may still queue for a connection that is no longer needed, until its own timeout.
    t.equal(new Set(outcomes).size, 1, `only the first statement waited: ${outcomes}`);
    holder.release();
  });

  t.test('a request without budget may use a free connection until its total time is used up', async (t) => {
    t.equal((await asRequest(5_000, () => pool.query('select 1'))).rowCount, 1);
    await t.rejects(
      asRequest(5_500, () => pool.query('select 1')),
      busy,
    );
  });

  t.test('a free connection is free for one of the requests that come at the same time', async (t) => {
    t.equal(pool.idleCount, 1);
    const both = await asRequest(5_000, () =>
      Promise.allSettled([pool.query('select 1'), pool.query('select 1')]),
    );
    t.match(both, [{ status: 'fulfilled' }, { status: 'rejected', reason: busy }]);
  });

  t.test('the run time of a statement counts, with and without Prisma', async (t) => {
    await t.rejects(
      asRequest(5_300, async () => {
        await pool.query('select pg_sleep(0.3)');
        await pool.query('select 1');
      }),
      busy,
    );
    await t.rejects(
      asRequest(5_300, async () => {
        await database.prisma.$queryRaw`select pg_sleep(0.3)::text`;
        await pool.query('select 1');
      }),
      busy,
    );
  });

  t.test('work that must not fail has no budget', async (t) => {
    t.equal((await asRequest(9_000, () => withoutWaitBudget(() => pool.query('select 1')))).rowCount, 1);
    const lifted = await asRequest(9_000, async () => {
      liftWaitBudget();
      return pool.query('select 1');
    });
    t.equal(lifted.rowCount, 1);
  });
});

test('budgets of concurrent requests', async (t) => {
  t.test('each has its own, also after the other has ended', async (t) => {
    const [one, other] = [startWaitBudget(), startWaitBudget()];
    one.spentMs = 1_000;
    await new Promise<void>((resolve) => {
      withWaitBudget(one, () => {
        withWaitBudget(other, () => endWaitBudget(other));
        delay(0).then(() => {
          t.same(remainingBudget(), { toWaitMs: 2_000, toUseMs: 4_500 });
          resolve();
        });
      });
    });
    endWaitBudget(one);
  });

  t.test('work that continues after the response is not limited, also while others are', async (t) => {
    const ended = startWaitBudget();
    let after: Promise<unknown> | undefined;
    withWaitBudget(ended, () => {
      after = delay(1).then(remainingBudget);
    });
    endWaitBudget(ended);
    const next = startWaitBudget();
    withWaitBudget(next, () => t.ok(remainingBudget()));
    t.equal(await after, undefined);
    endWaitBudget(next);
    t.equal(remainingBudget(), undefined);
  });

  t.test('without a request no context follows promises', async (t) => {
    const budget = startWaitBudget();
    const seen = await new Promise((resolve) => {
      withWaitBudget(budget, () => {
        endWaitBudget(budget);
        // Not lifted any more: only storage that is off returns nothing.
        budget.isLifted = false;
        delay(0).then(() => resolve(remainingBudget()));
      });
    });
    t.equal(seen, undefined);
  });
});
