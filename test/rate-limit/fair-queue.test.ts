import fc from 'fast-check';
import t from 'tap';
import { createFairQueue, type Waiter } from '../../src/zoom/rate-limit/fair-queue.ts';
import type { Priority } from '../../src/zoom/rate-limit/gcra.ts';

const RUNS = { numRuns: 1_000 };

interface Call extends Waiter {
  id: number;
}

const userIds = fc.constantFrom('ada', 'bea', 'cem', 'dov');
const priorities = fc.constantFrom<Priority>('interactive', 'bulk');
const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ action: fc.constant('add' as const), userId: userIds, priority: priorities }),
    },
    { weight: 2, arbitrary: fc.record({ action: fc.constant('next' as const) }) },
    { weight: 1, arbitrary: fc.record({ action: fc.constant('remove' as const), which: fc.nat() }) },
  ),
  { maxLength: 120 },
);

t.test('each waiting call is served exactly once, unless it is removed', async (t) => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const waiting = createFairQueue<Call>();
      const open = new Map<number, Call>();
      for (const [id, step] of sequence.entries()) {
        if (step.action === 'add') {
          const call = { id, userId: step.userId, priority: step.priority };
          open.set(id, call);
          waiting.add(call);
        }
        if (step.action === 'remove' && open.size > 0) {
          const call = [...open.values()][step.which % open.size] as Call;
          open.delete(call.id);
          waiting.remove(call);
          waiting.remove(call);
        }
        if (step.action === 'next') {
          const call = waiting.next();
          if (call === undefined ? open.size > 0 : !open.delete(call.id)) return false;
        }
        for (const priority of ['interactive', 'bulk'] as const) {
          const expected = [...open.values()].filter((call) => call.priority === priority);
          const users = new Set(expected.map(({ userId }) => userId)).size;
          const counted = waiting.count(priority);
          if (counted.calls !== expected.length || counted.users !== users) return false;
        }
      }
      return true;
    }),
    RUNS,
  );
  t.pass();
});

t.test('no bulk call is served while an interactive call waits', async (t) => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const waiting = createFairQueue<Call>();
      for (const [id, step] of sequence.entries()) {
        if (step.action === 'add') waiting.add({ id, userId: step.userId, priority: step.priority });
        const interactive = waiting.count('interactive').calls;
        if (step.action === 'next' && waiting.next()?.priority === 'bulk' && interactive > 0) return false;
      }
      return true;
    }),
    RUNS,
  );
  t.pass();
});

t.test('waiting users are served equally often, with a difference of at most one', async (t) => {
  const calls = fc.array(fc.record({ userId: userIds, priority: priorities }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(calls, fc.integer({ min: 1, max: 30 }), (waiters, permits) => {
      const waiting = createFairQueue<Waiter>();
      for (const waiter of waiters) waiting.add(waiter);
      const served = new Map<string, number>();
      for (let permit = 0; permit < permits; permit += 1) {
        const before = waiting.all('interactive').map(({ userId }) => userId);
        if (before.length === 0) return true;
        const { userId } = waiting.next() as Waiter;
        served.set(userId, (served.get(userId) ?? 0) + 1);
        const stillWaiting = waiting.all('interactive').map((waiter) => waiter.userId);
        const minimum = Math.min(...stillWaiting.map((id) => served.get(id) ?? 0));
        const maximum = Math.max(...served.values());
        if (stillWaiting.length > 0 && maximum - minimum > 1) return false;
      }
      return true;
    }),
    RUNS,
  );
  t.pass();
});

t.test('ahead predicts how many calls are served before a new one', async (t) => {
  const calls = fc.array(fc.record({ userId: userIds, priority: priorities }), { maxLength: 40 });
  fc.assert(
    fc.property(calls, fc.record({ userId: userIds, priority: priorities }), (waiters, mine) => {
      const waiting = createFairQueue<Waiter>();
      for (const waiter of waiters) waiting.add({ ...waiter });
      const expected = waiting.ahead(mine);
      waiting.add(mine);
      let ahead = 0;
      while (waiting.next() !== mine) ahead += 1;
      // Whether a call of another user comes before or after depends on the current position in the
      // round.
      return ahead <= expected && expected - ahead <= 3;
    }),
    RUNS,
  );
  t.pass();
});
