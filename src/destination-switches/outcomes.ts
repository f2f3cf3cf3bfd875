import { Problem, type ProblemCode, type StoredProblem, toStoredProblem } from '../problem.ts';
import type { SwitchStep, SwitchTimings } from './types.ts';

/** Maximum attempts of a step before it fails. A livestream that is off the air is tried longest. */
const MAX_ATTEMPTS: Record<SwitchStep, number> = { stopping: 6, updating: 5, waiting: 20, starting: 20 };
const MAX_BACKOFF_SECONDS = 15;
/** If Zoom requires a longer pause, the step fails, and the user decides. */
const MAX_PAUSE_SECONDS = 120;

const TRANSIENT: ProblemCode[] = [
  'zoom_rate_limited',
  'zoom_unavailable',
  'zoom_timeout',
  'outcome_unknown',
  'temporarily_unavailable',
];

/**
 * Seconds until the next attempt of a step; undefined if another one would fail too, or enough were
 * made.
 */
export function retryDelay(
  problem: Problem,
  { step, attempts }: { step: SwitchStep; attempts: number },
  { retryAfterSeconds, startIntervalSeconds }: SwitchTimings,
): number | undefined {
  const { retryAfter = 0 } = problem.members;
  if (!TRANSIENT.includes(problem.code) || attempts >= MAX_ATTEMPTS[step] || retryAfter > MAX_PAUSE_SECONDS)
    return undefined;
  const backoff = Math.min(retryAfterSeconds * 2 ** (attempts - 1), MAX_BACKOFF_SECONDS);
  // Zoom may have accepted the start, and then rejects another one in this time.
  const isStartInDoubt = step === 'starting' && problem.code === 'outcome_unknown';
  return Math.max(retryAfter, backoff, isStartInDoubt ? startIntervalSeconds : 0);
}

const NOT_LIVE: ProblemCode[] = ['not_started', 'livestream_not_configured'];

/** Whether Zoom rejected a stop because there is nothing to stop. */
export function isNotLive(problem: Problem): boolean {
  return NOT_LIVE.includes(problem.code) || problem.members.reason === 'nothing_runs';
}

/**
 * A problem to store. Messages that come from Zoom could quote a stream URL, so they are replaced.
 */
export function storable(problem: Problem): StoredProblem {
  const { errors, ...stored } = toStoredProblem(problem);
  if (errors === undefined) return stored;
  return {
    ...stored,
    errors: errors.map((error) =>
      error.reason === undefined ? { field: error.field, message: 'was rejected by Zoom' } : error,
    ),
  };
}

/** It is unknown whether the livestream was live, so it is not started without the user. */
export const PERHAPS_STOPPED = new Problem('outcome_unknown', {
  reason: 'perhaps_stopped',
  detail:
    'The settings were changed, but Zoom did not confirm the stop. Check whether the livestream is live; if not, start it again.',
});

export const MEETING_ENDED = new Problem('not_started', {
  reason: 'meeting_ended',
  detail: 'The meeting is no longer in progress, so the livestream was not started again.',
});
