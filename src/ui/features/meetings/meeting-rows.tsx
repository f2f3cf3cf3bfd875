import { useMemo } from 'preact/hooks';
import type { Kind, Meeting } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { momentOf, type Times } from '../../lib/times.ts';
import { now, times, today } from '../../state/clock.ts';
import { MeetingRow, rowKey } from './meeting-row.tsx';

type MeetingRowsProps = { kind: Kind; meetings: Meeting[]; readsInView: boolean };

/** A list grouped by day. With `readsInView`, unknown livestreams are read when a row comes into view. */
export function MeetingRows({ kind, meetings, readsInView }: MeetingRowsProps) {
  const days = useMemo(() => daysOf(meetings, times.value, now.peek()), [meetings, times.value, today.value]);
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
