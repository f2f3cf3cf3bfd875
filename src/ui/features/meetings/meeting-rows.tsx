import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { isLive } from '../../api/meeting-cache.ts';
import type { Kind, Meeting } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { momentOf, type Times } from '../../lib/times.ts';
import { now, times, today } from '../../state/clock.ts';
import { MeetingRow, rowKey } from './meeting-row.tsx';

type MeetingRowsProps = { kind: Kind; meetings: Meeting[]; readsInView: boolean; isPinning: boolean };

/**
 * A list grouped by day. With `readsInView`, unknown livestreams are read when a row comes into
 * view.
 * With `isPinning`, meetings that are live or start soon come first.
 */
export function MeetingRows({ kind, meetings, readsInView, isPinning }: MeetingRowsProps) {
  // A signal of its own: most changes of a row or of the time do not change the pinned rows.
  const pinned = useMemo(
    () => computed(() => (isPinning ? JSON.stringify(pinnedRows(kind, meetings, now.value)) : '[]')),
    [kind, meetings, isPinning],
  ).value;
  const days = useMemo(
    () => groupsOf(meetings, JSON.parse(pinned), times.value, now.peek()),
    [meetings, pinned, times.value, today.value],
  );
  return (
    <>
      {days.map(({ name, first, rows }) => (
        <section key={`${name} ${first}`} class="day-group">
          <h2 class="day">{name}</h2>
          <ul class="rows">
            {rows.map((meeting) => (
              <MeetingRow key={rowKey(meeting)} kind={kind} meeting={meeting} readsInView={readsInView} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

type Day = { name: string; first: string; rows: Meeting[] };

const HOUR_MS = 3_600_000;

type Pinned = [row: string, group: 'live' | 'soon'];

/**
 * The rows to pin. The live status belongs to the meeting and not to an occurrence, so only the
 * first row of a series counts.
 */
function pinnedRows(kind: Kind, meetings: Meeting[], present: Date): Pinned[] {
  const seen = new Set<string>();
  return meetings.flatMap((meeting): Pinned[] => {
    const isFirst = !seen.has(meeting.id);
    seen.add(meeting.id);
    if (isFirst && isLive(kind, meeting.id)) return [[rowKey(meeting), 'live']];
    const untilStart = (momentOf(meeting.start_time)?.getTime() ?? Number.NaN) - present.getTime();
    return untilStart >= 0 && untilStart < HOUR_MS ? [[rowKey(meeting), 'soon']] : [];
  });
}

/** The pinned groups, then the days. The order of the list is kept in each group. */
function groupsOf(meetings: Meeting[], pinned: readonly Pinned[], shown: Times, present: Date): Day[] {
  const groups = new Map(pinned);
  const inGroup = (group: Pinned[1] | undefined) =>
    meetings.filter((meeting) => groups.get(rowKey(meeting)) === group);
  const live = { name: strings.list.shows.live, first: 'live', rows: inGroup('live') };
  const soon = { name: strings.list.nextHour, first: 'soon', rows: inGroup('soon') };
  const filled = [live, soon].filter(({ rows }) => rows.length > 0);
  return [...filled, ...daysOf(inGroup(undefined), shown, present)];
}

/** Consecutive rows of one day form a group; the order of the list is kept. */
function daysOf(meetings: Meeting[], { dayName }: Times, present: Date): Day[] {
  const days: Day[] = [];
  for (const meeting of meetings) {
    const start = momentOf(meeting.start_time);
    const name = start ? dayName(start, present) : strings.list.noTime;
    const last = days.at(-1);
    if (last?.name === name) last.rows.push(meeting);
    if (last?.name !== name) days.push({ name, first: meeting.id, rows: [meeting] });
  }
  return days;
}
