import { type Problem, type ProblemCode, problems } from '../problem.ts';
import type { Links } from './links.ts';
import type { CheckFacts, CheckName, Reason } from './reasons.ts';

export const STATUSES = ['ok', 'warning', 'problem', 'unknown'] as const;

/** What one check found. */
export interface CheckResult<Name extends CheckName> {
  status: (typeof STATUSES)[number];
  /** What was found, as a code. */
  reason: Reason<Name>;
  /** The particulars of it. */
  facts: CheckFacts[Name];
  /** Both in one sentence or two for the host. */
  message: string;
  /** Where the host sees to it: absolute, or a path of this origin. */
  fixUrl?: string;
}

/** Where the catalogue's sentence speaks of the request rather than of the check. */
const SENTENCES: Partial<Record<ProblemCode, string>> = {
  zoom_timeout: 'Zoom took too long to answer. Try again in a moment.',
  zoom_error: 'Zoom refused to tell for a reason that Uplink does not know.',
};

/** What a refusal of Zoom's means, for the host. */
export function sentenceOf({ code, members }: Problem): string {
  return SENTENCES[code] ?? members.detail ?? problems[code][2];
}

/** The verdict where what it needs could not be had. */
export function unchecked(rejection: Problem, { reconnect }: Links) {
  return {
    status: 'unknown' as const,
    reason: 'unchecked' as const,
    facts: { problem: rejection.code },
    message: `This could not be checked. ${sentenceOf(rejection)}`,
    ...(rejection.code === 'scope_missing' ? { fixUrl: reconnect } : {}),
  };
}
