import { test } from 'tap';
import { rangeOf, withMeetings, withoutMeetings } from '../../src/ui/lib/selection-changes.ts';

const one = { id: '11111111', topic: 'One' };
const two = { id: '22222222', topic: 'Two' };

test('a meeting is selected once, also if several rows belong to it', async (t) => {
  const selection = withMeetings(withMeetings(null, 'meetings', [one]), 'meetings', [one, two, two]);
  t.strictSame(selection, { kind: 'meetings', meetings: [one, two] });
  t.strictSame(withoutMeetings(selection, [one.id])?.meetings, [two]);
  t.equal(withoutMeetings(null, [one.id]), null);
});

test('a selection is of one kind', async (t) => {
  const meetings = withMeetings(null, 'meetings', [one]);
  t.strictSame(withMeetings(meetings, 'webinars', [two]), { kind: 'webinars', meetings: [two] });
});

test('a range includes both ends, in either direction', async (t) => {
  const all = ['a', 'b', 'c', 'd'];
  t.strictSame(rangeOf(all, 'b', 'd'), ['b', 'c', 'd']);
  t.strictSame(rangeOf(all, 'd', 'b'), ['b', 'c', 'd']);
  t.strictSame(rangeOf(all, 'gone', 'c'), ['c'], 'the first one is not in the list any more');
});
