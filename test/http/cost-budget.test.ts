import t from 'tap';
import { createCostBudget } from '../../src/plugins/cost-budget.ts';

t.test('each request spends its cost, and the budget refills within a minute', async (t) => {
  let now = 0;
  const spend = createCostBudget(60, () => now);
  const rejection = (user: string, cost: number) => {
    try {
      spend(user, cost);
      return undefined;
    } catch (error) {
      return (error as { members: { retryAfter: number } }).members.retryAfter;
    }
  };
  for (let spent = 0; spent < 60; spent += 20) t.equal(rejection('one', 20), undefined);
  t.equal(rejection('one', 20), 20, 'seconds until the budget suffices');
  t.equal(rejection('other', 20), undefined, 'each user has a budget of their own');
  now = 10_000;
  t.equal(rejection('one', 20), 10);
  now = 20_000;
  t.equal(rejection('one', 20), undefined);
  now = 3_600_000;
  t.equal(rejection('one', 60), undefined);
  t.equal(rejection('one', 1), 1, 'at most the budget of a minute');
  now += 60_000;
  t.equal(rejection('one', 1_000), undefined, 'a cost above the budget spends all of it');
});
