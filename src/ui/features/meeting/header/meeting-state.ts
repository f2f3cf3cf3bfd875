import type { Live } from '../../../api/types.ts';

/** The state of a meeting; null while nothing is known about it. */
export type MeetingState = 'not started' | 'in progress' | 'ended' | 'deleted' | null;

export type StateFacts = {
  /** Whether Zoom no longer has the meeting. */
  isDeleted: boolean;
  /** According to Zoom; null if unknown. */
  inProgress: boolean | null;
  live: Live['status'];
  start: Date | null;
  /** Minutes. */
  duration: number | undefined;
  /** A series has further occurrences after one has ended. */
  isSeries: boolean;
  now: Date;
};

/**
 * The state of a meeting. Zoom reports only whether it is in progress, so one that is not counts as
 * ended after its scheduled time.
 */
export function meetingStateOf(facts: StateFacts): MeetingState {
  const { isDeleted, inProgress, live, start, duration, isSeries, now } = facts;
  if (isDeleted) return 'deleted';
  // Zoom streams only meetings that are in progress.
  if (inProgress || live === 'live') return 'in progress';
  if (inProgress === null) return null;
  const isOver =
    start !== null && duration !== undefined && start.getTime() + duration * 60_000 < now.getTime();
  return isOver && !isSeries ? 'ended' : 'not started';
}
