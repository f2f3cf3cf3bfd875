import { test } from 'tap';
import { keyOverlaps } from '../../src/ui/lib/key-overlaps.ts';

const MINUTE = 60_000;
const use = (key: string, fingerprint: string, ...dates: [from: number, to: number][]) => ({
  key,
  topic: `Topic ${key}`,
  fingerprint,
  dates: dates.map(([from, to]) => ({ from: from * MINUTE, to: to * MINUTE })),
});

test('meetings with one key overlap within 15 minutes, and name each other', async (t) => {
  const found = keyOverlaps([use('a', 'k', [100, 160]), use('b', 'k', [170, 200])], 0);
  t.strictSame([...found].sort(), [
    ['a', 'Topic b'],
    ['b', 'Topic a'],
  ]);
  t.equal(keyOverlaps([use('a', 'k', [100, 160]), use('b', 'k', [176, 200])], 0).size, 0);
  t.equal(keyOverlaps([use('a', 'k', [100, 160]), use('b', 'l', [100, 160])], 0).size, 0, 'another key');
  t.equal(keyOverlaps([use('a', '', [100, 160]), use('b', '', [100, 160])], 0).size, 0, 'no key');
});

test('a long meeting overlaps with all that start while it lasts', async (t) => {
  const uses = [use('long', 'k', [0, 500]), use('one', 'k', [10, 20]), use('two', 'k', [400, 410])];
  const found = keyOverlaps(uses, 0);
  t.equal(found.get('two'), 'Topic long');
  t.equal(found.get('one'), 'Topic long');
});

test('occurrences of one series do not overlap with each other, and past dates with nothing', async (t) => {
  t.equal(keyOverlaps([use('a', 'k', [100, 160], [150, 200])], 0).size, 0);
  t.equal(keyOverlaps([use('a', 'k', [100, 160]), use('b', 'k', [100, 160])], 300 * MINUTE).size, 0);
  t.equal(keyOverlaps([use('a', 'k'), use('b', 'k', [100, 160])], 0).size, 0, 'unknown times');
});
