import fc from 'fast-check';
import t from 'tap';
import { createRetryBudget } from '../../src/zoom/retry-budget.ts';

t.test('one retry is available at the start, then one for each ten requests', (t) => {
  const budget = createRetryBudget();
  t.equal(budget.spend(), true);
  t.equal(budget.spend(), false);
  for (let request = 0; request < 11; request += 1) budget.earn();
  t.equal(budget.spend(), true);
  t.equal(budget.spend(), false);
  t.end();
});

t.test('the saved budget is limited', (t) => {
  const budget = createRetryBudget();
  for (let request = 0; request < 100_000; request += 1) budget.earn();
  let spent = 0;
  while (budget.spend()) spent += 1;
  t.ok(spent <= 10);
  t.end();
});

t.test('in any order of requests and retries, there is at most one retry plus one per ten requests', (t) => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 2_000 }), (order) => {
      const budget = createRetryBudget();
      let earned = 0;
      let spent = 0;
      for (const isRequest of order) {
        if (isRequest) budget.earn();
        if (isRequest) earned += 1;
        else if (budget.spend()) spent += 1;
        if (spent > 1 + earned * 0.1 + 1e-6) return false;
      }
      return true;
    }),
    { numRuns: 1_000 },
  );
  t.end();
});
