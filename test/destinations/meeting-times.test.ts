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

test('a meeting that is over overlaps nothing', async (t) => {
  const past = times(listed('2026-05-01T16:00:00Z'));
  t.equal(past.startTime, '2026-05-01T16:00:00Z');
  t.equal(overlap(past, past), false);
});

test('a meeting in progress still counts', async (t) => {
  const running = times(listed('2026-06-01T11:30:00Z'));
  t.equal(overlap(running, times(listed('2026-06-01T12:30:00Z'))), true);
});

test('every date of a series counts, and its known dates are not complete', async (t) => {
  const series = times(...[3, 10, 17].map((day) => listed(june(day), 8)));
  t.equal(series.startTime, june(3));
  t.equal(overlap(series, times(listed(june(10, '16:30:00')))), true);
  t.equal(overlap(series, times(listed(june(11)))), null);
  t.equal(overlap(times(listed(june(11))), series), null);
});

test('a rescheduled meeting counts at its new time', async (t) => {
  const moved = times(listed(june(4)), listed(june(3)));
  t.equal(overlap(moved, times(listed(june(3)))), false);
  t.equal(overlap(moved, times(listed(june(4)))), true);
});

test('without a valid time, the overlap is unknown', async (t) => {
  for (const unknown of [times(), times(listed(null)), times(listed('soon'))]) {
    t.equal(unknown.startTime, null);
    t.equal(overlap(unknown, times(listed(june(3)))), null);
  }
});
