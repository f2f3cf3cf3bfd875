import t from 'tap';
import { startsOfSessions } from '../../src/listings/sessions.ts';
import type { ListedMeeting } from '../../src/zoom/listings.ts';

const listed = (id: string, startTime: string | null, uuid: string | null = 'u1'): ListedMeeting => ({
  ...{ id, uuid, topic: '', type: 8, startTime, duration: 60, timezone: 'UTC' },
});
const since = '2026-11-28T16:02:00.000Z';
const session = (uuid: string | null, endedAt: string | null = null) => ({ uuid, startedAt: since, endedAt });

function startsOf(meetings: ListedMeeting[], sessionOfOne = session('u1')) {
  const starts = startsOfSessions(meetings, new Map([['1', sessionOfOne]]));
  return meetings.map((meeting) => starts.get(meeting) ?? null);
}

t.test('only the date of a series that a session belongs to is in progress', async (t) => {
  const days = ['2026-11-27T16:00:00Z', '2026-11-28T16:00:00Z', '2026-11-29T16:00:00Z'];
  t.strictSame(startsOf(days.map((day) => listed('1', day))), [null, since, null]);
  const next = ['2026-12-05T16:00:00Z', '2026-12-12T16:00:00Z'];
  t.strictSame(startsOf(next.map((day) => listed('1', day))), [null, null], 'none that is listed');
  t.strictSame(startsOf([listed('1', '2026-12-05T16:00:00Z')]), [since], 'a meeting that was started early');
  t.strictSame(startsOf([listed('1', null), listed('2', null)]), [since, null]);
});

t.test('a session that Zoom’s list does not confirm is not in progress', async (t) => {
  t.strictSame(startsOf([listed('1', null, 'u2')]), [null], 'Zoom has another UUID since');
  t.strictSame(startsOf([listed('1', null, null)], session(null)), [null], 'nor without a UUID');
  t.strictSame(startsOf([listed('1', null)], session('u1', since)), [null], 'nor after its end');
});
