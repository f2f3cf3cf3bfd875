import type { Grant, ZoomApi } from './api.ts';
import { count, isRecord, list, moment, nonBlank, record, text } from './lenient-schema.ts';
import type { MeetingRef } from './meeting.ts';
import { unusable } from './response-errors.ts';

/**
 * The details of a meeting or webinar that are used. Zoom's response also has passwords and a start
 * link, which are ignored.
 */
export interface MeetingDetails {
  /** Zoom's UUID of the current or next session; null if Zoom does not return it. */
  uuid: string | null;
  topic: string;
  /** Zoom's type number. */
  type: number;
  /** ISO 8601 in UTC; null without a fixed time. */
  startTime: string | null;
  /** Minutes. */
  duration: number;
  /** Whether it is in progress; null if Zoom does not return this, for example for webinars. */
  isStarted: boolean | null;
  /** Null if Zoom does not return this. */
  isEndToEndEncrypted: boolean | null;
  /** Start of the last occurrence of a series, ISO 8601; null without occurrences. */
  lastOccurrence: string | null;
}

/**
 * Zoom's `GET /meetings/{meetingId}` and `GET /webinars/{webinarId}`.
 * Scopes `meeting:read:meeting`, `webinar:read:webinar`; label Light.
 */
export async function getMeeting(api: ZoomApi, grant: Grant, meeting: MeetingRef): Promise<MeetingDetails> {
  const body = await api(grant, {
    operation: meeting.kind === 'webinar' ? 'get_webinar' : 'get_meeting',
    method: 'GET',
    path: `/${meeting.kind}s/${encodeURIComponent(meeting.id)}`,
    label: 'light',
    context: { kind: meeting.kind, action: 'read' },
  });
  if (!isRecord(body)) throw unusable(200);
  const encryption = record(body.settings).encryption_type;
  const occurrences = (list(body.occurrences) ?? []).map(record).flatMap(({ start_time, status }) => {
    const start = moment(start_time);
    return start === undefined || status === 'deleted' ? [] : [start];
  });
  return {
    uuid: nonBlank(body.uuid) ?? null,
    topic: text(body.topic) ?? '',
    type: count(body.type) ?? 0,
    startTime: moment(body.start_time) ?? null,
    duration: count(body.duration) ?? 0,
    isStarted: nonBlank(body.status) === undefined ? null : body.status === 'started',
    isEndToEndEncrypted: nonBlank(encryption) === undefined ? null : encryption === 'e2ee',
    lastOccurrence: occurrences.sort().at(-1) ?? null,
  };
}
