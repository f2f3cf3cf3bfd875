import type { ListedMeeting } from '../zoom/listings.ts';

/** A part of a listing. */
export type Period = 'upcoming' | 'live' | 'scheduled' | 'previous';

/** Filters meetings by their start time and duration. `now` is in epoch milliseconds. */
export function within(meetings: ListedMeeting[], period: Period, now: number): ListedMeeting[] {
  if (period !== 'live' && period !== 'previous') return meetings;
  return meetings.filter(({ startTime, duration }) => {
    if (startTime === null) return false;
    const start = Date.parse(startTime);
    const end = start + duration * 60_000;
    return period === 'live' ? start <= now && now < end : end <= now;
  });
}
