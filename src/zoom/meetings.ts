import type { Grant, ZoomApi } from './api.ts';
import { count, isRecord, list, moment, nonBlank, record, text } from './lenient-schema.ts';
import type { MeetingRef } from './meeting.ts';
import { unusable } from './response-errors.ts';

/** What is used of one meeting or webinar. Zoom's answer also holds passwords and a start link, which are left where they are. */
export interface MeetingDetails {
  topic: string;
  /** Zoom's number of the kind. */
  type: number;
  /** ISO 8601 in UTC; null for one without a fixed time. */
  startTime: string | null;
  /** Minutes. */
  duration: number;
  /** Whether it is in progress; null where Zoom does not say, as of webinars. */
  isStarted: boolean | null;
  /** Null where Zoom does not say. */
  isEndToEndEncrypted: boolean | null;
  /** Start of the last occurrence of a series, ISO 8601; null where there is none. */
  lastOccurrence: string | null;
}

/**
 * Zoom's `GET /meetings/{meetingId}` and `GET /webinars/{webinarId}`.
 * Scopes `meeting:read:meeting`, `webinar:read:webinar`; label Light.
 */
export async function getMeeting(api: ZoomApi, grant: Grant, meeting: MeetingRef): Promise<MeetingDetails> {
  const body = await api(grant, {
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
    topic: text(body.topic) ?? '',
    type: count(body.type) ?? 0,
    startTime: moment(body.start_time) ?? null,
    duration: count(body.duration) ?? 0,
    isStarted: nonBlank(body.status) === undefined ? null : body.status === 'started',
    isEndToEndEncrypted: nonBlank(encryption) === undefined ? null : encryption === 'e2ee',
    lastOccurrence: occurrences.sort().at(-1) ?? null,
  };
}
