import type { Kind } from '../../api/types.ts';
import { formatNumber } from '../../lib/format-number.ts';

/** "1 meeting", "2 webinars". */
export function meetingCount(count: number, kind: Kind): string {
  const one = kind === 'meetings' ? 'meeting' : 'webinar';
  return `${formatNumber(count)} ${count === 1 ? one : `${one}s`}`;
}
