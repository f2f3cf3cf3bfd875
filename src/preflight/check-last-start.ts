import { type ProblemCode, problems } from '../problem.ts';
import type { CheckResult } from './check-result.ts';
import { dateFor } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** What became of the latest start of this livestream from here. */
export function lastStart({ installation, attempt }: Facts, links: Links): CheckResult<'last_start'> {
  if (attempt === undefined)
    return { status: 'ok', reason: 'none', facts: {}, message: 'It was not started from here yet.' };
  const facts = { at: attempt.at.toISOString() };
  const at = dateFor(installation.profile.timezone, attempt.at);
  if (attempt.problem === null)
    return {
      status: 'ok',
      reason: 'accepted',
      facts,
      message: `Zoom took the last start from here, ${at}.`,
    };
  const isPermission = attempt.problem === 'scope_missing' || attempt.problem === 'reconnect_required';
  return {
    status: 'warning',
    reason: 'refused',
    facts: { ...facts, ...(isKnown(attempt.problem) ? { problem: attempt.problem } : {}) },
    message: `The last start from here, ${at}, was refused. ${sentenceOf(attempt.problem)}`.trimEnd(),
    fixUrl: isPermission ? links.reconnect : links.page,
  };
}

/** The catalogue's sentence; of a code that it had once, nothing. */
function sentenceOf(code: string): string {
  if (code === 'outcome_unknown') return 'Zoom did not say whether it started.';
  return isKnown(code) ? problems[code][2] : '';
}

function isKnown(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
