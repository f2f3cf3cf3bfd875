import { computed } from '@preact/signals';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { isLive } from '../../api/meeting-cache.ts';
import type { Kind, Meeting } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { momentOf, type Times } from '../../lib/times.ts';
import { now, times, today } from '../../state/clock.ts';
import { MeetingRow, rowKey } from './meeting-row.tsx';
import { useRowFocus } from './row-focus.ts';

type MeetingRowsProps = { kind: Kind; meetings: Meeting[]; readsInView: boolean; isPinning: boolean };

/**
 * A list grouped by day. With `readsInView`, unknown livestreams are read when a row comes into
 * view.
 * With `isPinning`, meetings that are live or start soon come first.
 */
export function MeetingRows({ kind, meetings, readsInView, isPinning }: MeetingRowsProps) {
  useRowFocus();
  // A signal of its own: most changes of a row or of the time do not change the pinned rows.
  const pinned = useMemo(
    () => computed(() => (isPinning ? JSON.stringify(pinnedRows(kind, meetings, now.value)) : '[]')),
    [kind, meetings, isPinning],
  ).value;
  const days = useMemo(() => daysOf(meetings, times.value, now.peek()), [meetings, times.value, today.value]);
  const groups = useMemo(() => withPinned(days, JSON.parse(pinned)), [days, pinned]);
  // The same element for the same group: Preact then skips all of its rows.
  const elements = useMemo(() => new WeakMap<Day, VNode>(), [kind, readsInView]);
  return (
    <>
      {groups.map((group) => {
        const element = elements.get(group) ?? (
          <DayGroup
            key={`${group.name} ${group.first}`}
            kind={kind}
            group={group}
            readsInView={readsInView}
          />
        );
        elements.set(group, element);
        return element;
      })}
    </>
  );
}

function DayGroup({ kind, group, readsInView }: { kind: Kind; group: Day; readsInView: boolean }) {
  return (
    <section class="day-group">
      <h2 class="day">{group.name}</h2>
      <ul class="rows">
        {group.rows.map((meeting) => (
          <MeetingRow key={rowKey(meeting)} kind={kind} meeting={meeting} readsInView={readsInView} />
        ))}
      </ul>
    </section>
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

/**
 * The pinned groups, then the days without the pinned rows. The order of the list is kept in each
 * group, and a day without a pinned row stays the same object.
 */
function withPinned(days: Day[], pinned: readonly Pinned[]): Day[] {
  if (pinned.length === 0) return days;
  const groupOf = new Map(pinned);
  const all = days.flatMap(({ rows }) => rows).filter((meeting) => groupOf.has(rowKey(meeting)));
  const inGroup = (group: Pinned[1]) => all.filter((meeting) => groupOf.get(rowKey(meeting)) === group);
  const rest = days.map((day) => {
    const rows = day.rows.filter((meeting) => !groupOf.has(rowKey(meeting)));
    return rows.length === day.rows.length ? day : { ...day, rows };
  });
  return [
    { name: strings.list.liveNow, first: 'live', rows: inGroup('live') },
    { name: strings.list.nextHour, first: 'soon', rows: inGroup('soon') },
    ...rest,
  ].filter(({ rows }) => rows.length > 0);
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
