import { test } from 'tap';
import { meetingTimes, overlap } from '../../src/destinations/meeting-times.ts';
import type { ListedMeeting } from '../../src/zoom/listings.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const listed = (startTime: string | null, type = 2, duration = 60): ListedMeeting => ({
  id: '82929473321',
  topic: 'Topic',
  type,
  startTime,
  duration,
  timezone: 'UTC',
});
const times = (...entries: ListedMeeting[]) => meetingTimes(entries, NOW);
const june = (day: number, time = '16:00:00') => `2026-06-${String(day).padStart(2, '0')}T${time}Z`;

test('a meeting that is over overlaps nothing any more', async (t) => {
  const over = times(listed('2026-05-01T16:00:00Z'));
  t.equal(over.startTime, '2026-05-01T16:00:00Z');
  t.equal(overlap(over, over), false);
});

test('one that runs now still counts', async (t) => {
  const running = times(listed('2026-06-01T11:30:00Z'));
  t.equal(overlap(running, times(listed('2026-06-01T12:30:00Z'))), true);
});

test('any date of a series counts, and none of those known is a promise about the rest', async (t) => {
  const series = times(...[3, 10, 17].map((day) => listed(june(day), 8)));
  t.equal(series.startTime, june(3));
  t.equal(overlap(series, times(listed(june(10, '16:30:00')))), true);
  t.equal(overlap(series, times(listed(june(11)))), null);
  t.equal(overlap(times(listed(june(11))), series), null);
});

test('a meeting that was moved counts by where it is now', async (t) => {
  const moved = times(listed(june(4)), listed(june(3)));
  t.equal(overlap(moved, times(listed(june(3)))), false);
  t.equal(overlap(moved, times(listed(june(4)))), true);
});

test('without a time, or a time that can be read, nothing is known', async (t) => {
  for (const unknown of [times(), times(listed(null)), times(listed('soon'))]) {
    t.equal(unknown.startTime, null);
    t.equal(overlap(unknown, times(listed(june(3)))), null);
  }
});
