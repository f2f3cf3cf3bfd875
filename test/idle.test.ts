import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { untilIdle } from '../src/idle.ts';

t.test('it waits while the event loop is busy, but not forever', async (t) => {
  let isIdle = false;
  const idle = untilIdle().then(() => {
    isIdle = true;
  });
  const busyUntil = performance.now() + 500;
  while (performance.now() < busyUntil) {
    const turnEndsAt = performance.now() + 5;
    while (performance.now() < turnEndsAt);
    await nextTurn();
  }
  t.notOk(isIdle, 'busy for half a second');
  while (!isIdle) {
    const turnEndsAt = performance.now() + 5;
    while (performance.now() < turnEndsAt);
    await nextTurn();
  }
  await idle;
});

t.test('it returns when nothing happens', () => untilIdle());
