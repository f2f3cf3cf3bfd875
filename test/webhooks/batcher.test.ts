import { test } from 'tap';
import { createBatcher } from '../../src/webhooks/batcher.ts';
import { createLatch, type Latch } from '../helpers/latch.ts';
import { waitUntil } from '../helpers/zoom-host.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A store whose batches wait until the test releases them or makes them fail. */
function heldStore() {
  const goes: { items: number[]; end: Latch; fail?: Error }[] = [];
  const store = async (items: number[]) => {
    const go: (typeof goes)[number] = { items, end: createLatch() };
    goes.push(go);
    await go.end.until;
    if (go.fail) throw go.fail;
  };
  const stored = () => goes.map(({ items }) => items);
  return { goes, store, stored };
}

test('a single item is stored immediately and separately', async (t) => {
  const { goes, store, stored } = heldStore();
  const put = createBatcher(store, { maxBatchSize: 10, maxConcurrent: 2, timeoutMs: 60_000 });
  const first = put(1);
  t.strictSame(stored(), [[1]]);
  const second = put(2);
  t.strictSame(stored(), [[1], [2]]);
  for (const { end } of goes) end.release();
  await Promise.all([first, second]);
});

test('items that arrive during a store are stored together, in order, within the limits', async (t) => {
  const { goes, store, stored } = heldStore();
  const put = createBatcher(store, { maxBatchSize: 3, maxConcurrent: 2, timeoutMs: 60_000 });
  const all = [1, 2, 3, 4, 5, 6, 7].map(put);
  t.strictSame(stored(), [[1], [2]]);
  goes[1]?.end.release();
  await settled();
  t.strictSame(stored(), [[1], [2], [3, 4, 5]], 'although the first batch hangs');
  goes[2]?.end.release();
  await settled();
  t.strictSame(stored(), [[1], [2], [3, 4, 5], [6, 7]]);
  for (const { end } of goes) end.release();
  await t.resolves(Promise.all(all));
  t.equal(stored().length, 4);
});

test('a failing batch rejects its own items only', async (t) => {
  const { goes, store } = heldStore();
  const put = createBatcher(store, { maxBatchSize: 2, maxConcurrent: 1, timeoutMs: 60_000 });
  const all = [1, 2, 3, 4, 5].map((item) =>
    put(item).then(
      () => 'stored',
      (error: Error) => error.message,
    ),
  );
  goes[0]?.end.release();
  await settled();
  if (goes[1]) goes[1].fail = new Error('away');
  goes[1]?.end.release();
  await settled();
  goes[2]?.end.release();
  t.strictSame(await Promise.all(all), ['stored', 'away', 'away', 'stored', 'stored']);
  const after = put(6);
  goes[3]?.end.release();
  await t.resolves(after, 'and it continues');
});

test('a hanging batch blocks the others only until its timeout', async (t) => {
  const { goes, store, stored } = heldStore();
  const put = createBatcher(store, { maxBatchSize: 2, maxConcurrent: 1, timeoutMs: 20 });
  const hanging = put(1);
  const others = [2, 3, 4].map(put);
  t.strictSame(stored(), [[1]]);
  await waitUntil(() => goes.length === 2);
  t.strictSame(stored(), [[1], [2, 3]]);
  goes[1]?.end.release();
  await waitUntil(() => goes.length === 3);
  for (const { end } of goes) end.release();
  await t.resolves(Promise.all([hanging, ...others]));
  put(5);
  t.strictSame(stored().at(-1), [5], 'and counts once');
  const after = put(6);
  t.strictSame(stored().at(-1), [5]);
  for (const { end } of goes) end.release();
  await settled();
  for (const { end } of goes) end.release();
  await t.resolves(after);
});
