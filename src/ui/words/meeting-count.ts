import type { Kind } from '../api.ts';
import { figure } from '../figures.ts';

/** "1 meeting", "2 webinars". */
export function meetingCount(count: number, kind: Kind): string {
  const one = kind === 'meetings' ? 'meeting' : 'webinar';
  return `${figure(count)} ${count === 1 ? one : `${one}s`}`;
}
