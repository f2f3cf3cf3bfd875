import { parseZoomJson } from './json.ts';
import { isRecord } from './lenient-schema.ts';
import { type MeetingRef, meetingIdOf } from './meeting.ts';

/** A webhook event. Members that an event type does not have are undefined. */
export interface WebhookEvent {
  /** Event name, e.g. `meeting.live_streaming_started`; `unknown` if it does not look like one. */
  event: string;
  /** Time of the event, epoch milliseconds; undefined if Zoom does not send it. */
  at: number | undefined;
  accountId: string | undefined;
  /** The host of the meeting, or the user that the event is about. */
  userId: string | undefined;
  /** For `meeting.*` and `webinar.*`. */
  meeting: MeetingRef | undefined;
  /** `payload.object` and `payload`, unchanged. */
  object: Record<string, unknown>;
  payload: Record<string, unknown>;
}

/** Other names must not be stored in the database or become a metric label. */
const EVENT_NAME = /^[a-z0-9_.]{1,100}$/;
/**
 * Zoom's user ids use base64 alphabets. An id that PostgreSQL cannot store as text would fail at
 * every attempt.
 */
const USER_ID = /^[\x21-\x7e]{1,256}$/;

/** Parses a webhook body. Returns undefined if it is not a JSON object with an event name. */
export function parseEvent(body: Buffer): WebhookEvent | undefined {
  let json: unknown;
  try {
    json = parseZoomJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isRecord(json) || typeof json.event !== 'string') return undefined;
  const payload = isRecord(json.payload) ? json.payload : {};
  const object = isRecord(payload.object) ? payload.object : {};
  return {
    event: EVENT_NAME.test(json.event) ? json.event : 'unknown',
    at: timeOf(payload.deauthorization_time) ?? timeOf(json.event_ts) ?? timeOf(payload.event_ts),
    accountId: text(payload.account_id),
    userId: userOf(json.event, payload, object),
    meeting: meetingOf(json.event, object),
    object,
    payload,
  };
}

function userOf(
  event: string,
  payload: Record<string, unknown>,
  object: Record<string, unknown>,
): string | undefined {
  if (event === 'app_deauthorized') return userId(payload.user_id);
  return userId(event.startsWith('user.') ? object.id : object.host_id);
}

/** The meeting id is a number in some events and a string in others. */
function meetingOf(event: string, object: Record<string, unknown>): MeetingRef | undefined {
  const kind = /^(meeting|webinar)\./.exec(event)?.[1];
  const id = meetingIdOf(object.id);
  if (kind === undefined || id === undefined) return undefined;
  return { kind: kind as MeetingRef['kind'], id };
}

/**
 * Reads epoch milliseconds, as a number or as digits, or a date. A date without a time zone is in
 * UTC.
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  if (typeof value !== 'string' || value === '') return undefined;
  if (/^\d{12,14}$/.test(value)) return Number(value);
  const withZone = /[Zz]$|[+-]\d{2}:?\d{2}$/.test(value) ? value : `${value.replace(' ', 'T')}Z`;
  const time = Date.parse(withZone);
  return Number.isNaN(time) ? undefined : time;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function userId(value: unknown): string | undefined {
  return typeof value === 'string' && USER_ID.test(value) ? value : undefined;
}
