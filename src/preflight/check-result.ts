import { type Problem, type ProblemCode, problems } from '../problem.ts';
import type { Links } from './links.ts';
import type { CheckFacts, CheckName, Reason } from './reasons.ts';

export const STATUSES = ['ok', 'warning', 'problem', 'unknown'] as const;

/** Result of one check. */
export interface CheckResult<Name extends CheckName> {
  status: (typeof STATUSES)[number];
  /** The result as a code. */
  reason: Reason<Name>;
  /** Values that the message names. */
  facts: CheckFacts[Name];
  /** For the host, in one or two sentences. */
  message: string;
  /** Page where the host can fix it: absolute, or a path of this origin. */
  fixUrl?: string;
}

/** Replaces messages of the catalogue that describe the request rather than the check. */
const MESSAGES: Partial<Record<ProblemCode, string>> = {
  zoom_timeout: 'Zoom took too long to respond. Try again in a moment.',
  zoom_error: 'Zoom returned an unknown error.',
};

/** The host's message for a Zoom API error. */
export function messageOf({ code, members }: Problem): string {
  return MESSAGES[code] ?? members.detail ?? problems[code].detail;
}

/** Result of a check whose data could not be fetched. */
export function unchecked(rejection: Problem, { reconnect }: Links) {
  return {
    status: 'unknown' as const,
    reason: 'unchecked' as const,
    facts: { problem: rejection.code },
    message: `Couldn’t check this. ${messageOf(rejection)}`,
    ...(rejection.code === 'scope_missing' ? { fixUrl: reconnect } : {}),
  };
}
