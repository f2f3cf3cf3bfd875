import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Grant, ZoomApi } from './api.ts';
import { unusable } from './failures.ts';
import type { MeetingRef } from './meeting.ts';
import { isRecord } from './tolerant.ts';

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

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Details = Compile(
  Type.Object({
    topic: Text,
    type: Type.Optional(Type.Integer()),
    status: Text,
    start_time: Text,
    duration: Type.Optional(Type.Number()),
    occurrences: Type.Optional(Type.Array(Type.Object({ start_time: Text, status: Text }))),
    settings: Type.Optional(Type.Unknown()),
  }),
);

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
  if (!Details.Check(body)) throw unusable(200);
  const encryption = isRecord(body.settings) ? body.settings.encryption_type : undefined;
  const occurrences = (body.occurrences ?? []).flatMap(({ start_time, status }) =>
    start_time && status !== 'deleted' ? [start_time] : [],
  );
  return {
    topic: body.topic ?? '',
    type: body.type ?? 0,
    startTime: body.start_time || null,
    duration: body.duration ?? 0,
    isStarted: typeof body.status === 'string' ? body.status === 'started' : null,
    isEndToEndEncrypted: typeof encryption === 'string' ? encryption === 'e2ee' : null,
    lastOccurrence: occurrences.sort().at(-1) ?? null,
  };
}
