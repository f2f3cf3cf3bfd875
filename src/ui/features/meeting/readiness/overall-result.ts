import type { Check } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';

const messages = strings.preflight;

/** The result of all checks together. */
export function overallResultOf(checks: readonly Check[]): string {
  const problems = checks.filter(({ status }) => status === 'problem').length;
  if (problems > 0) return messages.problems(problems);
  return checks.some(({ status }) => status === 'unknown') ? messages.readyButUnknown : messages.ready;
}
