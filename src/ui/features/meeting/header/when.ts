import type { MeetingHeader } from '../../../api/meeting-cache.ts';
import { strings } from '../../../i18n/index.ts';
import { momentOf } from '../../../lib/times.ts';
import { now, times } from '../../../state/clock.ts';

/** The day and time of a meeting, with its end if that is known; empty without a fixed time. */
export function whenOf({ start_time, duration }: MeetingHeader): string {
  const start = momentOf(start_time);
  if (!start) return '';
  const { dayName, timeOfDay } = times.value;
  const day = dayName(start, now.value);
  if (!duration) return strings.meeting.at(day, timeOfDay(start));
  const end = new Date(start.getTime() + duration * 60_000);
  return strings.meeting.fromTo(day, timeOfDay(start), timeOfDay(end));
}
