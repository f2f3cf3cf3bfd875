import { test } from 'tap';
import { cachedRead } from '../../src/metrics/cached-read.ts';

function start({ timeoutMs = 60_000 } = {}) {
  const pending: { resolve(value: number): void; reject(error: Error): void }[] = [];
  let time = 0;
  const read = cachedRead(() => new Promise<number>((resolve, reject) => pending.push({ resolve, reject })), {
    maxAgeMs: 100,
    timeoutMs,
    now: () => time,
  });
  return { read, pending, advance: (ms: number) => (time += ms) };
}

test('concurrent callers share one read, and later ones its value until it is too old', async (t) => {
  const { read, pending, advance } = start();
  const both = Promise.all([read(), read()]);
  t.equal(pending.length, 1);
  pending[0]?.resolve(7);
  t.same(await both, [7, 7]);
  advance(99);
  t.equal(await read(), 7);
  t.equal(pending.length, 1);
  advance(1);
  const next = read();
  t.equal(pending.length, 2);
  pending[1]?.resolve(8);
  t.equal(await next, 8);
});

test('a read that takes too long returns nothing, is not started twice, and its value is used later', async (t) => {
  const { read, pending } = start({ timeoutMs: 1 });
  t.equal(await read(), undefined);
  t.equal(await read(), undefined);
  t.equal(pending.length, 1, 'scrapes do not pile up on a slow database');
  pending[0]?.resolve(7);
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(await read(), 7);
});

test('a failed read returns nothing, and the next caller reads again', async (t) => {
  const { read, pending } = start();
  const failed = read();
  pending[0]?.reject(new Error('unreachable'));
  t.equal(await failed, undefined);
  const next = read();
  pending[1]?.resolve(7);
  t.equal(await next, 7);
});
