import type { Kind } from '../../api/types.ts';
import { formatNumber } from './format-number.ts';

/** "1 Meeting", "2 Webinare". */
export function meetingCount(count: number, kind: Kind): string {
  if (kind === 'meetings') return `${formatNumber(count)} ${count === 1 ? 'Meeting' : 'Meetings'}`;
  return `${formatNumber(count)} ${count === 1 ? 'Webinar' : 'Webinare'}`;
}
