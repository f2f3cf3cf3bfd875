import type { ListedMeeting } from '../zoom/listings.ts';

/** When a meeting takes place, as its listings tell: a series stands in them once for each date. */
export interface MeetingTimes {
  topic: string;
  /** ISO 8601: the next date that is not over, else the last that is known; null where none is. */
  startTime: string | null;
  /** Of what is not over, epoch milliseconds. */
  intervals: Interval[];
  /** All of its dates are known: it has a time and is no series, of which a listing may hold a few dates or the first alone. */
  isComplete: boolean;
}

export interface Interval {
  from: number;
  to: number;
}

export const UNKNOWN_TIMES: MeetingTimes = { topic: '', startTime: null, intervals: [], isComplete: false };

/** Zoom's numbers of recurring kinds: 3 and 8 for meetings, 6 and 9 for webinars. */
const RECURRING_TYPES = new Set([3, 6, 8, 9]);

/** Hosts come early and stay longer: two meetings this close are taken for overlapping, milliseconds. */
const MARGIN_MS = 15 * 60_000;

/** @param listed entries of one meeting, the latest news first · @param now epoch milliseconds */
export function meetingTimes(listed: ListedMeeting[], now: number): MeetingTimes {
  const [latest] = listed;
  if (latest === undefined) return UNKNOWN_TIMES;
  const isSeries = RECURRING_TYPES.has(latest.type);
  // What was said of a single meeting before is of no use: it may have been moved.
  const dates = (isSeries ? listed : [latest]).flatMap(interval);
  const ahead = dates.filter(({ to }) => to + MARGIN_MS > now).sort((one, other) => one.from - other.from);
  const start =
    ahead[0]?.from ?? (dates.length === 0 ? undefined : Math.max(...dates.map(({ from }) => from)));
  return {
    topic: latest.topic,
    startTime: start === undefined ? null : new Date(start).toISOString().replace('.000Z', 'Z'),
    intervals: ahead,
    isComplete: !isSeries && dates.length > 0,
  };
}

function interval({ startTime, duration }: ListedMeeting): Interval[] {
  const from = startTime === null ? Number.NaN : Date.parse(startTime);
  return Number.isNaN(from) ? [] : [{ from, to: from + Math.max(duration, 0) * 60_000 }];
}

/** Whether two dates overlap, with a margin. */
export function overlapInTime(a: Interval, b: Interval): boolean {
  return a.from < b.to + MARGIN_MS && b.from < a.to + MARGIN_MS;
}

/** Whether two meetings overlap, with a margin; null where a time that would tell is not known. */
export function overlap(one: MeetingTimes, other: MeetingTimes): boolean | null {
  const isSo = one.intervals.some((a) => other.intervals.some((b) => overlapInTime(a, b)));
  if (isSo) return true;
  return one.isComplete && other.isComplete ? false : null;
}
