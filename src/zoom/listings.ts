import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Grant, ZoomApi } from './api.ts';
import { unusable } from './failures.ts';
import { isMeetingId, type MeetingKind } from './meeting.ts';

/** One meeting or webinar as Zoom lists it. `id` is decimal digits. */
export interface ListedMeeting {
  id: string;
  topic: string;
  /** Zoom's number: 1, 2, 3, 8 for meetings (4 a personal room), 5, 6, 9 for webinars. */
  type: number;
  /** ISO 8601 in UTC; null for a recurring one without a fixed time. */
  startTime: string | null;
  /** Minutes. */
  duration: number;
  timezone: string;
}

export interface ZoomPage {
  meetings: ListedMeeting[];
  /** Zoom's token of the next page, valid for 15 minutes; null on the last. */
  nextPageToken: string | null;
}

export interface PageQuery {
  kind: MeetingKind;
  /** Zoom's own value: for meetings `upcoming`, `live`, `scheduled`, `previous_meetings`; for webinars `upcoming`, `scheduled`. */
  type: string;
  pageToken: string | null;
}

const PAGE_SIZE = 30;

const Listed = Type.Object({
  id: Type.Union([Type.Integer(), Type.String()]),
  topic: Type.Optional(Type.String()),
  type: Type.Optional(Type.Integer()),
  start_time: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  duration: Type.Optional(Type.Number()),
  timezone: Type.Optional(Type.String()),
});
const NextPageToken = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const MeetingPage = Compile(Type.Object({ next_page_token: NextPageToken, meetings: Type.Array(Listed) }));
const WebinarPage = Compile(Type.Object({ next_page_token: NextPageToken, webinars: Type.Array(Listed) }));

/**
 * Zoom's `GET /users/me/meetings` and `GET /users/me/webinars`, 30 a page.
 * Scopes `meeting:read:list_meetings`, `webinar:read:list_webinars`; label Medium.
 */
export async function listMeetings(api: ZoomApi, grant: Grant, query: PageQuery): Promise<ZoomPage> {
  const parameters = new URLSearchParams({ type: query.type, page_size: String(PAGE_SIZE) });
  if (query.pageToken !== null) parameters.set('next_page_token', query.pageToken);
  const body = await api(grant, {
    method: 'GET',
    path: `/users/me/${query.kind}s?${parameters}`,
    label: 'medium',
    context: { kind: query.kind, action: 'list' },
  });
  return { meetings: listed(query.kind, body).flatMap(toMeeting), nextPageToken: nextPageToken(body) };
}

function listed(kind: MeetingKind, body: unknown): Listed[] {
  if (kind === 'meeting' && MeetingPage.Check(body)) return body.meetings;
  if (kind === 'webinar' && WebinarPage.Check(body)) return body.webinars;
  throw unusable(200);
}

type Listed = Type.Static<typeof Listed>;

function toMeeting(entry: Listed): ListedMeeting[] {
  const id = String(entry.id);
  if (!isMeetingId(id)) return [];
  return [
    {
      id,
      topic: entry.topic ?? '',
      type: entry.type ?? 0,
      startTime: entry.start_time || null,
      duration: entry.duration ?? 0,
      timezone: entry.timezone ?? '',
    },
  ];
}

function nextPageToken(body: unknown): string | null {
  return (MeetingPage.Check(body) || WebinarPage.Check(body)) && body.next_page_token
    ? body.next_page_token
    : null;
}
