import fc from 'fast-check';
import t from 'tap';
import type { Priority } from '../../src/zoom/rate-limit/backend.ts';
import { createFairQueue, type Waiter } from '../../src/zoom/rate-limit/fair-queue.ts';

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
      arbitrary: fc.record({ does: fc.constant('add' as const), userId: userIds, priority: priorities }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('next' as const) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('remove' as const), which: fc.nat() }) },
  ),
  { maxLength: 120 },
);

t.test('everybody who waits gets one turn, and only one, unless they leave', async (t) => {
  fc.assert(
    fc.property(steps, (taken) => {
      const waiting = createFairQueue<Call>();
      const open = new Map<number, Call>();
      for (const [id, step] of taken.entries()) {
        if (step.does === 'add') {
          const call = { id, userId: step.userId, priority: step.priority };
          open.set(id, call);
          waiting.add(call);
        }
        if (step.does === 'remove' && open.size > 0) {
          const call = [...open.values()][step.which % open.size] as Call;
          open.delete(call.id);
          waiting.remove(call);
          waiting.remove(call);
        }
        if (step.does === 'next') {
          const call = waiting.next();
          if (call === undefined ? open.size > 0 : !open.delete(call.id)) return false;
        }
        for (const priority of ['interactive', 'bulk'] as const) {
          const theirs = [...open.values()].filter((call) => call.priority === priority);
          const users = new Set(theirs.map(({ userId }) => userId)).size;
          const counted = waiting.count(priority);
          if (counted.calls !== theirs.length || counted.users !== users) return false;
        }
      }
      return true;
    }),
    RUNS,
  );
  t.pass();
});

t.test('nothing of bulk work gets a turn while an interactive call waits', async (t) => {
  fc.assert(
    fc.property(steps, (taken) => {
      const waiting = createFairQueue<Call>();
      for (const [id, step] of taken.entries()) {
        if (step.does === 'add') waiting.add({ id, userId: step.userId, priority: step.priority });
        const interactive = waiting.count('interactive').calls;
        if (step.does === 'next' && waiting.next()?.priority === 'bulk' && interactive > 0) return false;
      }
      return true;
    }),
    RUNS,
  );
  t.pass();
});

t.test('of the turns given while users wait, each gets their share, one more or less', async (t) => {
  const calls = fc.array(fc.record({ userId: userIds, priority: priorities }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(calls, fc.integer({ min: 1, max: 30 }), (waiters, permits) => {
      const waiting = createFairQueue<Waiter>();
      for (const waiter of waiters) waiting.add(waiter);
      const given = new Map<string, number>();
      for (let permit = 0; permit < permits; permit += 1) {
        const before = waiting.all('interactive').map(({ userId }) => userId);
        if (before.length === 0) return true;
        const { userId } = waiting.next() as Waiter;
        given.set(userId, (given.get(userId) ?? 0) + 1);
        const stillWait = waiting.all('interactive').map((waiter) => waiter.userId);
        const minimum = Math.min(...stillWait.map((waits) => given.get(waits) ?? 0));
        const most = Math.max(...given.values());
        if (stillWait.length > 0 && most - minimum > 1) return false;
      }
      return true;
    }),
    RUNS,
  );
  t.pass();
});

t.test('how many are ahead is known before one waits', async (t) => {
  const calls = fc.array(fc.record({ userId: userIds, priority: priorities }), { maxLength: 40 });
  fc.assert(
    fc.property(calls, fc.record({ userId: userIds, priority: priorities }), (waiters, mine) => {
      const waiting = createFairQueue<Waiter>();
      for (const waiter of waiters) waiting.add({ ...waiter });
      const expected = waiting.ahead(mine);
      waiting.add(mine);
      let ahead = 0;
      while (waiting.next() !== mine) ahead += 1;
      // Whether another user's next call comes before or after depends on whose turn it is just then.
      return ahead <= expected && expected - ahead <= 3;
    }),
    RUNS,
  );
  t.pass();
});
