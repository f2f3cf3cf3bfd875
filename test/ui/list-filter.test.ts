import { test } from 'tap';
import {
  countMarks,
  filterOfQuery,
  isFiltering,
  isShown,
  matchesAll,
  queryOfFilter,
} from '../../src/ui/lib/list-filter.ts';

const meeting = { topic: 'Café Größe: Town hall, live', id: '82929473321' };

test('every word must be in the topic, in any order, case and accent', async (t) => {
  t.ok(matchesAll('', meeting));
  t.ok(matchesAll('HALL cafe', meeting));
  t.ok(matchesAll('gro', meeting));
  t.notOk(matchesAll('town meeting', meeting));
});

test('digits find an ID, however it is grouped', async (t) => {
  t.ok(matchesAll('829 2947', meeting));
  t.ok(matchesAll('2947-3321', meeting));
  t.notOk(matchesAll('829 2948', meeting));
  t.ok(matchesAll('42', { topic: 'Room 42', id: '82929473321' }), 'a short number may be of the topic');
});

test('a row is shown by the filter of its mark only, and one that was not checked by none', async (t) => {
  const marks = ['ready', 'attention', 'none', 'live', 'configured', 'unknown'] as const;
  for (const show of ['ready', 'attention', 'none', 'live'] as const)
    t.strictSame(
      marks.filter((mark) => isShown(show, mark, null)),
      [show],
    );
  t.ok(marks.every((mark) => isShown('all', mark, null)));
});

test('addresses with the former filter “configured” show what is configured', async (t) => {
  const filter = filterOfQuery(new URLSearchParams('show=configured'));
  t.equal(filter.show, 'configured');
  t.ok(isShown(filter.show, 'unknown', { configured: true }));
  t.notOk(isShown(filter.show, 'none', { configured: false }));
  t.notOk(isShown(filter.show, 'unknown', null));
});

test('the counts of the filters add up to what each shows', async (t) => {
  const counts = countMarks(['ready', 'unknown', 'configured', 'live', 'none', 'none', 'attention']);
  t.strictSame(counts, { all: 7, ready: 1, attention: 1, none: 2, live: 1 });
});

test('spaces alone do not filter', async (t) => {
  t.notOk(isFiltering({ words: '  ', show: 'all' }));
  t.ok(isFiltering({ words: 'a', show: 'all' }));
  t.ok(isFiltering({ words: '', show: 'live' }));
});

test('a filter survives a round trip through the address; invalid values are dropped', async (t) => {
  for (const filter of [
    { words: '', show: 'all' },
    { words: 'Größe & more', show: 'none' },
  ] as const) {
    t.strictSame(filterOfQuery(new URLSearchParams(queryOfFilter(filter))), filter);
  }
  t.strictSame(queryOfFilter({ words: '  ', show: 'all' }), {});
  t.strictSame(filterOfQuery(new URLSearchParams('show=x')), { words: '', show: 'all' });
  t.equal(filterOfQuery(new URLSearchParams({ q: 'a'.repeat(5_000) })).words.length, 200);
});
