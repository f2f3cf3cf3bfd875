import type { Kind, Meeting } from '../api.ts';
import { now, times } from '../clock.ts';
import { strings } from '../strings.ts';
import { momentOf, type Times } from '../times.ts';
import { MeetingRow } from './meeting-row.tsx';

/** A list by days, as a running order reads. */
export function Rundown({ kind, meetings }: { kind: Kind; meetings: Meeting[] }) {
  return (
    <>
      {daysOf(meetings, times.value, now.value).map(({ name, first, held }) => (
        <section key={`${name} ${first}`} class="day-group">
          <h2 class="day">{name}</h2>
          <ul class="rows">
            {held.map((meeting, index) => (
              <MeetingRow key={`${meeting.id} ${index}`} kind={kind} meeting={meeting} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

type Day = { name: string; first: string; held: Meeting[] };

/** Neighbours of one day together; the order stays the list's own. */
function daysOf(meetings: Meeting[], { dayName }: Times, present: Date): Day[] {
  const days: Day[] = [];
  for (const meeting of meetings) {
    const start = momentOf(meeting.start_time);
    const name = start ? dayName(start, present) : strings.list.noTime;
    const last = days.at(-1);
    if (last?.name === name) last.held.push(meeting);
    if (last?.name !== name) days.push({ name, first: meeting.id, held: [meeting] });
  }
  return days;
}
