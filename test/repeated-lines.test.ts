import { test } from 'tap';
import { createRepeatedLines } from '../src/repeated-lines.ts';
import { eventually } from './helpers/eventually.ts';

function start(intervalMs: number) {
  const written: unknown[] = [];
  const sums: [kind: unknown, count: number, seconds: number][] = [];
  const lines = createRepeatedLines({ writeSum: (...sum) => sums.push(sum), intervalMs });
  const write = (kind: Record<string, unknown>, times: number) => {
    for (let time = 0; time < times; time += 1) lines.write(kind, () => written.push(kind));
  };
  return { lines, written, sums, write };
}

test('ten lines of a kind are written, and the others are counted', async (t) => {
  const { lines, written, sums, write } = start(60_000);
  write({ code: 'a' }, 1_000);
  write({ code: 'b' }, 10);
  t.equal(written.length, 20);
  t.same(sums, []);
  lines.flush();
  t.match(sums, [[{ code: 'a' }, 990, 1]], 'and no sum for a kind whose lines were all written');
  t.equal(sums.length, 1);
  lines.flush();
  t.equal(sums.length, 1);
});

test('the sum is written when the interval ends, also if nothing follows', async (t) => {
  const { written, sums, write } = start(100);
  write({ code: 'a' }, 15);
  t.ok(await eventually(async () => sums.length === 1));
  t.match(sums, [[{ code: 'a' }, 5, 1]]);
  write({ code: 'a' }, 1);
  t.equal(written.length, 11, 'and the next line starts a new interval');
});

test('more kinds than can be counted end the oldest', async (t) => {
  const { sums, write } = start(60_000);
  write({ code: 'first' }, 12);
  for (let kind = 0; kind < 1_000; kind += 1) write({ kind }, 1);
  t.match(sums, [[{ code: 'first' }, 2, 1]]);
});
