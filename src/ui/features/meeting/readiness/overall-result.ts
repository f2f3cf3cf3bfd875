import type { Check } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';

const messages = strings.preflight;

/** The result of all checks together. */
export function overallResultOf(checks: readonly Check[]): string {
  const open = openChecksOf(checks);
  const problems = open.filter(({ status }) => status === 'problem').length;
  if (problems > 0) return messages.problems(problems);
  if (checks.some(isNotSetUp)) return messages.notSetUp;
  return open.some(({ status }) => status === 'unknown') ? messages.readyButUnknown : messages.ready;
}

/**
 * The checks that need the user, most severe first. Before the first setup, the form itself says
 * what is missing.
 */
export function openChecksOf(checks: readonly Check[]): Check[] {
  return checks
    .filter((check) => !isPassed(check) && !isNotSetUp(check) && !isImplied(check))
    .sort(bySeverity);
}

/**
 * Whether there is nothing to read or to do. The series check explains to which meetings the
 * settings apply.
 */
export function isPassed({ status, fix_url, name }: Check): boolean {
  return status === 'ok' && !fix_url && name !== 'series';
}

const SEVERITY: readonly Check['status'][] = ['problem', 'warning', 'unknown', 'ok'];

function bySeverity(one: Check, other: Check): number {
  return SEVERITY.indexOf(one.status) - SEVERITY.indexOf(other.status);
}

/** Whether Stream URL, key and watch page are all missing. */
function isNotSetUp(check: Check): boolean {
  return check.name === 'configuration' && check.facts.missing?.length === 3;
}

/** Whether it only could not run because of a missing setting, which another check names. */
function isImplied({ name, reason }: Check): boolean {
  return (name === 'page_address' && reason === 'none') || (name === 'same_key' && reason === 'no_key');
}
