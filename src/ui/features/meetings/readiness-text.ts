import { strings } from '../../i18n/index.ts';
import type { RowReadiness } from '../../lib/row-readiness.ts';

const messages = strings.list;

/** The readiness of a row as text; empty if it is unknown. */
export function readinessText(readiness: RowReadiness): string {
  if (readiness.mark === 'unknown') return '';
  if (readiness.mark !== 'attention') return messages.shows[readiness.mark];
  if (readiness.reason === 'same_key') return messages.sameKeyAs(readiness.topic);
  return readiness.reason === 'incomplete'
    ? messages.incomplete
    : strings.preflight.problems(readiness.problems);
}
