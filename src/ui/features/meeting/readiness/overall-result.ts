import type { Check } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';

const words = strings.preflight;

/** What all checks together say. */
export function overallResultOf(checks: readonly Check[]): string {
  const problems = checks.filter(({ status }) => status === 'problem').length;
  if (problems > 0) return words.problems(problems);
  return checks.some(({ status }) => status === 'unknown') ? words.readyButUnknown : words.ready;
}
