import type { Kind } from '../api.ts';
import { figure } from './figure.ts';

/** "1 Meeting", "2 Webinare". */
export function meetingCount(count: number, kind: Kind): string {
  if (kind === 'meetings') return `${figure(count)} ${count === 1 ? 'Meeting' : 'Meetings'}`;
  return `${figure(count)} ${count === 1 ? 'Webinar' : 'Webinare'}`;
}
