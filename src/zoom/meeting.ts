/** Zoom's two kinds of events that can be livestreamed. They differ in paths and error codes. */
export type MeetingKind = 'meeting' | 'webinar';

/**
 * Reference to a meeting or webinar. `id` consists of decimal digits: it is an int64, which a
 * JavaScript number would round.
 */
export interface MeetingRef {
  kind: MeetingKind;
  id: string;
}

const MAX_INT64 = '9223372036854775807';

/**
 * Whether `text` is a meeting id in canonical form: 8 to 19 digits, no leading zero, within int64
 * (Zoom: "store as long").
 */
export function isMeetingId(text: string): boolean {
  if (!/^[1-9][0-9]{7,18}$/.test(text)) return false;
  return text.length < MAX_INT64.length || text <= MAX_INT64;
}

/** Normalizes a meeting id from Zoom: a number, or a string that may contain spaces or hyphens. */
export function meetingIdOf(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const id = typeof value === 'number' ? String(value) : value.replace(/[\s-]/g, '');
  return isMeetingId(id) ? id : undefined;
}
