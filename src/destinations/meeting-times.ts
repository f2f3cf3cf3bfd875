import type { ListedMeeting } from '../zoom/listings.ts';

/** When a meeting takes place, from its list entries. A series has an entry for each date. */
export interface MeetingTimes {
  topic: string;
  /**
   * ISO 8601: the next date that is not over, else the last known one; null if no date is known.
   */
  startTime: string | null;
  /** Dates that are not over, epoch milliseconds. */
  intervals: Interval[];
  /**
   * Whether all dates are known. False for series, because a list may contain only some of their
   * dates.
   */
  isComplete: boolean;
}

export interface Interval {
  from: number;
  to: number;
}

export const UNKNOWN_TIMES: MeetingTimes = { topic: '', startTime: null, intervals: [], isComplete: false };

/** Zoom's type numbers of recurring meetings (3 and 8) and webinars (6 and 9). */
const RECURRING_TYPES = new Set([3, 6, 8, 9]);

/** Hosts start early and run late: meetings this close count as overlapping (milliseconds). */
const MARGIN_MS = 15 * 60_000;

/**
 * @param listed list entries of one meeting, most recently fetched first · @param now epoch
 * milliseconds
 */
export function meetingTimes(listed: ListedMeeting[], now: number): MeetingTimes {
  const [latest] = listed;
  if (latest === undefined) return UNKNOWN_TIMES;
  const isSeries = RECURRING_TYPES.has(latest.type);
  // Ignore older entries of a single meeting, which may have been rescheduled.
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

/** Whether two meetings overlap, with a margin; null if their known dates don't determine it. */
export function overlap(one: MeetingTimes, other: MeetingTimes): boolean | null {
  const overlaps = one.intervals.some((a) => other.intervals.some((b) => overlapInTime(a, b)));
  if (overlaps) return true;
  return one.isComplete && other.isComplete ? false : null;
}
