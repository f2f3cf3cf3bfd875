/** Zoom's two kinds of event that can be livestreamed; they share shapes but not paths or error codes. */
export type MeetingKind = 'meeting' | 'webinar';

/** A meeting or webinar as its host names it: `id` is decimal digits, an int64 that never passes through a number. */
export interface MeetingRef {
  kind: MeetingKind;
  id: string;
}

const MAX_INT64 = '9223372036854775807';

/** Whether `text` is a meeting id in its one spelling: 8 to 19 digits, no leading zero, within int64 (Zoom: "store as long"). */
export function isMeetingId(text: string): boolean {
  if (!/^[1-9][0-9]{7,18}$/.test(text)) return false;
  return text.length < MAX_INT64.length || text <= MAX_INT64;
}

/** A meeting id as Zoom sends it, a number or a string, grouped in some places. */
export function meetingIdOf(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const id = typeof value === 'number' ? String(value) : value.replace(/[\s-]/g, '');
  return isMeetingId(id) ? id : undefined;
}
