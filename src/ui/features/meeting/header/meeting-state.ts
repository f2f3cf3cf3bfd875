import type { Live } from '../../../api/types.ts';

/** The state of a meeting; null while nothing is known about it. */
export type MeetingState = 'not started' | 'in progress' | 'ended' | 'deleted' | null;

export type StateFacts = {
  /** Whether Zoom no longer has the meeting. */
  isDeleted: boolean;
  /** According to Zoom; null if unknown. */
  inProgress: boolean | null;
  live: Live['status'];
  /** When it last ended according to Zoom's event; null if unknown. */
  endedAt: Date | null;
  start: Date | null;
  /** Minutes. */
  duration: number | undefined;
  /** A series has further occurrences after one has ended. */
  isSeries: boolean;
  now: Date;
};

/**
 * The state of a meeting. It has ended if Zoom sent an event about that after its start. Without the
 * event, Zoom reports only whether it is in progress, so one that is not counts as ended after its
 * scheduled time. A session before its start, such as a rehearsal, does not count.
 */
export function meetingStateOf(facts: StateFacts): MeetingState {
  const { isDeleted, inProgress, live, endedAt, start, duration, isSeries, now } = facts;
  if (isDeleted) return 'deleted';
  // Zoom streams only meetings that are in progress.
  if (inProgress || live === 'live') return 'in progress';
  if (endOf(endedAt, start) !== null) return 'ended';
  if (inProgress === null) return null;
  const isOver =
    start !== null && duration !== undefined && start.getTime() + duration * 60_000 < now.getTime();
  return isOver && !isSeries ? 'ended' : 'not started';
}

/** When a meeting ended; null if that was before its start, or is unknown. */
export function endOf(endedAt: Date | null, start: Date | null): Date | null {
  return endedAt !== null && start !== null && start <= endedAt ? endedAt : null;
}
