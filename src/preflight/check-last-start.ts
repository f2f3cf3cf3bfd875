import { type ProblemCode, problems } from '../problem.ts';
import type { CheckResult } from './check-result.ts';
import { dateFor } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** The result of the latest start from Uplink. */
export function lastStart({ installation, attempt }: Facts, links: Links): CheckResult<'last_start'> {
  if (attempt === undefined)
    return { status: 'ok', reason: 'none', facts: {}, message: 'Not started from Uplink yet.' };
  const facts = { at: attempt.at.toISOString() };
  const at = dateFor(installation.profile.timezone, attempt.at);
  if (attempt.problem === null)
    return {
      status: 'ok',
      reason: 'accepted',
      facts,
      message: `Last started from Uplink on ${at}.`,
    };
  const isPermission = attempt.problem === 'scope_missing' || attempt.problem === 'reconnect_required';
  return {
    status: 'warning',
    reason: 'refused',
    facts: { ...facts, ...(isKnown(attempt.problem) ? { problem: attempt.problem } : {}) },
    message: `The last attempt (${at}) failed. ${messageOf(attempt.problem)}`.trimEnd(),
    fixUrl: isPermission ? links.reconnect : links.page,
  };
}

/** The catalogue's message; empty for a stored code that no longer exists. */
function messageOf(code: string): string {
  if (code === 'outcome_unknown') return 'Zoom did not confirm that it started.';
  return isKnown(code) ? problems[code].detail : '';
}

function isKnown(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
