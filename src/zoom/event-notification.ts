import { parseZoomJson } from './json.ts';
import { isRecord } from './lenient-schema.ts';
import { type MeetingRef, meetingIdOf } from './meeting.ts';

/** An event notification, read tolerantly: what a kind of event lacks is undefined. */
export interface WebhookEvent {
  /** Zoom's name, `meeting.live_streaming_started` for one; `unknown` where it is none that Zoom would give. */
  event: string;
  /** When it happened, epoch milliseconds; undefined where Zoom does not say. */
  at: number | undefined;
  accountId: string | undefined;
  /** Whom it is about: the host of a meeting, or the user. */
  userId: string | undefined;
  /** For `meeting.*` and `webinar.*`. */
  meeting: MeetingRef | undefined;
  /** `payload.object` and `payload` as they came. */
  object: Record<string, unknown>;
  payload: Record<string, unknown>;
}

/** Whatever else is called an event must not become a value in the database or a label of a metric. */
const EVENT_NAME = /^[a-z0-9_.]{1,100}$/;
/** Zoom's user ids are of its base64 kinds. Bytes that PostgreSQL takes for no text would fail again at every try. */
const USER_ID = /^[\x21-\x7e]{1,256}$/;

/** Parses a notification's body. Undefined where it is no JSON object with an event's name. */
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

/** The id is a number in some events and a string in others. */
function meetingOf(event: string, object: Record<string, unknown>): MeetingRef | undefined {
  const kind = /^(meeting|webinar)\./.exec(event)?.[1];
  const id = meetingIdOf(object.id);
  if (kind === undefined || id === undefined) return undefined;
  return { kind: kind as MeetingRef['kind'], id };
}

/** Milliseconds since the epoch as a number or digits, or a date; UTC where a date names no zone. */
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
