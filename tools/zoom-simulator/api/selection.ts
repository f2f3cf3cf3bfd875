import type { Kind, Meeting } from '../types.ts';

const listingTypes: Record<Kind, readonly string[]> = {
  meetings: ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'],
  webinars: ['scheduled', 'upcoming'],
};

const dayMs = 86_400_000;

export function isListingType(kind: Kind, type: string): boolean {
  return listingTypes[kind].includes(type);
}

/**
 * The meetings that a list of this type shows, in order of their start. Instant meetings are only
 * in `live`.
 */
export function selectMeetings(
  meetings: Meeting[],
  type: string,
  options: { now: number; from?: string | undefined; to?: string | undefined },
): Meeting[] {
  const { now } = options;
  const from = options.from ? Date.parse(options.from) : Number.NEGATIVE_INFINITY;
  // a bare date means that whole day
  const to = options.to
    ? Date.parse(options.to) + (options.to.length <= 10 ? dayMs : 0)
    : Number.POSITIVE_INFINITY;
  return meetings
    .filter((meeting) => belongs(meeting, type, now))
    .filter((meeting) => {
      const start = startOf(meeting);
      return start === undefined || (start >= from && start < to);
    })
    .sort((one, other) => (startOf(one) ?? 0) - (startOf(other) ?? 0) || (one.id < other.id ? -1 : 1));
}

function belongs(meeting: Meeting, type: string, now: number): boolean {
  if (type === 'live') return meeting.live;
  if (meeting.type === 1) return false;
  const end = endOf(meeting);
  if (type === 'previous_meetings') return !meeting.live && end !== undefined && end < now;
  if (type === 'upcoming' || type === 'upcoming_meetings') {
    return meeting.live || end === undefined || end >= now;
  }
  // scheduled: all meetings that have not expired; a meeting expires 30 days after its last use
  return meeting.live || end === undefined || end >= now - 30 * dayMs;
}

function startOf(meeting: Meeting): number | undefined {
  return meeting.startTime === undefined ? undefined : Date.parse(meeting.startTime);
}

/**
 * The end of the last occurrence; undefined for a recurring meeting without a fixed time, which
 * never ends.
 */
function endOf(meeting: Meeting): number | undefined {
  const start = meeting.occurrences.at(-1)?.start_time ?? meeting.startTime;
  return start === undefined ? undefined : Date.parse(start) + meeting.duration * 60_000;
}
