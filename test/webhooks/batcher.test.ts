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

const NEVER = 60_000;
/** Options that a test does not need. */
const UNLIMITED = { slowAfterMs: NEVER, timeoutMs: NEVER, maxWaiting: 100 };

test('a single item is stored immediately, and the next one after it', async (t) => {
  const { goes, store, stored } = heldStore();
  const put = createBatcher(store, { ...UNLIMITED, maxBatchSize: 10, maxConcurrent: 2 });
  const first = put(1);
  t.strictSame(stored(), [[1]]);
  const second = put(2);
  t.strictSame(stored(), [[1]]);
  goes[0]?.end.release();
  await first;
  t.strictSame(stored(), [[1], [2]]);
  goes[1]?.end.release();
  await t.resolves(second);
});

test('items that arrive during a store are stored together, in order, within the limits', async (t) => {
  const { goes, store, stored } = heldStore();
  const put = createBatcher(store, { ...UNLIMITED, maxBatchSize: 3, maxConcurrent: 2 });
  const all = [1, 2, 3].map(put);
  t.strictSame(stored(), [[1]]);
  all.push(...[4, 5, 6, 7, 8].map(put));
  t.strictSame(stored(), [[1], [2, 3, 4]], 'a full batch does not wait');
  goes[1]?.end.release();
  await settled();
  t.strictSame(stored(), [[1], [2, 3, 4], [5, 6, 7]]);
  goes[2]?.end.release();
  await settled();
  t.equal(stored().length, 3, 'one that is not full waits');
  goes[0]?.end.release();
  await settled();
  t.strictSame(stored(), [[1], [2, 3, 4], [5, 6, 7], [8]]);
  for (const { end } of goes) end.release();
  await t.resolves(Promise.all(all));
  t.equal(stored().length, 4);
});

test('items do not wait for a slow batch, up to the limit of concurrent ones', async (t) => {
  const { goes, store, stored } = heldStore();
  const put = createBatcher(store, { ...UNLIMITED, maxBatchSize: 10, slowAfterMs: 20, maxConcurrent: 2 });
  const all = [1, 2].map(put);
  await waitUntil(() => goes.length === 2);
  t.strictSame(stored(), [[1], [2]]);
  all.push(put(3));
  const full = Array.from({ length: 10 }, (_, n) => put(4 + n));
  t.equal(stored().length, 2, 'although a full batch waits');
  goes[0]?.end.release();
  await settled();
  t.strictSame(stored()[2], [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (let n = 1; n < 4; n += 1) {
    goes[n]?.end.release();
    await settled();
  }
  await t.resolves(Promise.all([...all, ...full]));
});

test('a failing batch rejects its own items only', async (t) => {
  const { goes, store } = heldStore();
  const put = createBatcher(store, { ...UNLIMITED, maxBatchSize: 2, maxConcurrent: 1 });
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
  const put = createBatcher(store, { ...UNLIMITED, maxBatchSize: 2, maxConcurrent: 1, timeoutMs: 20 });
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

test('while batches hang, items above the maximum are rejected instead of filling the memory', async (t) => {
  const { goes, store, stored } = heldStore();
  const put = createBatcher(store, { ...UNLIMITED, maxBatchSize: 2, maxConcurrent: 1, maxWaiting: 3 });
  const accepted = [1, 2, 3, 4].map(put);
  const rejected = put(5).catch((error: Error) => error.message);
  t.equal(await Promise.race([rejected, settled()]), 'too many items are waiting');
  goes[0]?.end.release();
  await settled();
  accepted.push(put(6));
  for (let n = 1; n <= 2; n += 1) {
    goes[n]?.end.release();
    await settled();
  }
  await t.resolves(Promise.all(accepted));
  t.strictSame(stored(), [[1], [2, 3], [4, 6]]);
});
