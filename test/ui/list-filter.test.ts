import { test } from 'tap';
import type { State } from '../../src/ui/api/meeting-cache.ts';
import {
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

const state = (configured: boolean | null, status: 'live' | 'idle' | 'unknown' = 'unknown') =>
  ({ livestream: configured === null ? null : { configured }, live: { status, since: null } }) as State;

test('an unknown livestream is neither configured nor not configured', async (t) => {
  for (const show of ['configured', 'none'] as const) t.notOk(isShown(show, state(null)), show);
  t.ok(isShown('all', state(null)));
  t.ok(isShown('configured', state(true)));
  t.notOk(isShown('none', state(true)));
  t.ok(isShown('none', state(false)));
  t.notOk(isShown('configured', state(false)));
});

test('only a stream that Zoom reported as live is live', async (t) => {
  t.ok(isShown('live', state(true, 'live')));
  for (const status of ['idle', 'unknown'] as const) t.notOk(isShown('live', state(true, status)), status);
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
