import type { Grant, ZoomApi } from './api.ts';
import { count, isRecord, moment, nonBlank, record, text } from './lenient-schema.ts';
import { type MeetingKind, meetingIdOf } from './meeting.ts';
import { unusable } from './response-errors.ts';

/** One meeting or webinar in Zoom's list. `id` consists of decimal digits. */
export interface ListedMeeting {
  id: string;
  /**
   * Zoom's UUID of the current or next session; null if Zoom does not return it, and undefined in
   * pages that an earlier version has cached.
   */
  uuid?: string | null;
  topic: string;
  /**
   * Zoom's type number: 1, 2, 3, 8 for meetings (4 for a personal meeting room), 5, 6, 9 for
   * webinars.
   */
  type: number;
  /** ISO 8601 in UTC; null for a recurring meeting without a fixed time. */
  startTime: string | null;
  /** Minutes. */
  duration: number;
  timezone: string;
}

export interface ZoomPage {
  meetings: ListedMeeting[];
  /** Zoom's token of the next page, valid for 15 minutes; null on the last page. */
  nextPageToken: string | null;
}

export interface PageQuery {
  kind: MeetingKind;
  /**
   * Zoom's own value: for meetings `upcoming`, `live`, `scheduled`, `previous_meetings`; for
   * webinars `upcoming`, `scheduled`.
   */
  type: string;
  pageToken: string | null;
  /** Meetings per page, at most {@link MAX_PAGE_SIZE}. @default 30 */
  pageSize?: number;
}

const PAGE_SIZE = 30;
/** Zoom's maximum. */
export const MAX_PAGE_SIZE = 300;

/**
 * Zoom's `GET /users/me/meetings` and `GET /users/me/webinars`.
 * Scopes `meeting:read:list_meetings`, `webinar:read:list_webinars`; label Medium.
 */
export async function listMeetings(api: ZoomApi, grant: Grant, query: PageQuery): Promise<ZoomPage> {
  const { type, pageSize = PAGE_SIZE } = query;
  const parameters = new URLSearchParams({ type, page_size: String(pageSize) });
  if (query.pageToken !== null) parameters.set('next_page_token', query.pageToken);
  const body = await api(grant, {
    operation: query.kind === 'webinar' ? 'list_webinars' : 'list_meetings',
    method: 'GET',
    path: `/users/me/${query.kind}s?${parameters}`,
    label: 'medium',
    context: { kind: query.kind, action: 'list' },
  });
  const entries = isRecord(body) ? (body[`${query.kind}s`] ?? []) : undefined;
  if (!isRecord(body) || !Array.isArray(entries)) throw unusable(200);
  return { meetings: entries.flatMap(toMeeting), nextPageToken: nonBlank(body.next_page_token) ?? null };
}

/**
 * Skips an entry without an ID. In other entries, only members that are not as documented are
 * ignored.
 */
function toMeeting(value: unknown): ListedMeeting[] {
  const entry = record(value);
  const id = meetingIdOf(entry.id);
  if (id === undefined) return [];
  return [
    {
      id,
      uuid: nonBlank(entry.uuid) ?? null,
      topic: text(entry.topic) ?? '',
      type: count(entry.type) ?? 0,
      startTime: moment(entry.start_time) ?? null,
      duration: count(entry.duration) ?? 0,
      timezone: text(entry.timezone) ?? '',
    },
  ];
}
