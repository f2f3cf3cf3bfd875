import { Type } from 'typebox';
import { isDay } from '../../bulk-updates/local-day.ts';
import { isMeetingId } from '../../zoom/meeting.ts';
import { MAX_PAGE_TOKEN_LENGTH } from './page-token.ts';

/** Custom formats of the JSON Schema validator, by name. */
export const formats = {
  'meeting-id': isMeetingId,
  'stream-url': (text: string) => isUrl(text, ['rtmp:', 'rtmps:', 'srt:', 'http:', 'https:']),
  'no-blank': (text: string) => text === '' || /\S/.test(text),
  'page-url': (text: string) => isUrl(text, ['http:', 'https:']),
  'date-time-or-date': (text: string) => isDay(text) || isDateTime(text),
};

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** RFC 3339, but without leap seconds, which JavaScript can't represent. */
function isDateTime(text: string): boolean {
  const day = DATE_TIME.exec(text)?.[1];
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text));
}

/**
 * Validates the text only; Uplink never connects to it. Rejects user info, because URLs are
 * displayed and logged.
 */
function isUrl(text: string, protocols: string[]): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  const hasUserInfo = url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text);
  return protocols.includes(url.protocol) && url.hostname !== '' && !hasUserInfo;
}

export const MeetingParameters = Type.Object({
  id: Type.String({
    format: 'meeting-id',
    description: 'Meeting or webinar ID: 8 to 19 digits, a 64-bit number written as a string.',
    examples: ['82929473321'],
  }),
});

const livestream = {
  meeting_id: '82929473321',
  destination_id: '0b0c7d0e-6f0f-4d49-9d0e-4a1c7d1f2a10',
  stream_url: 'rtmps://a.rtmps.youtube.com/live2',
  stream_key_hint: '9z7q',
  stream_key_fingerprint: 'p3Jx0mX1v9Qe5rTz',
  page_url: 'https://www.youtube.com/live/abc',
  resolution: '720p',
  configured: true,
  source: 'zoom',
  fetched_at: '2026-01-01T10:00:00.000Z',
  stale: false,
};

export const Livestream = Type.Object(
  {
    meeting_id: Type.String(),
    destination_id: Type.Union([Type.String(), Type.Null()], {
      description: 'The saved destination with this URL and key.',
    }),
    stream_url: Type.String({ description: 'Empty if nothing is configured.' }),
    stream_key_hint: Type.String({
      description: 'The last four characters of the key; empty if it has fewer than twelve.',
    }),
    stream_key_fingerprint: Type.String({
      description: 'Equal for equal keys of the same user; meaningless otherwise.',
    }),
    page_url: Type.String(),
    resolution: Type.Union([Type.String(), Type.Null()]),
    configured: Type.Boolean(),
    source: Type.Enum(['zoom', 'cache', 'webhook']),
    fetched_at: Type.String({ description: 'When the settings were fetched from Zoom, ISO 8601.' }),
    stale: Type.Boolean({ description: 'Zoom was unreachable; these are the cached settings.' }),
    stream_key: Type.Optional(Type.String({ description: 'Only with include=stream_key.' })),
  },
  { $id: 'Livestream', additionalProperties: false, examples: [livestream] },
);

export const LivestreamChanges = Type.Object(
  {
    stream_url: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, format: 'stream-url' })),
    stream_key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 512,
        pattern: '^[^\\u0000-\\u001f\\u007f]+$',
        format: 'no-blank',
      }),
    ),
    page_url: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, format: 'page-url' })),
    resolution: Type.Optional(Type.Enum(['720p', '1080p'])),
    destination_id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'A saved destination, instead of single fields.',
      }),
    ),
  },
  {
    $id: 'LivestreamChanges',
    additionalProperties: false,
    minProperties: 1,
    examples: [{ stream_key: 'abcd-efgh-ijkl-9z7q', resolution: '1080p' }],
  },
);

export const LivestreamQuery = Type.Object({
  include: Type.Optional(Type.Enum(['stream_key'])),
});

export const ListQuery = Type.Object({
  type: Type.Optional(Type.Enum(['upcoming', 'live', 'scheduled', 'previous'], { default: 'upcoming' })),
  page_token: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_PAGE_TOKEN_LENGTH,
      description: '`next_page_token` of the previous page. It expires after 15 minutes.',
    }),
  ),
});

export const Me = Type.Object(
  {
    user: Type.Object({
      id: Type.String(),
      display_name: Type.String(),
      email: Type.String(),
      timezone: Type.String(),
      plan_type: Type.Union([Type.Enum(['basic', 'licensed', 'none']), Type.Null()], {
        description: 'Null if Zoom does not return it.',
      }),
    }),
    connection: Type.Object({
      status: Type.Enum(['connected', 'reconnect_required']),
      scopes: Type.Array(Type.String()),
      connected_at: Type.String(),
      reconnect_url: Type.String(),
    }),
    first_steps: Type.Union(
      [
        Type.Object({
          destination_saved: Type.Boolean(),
          destination_used: Type.Boolean({ description: 'A meeting or webinar uses a saved destination.' }),
          readiness_checked: Type.Boolean({
            description: 'A livestream to a saved destination passed the readiness check.',
          }),
        }),
        Type.Null(),
      ],
      {
        description:
          'What a new user has done so far. Null after DELETE /api/me/first-steps, and for users of earlier versions.',
      },
    ),
    last_event_id: Type.String({
      description:
        'Start GET /api/events from this id to receive every change to data that is read after this response.',
    }),
    livestream_fresh_seconds: Type.Integer({
      description:
        'A livestream that was fetched longer ago is fetched from Zoom again when it is requested.',
    }),
  },
  {
    $id: 'Me',
    examples: [
      {
        user: {
          id: 'KDcuGIm1QgePTO8WbOqwIQ',
          display_name: 'Events Team',
          email: 'events@example.com',
          timezone: 'Europe/Berlin',
          plan_type: 'licensed',
        },
        connection: {
          status: 'connected',
          scopes: ['meeting:read:livestream', 'meeting:update:livestream'],
          connected_at: '2026-01-01T09:00:00.000Z',
          reconnect_url: 'https://uplink.example.com/install',
        },
        first_steps: { destination_saved: true, destination_used: false, readiness_checked: false },
        last_event_id: '4711',
        livestream_fresh_seconds: 60,
      },
    ],
  },
);

export const SessionList = Type.Object(
  {
    sessions: Type.Array(
      Type.Object({
        id: Type.String({ description: 'Identifies the session. Not the secret in its cookie.' }),
        current: Type.Boolean({ description: 'The session of this request.' }),
        browser: Type.Union([Type.String(), Type.Null()], {
          description: 'Recognized from the User-Agent header at sign-in, such as “Firefox”.',
        }),
        platform: Type.Union([Type.String(), Type.Null()], {
          description: 'The same for the operating system or device, such as “Windows”.',
        }),
        created_at: Type.String({ description: 'ISO 8601.' }),
        last_used_at: Type.String({ description: 'ISO 8601, to the minute.' }),
      }),
    ),
  },
  {
    $id: 'SessionList',
    examples: [
      {
        sessions: [
          {
            id: '5f0c1b8a9e3d4c2f7a6b8d9e0f1a2b3c',
            current: true,
            browser: 'Firefox',
            platform: 'Windows',
            created_at: '2026-01-01T09:00:00.000Z',
            last_used_at: '2026-01-01T10:00:00.000Z',
          },
        ],
      },
    ],
  },
);

export const MeetingList = Type.Object(
  {
    meetings: Type.Array(
      Type.Object({
        id: Type.String(),
        topic: Type.String(),
        type: Type.Integer({ description: 'Zoom’s type number.' }),
        start_time: Type.Union([Type.String(), Type.Null()]),
        duration: Type.Number({ description: 'Minutes.' }),
        timezone: Type.String(),
        recurring: Type.Boolean(),
        livestream: Type.Union([Livestream, Type.Null()], {
          description: 'The cached livestream; null if it was never fetched.',
        }),
        live: Type.Object({
          status: Type.Enum(['live', 'idle', 'unknown']),
          since: Type.Union([Type.String(), Type.Null()]),
        }),
        in_progress_since: Type.Optional(
          Type.String({
            description:
              'Since when the meeting is in progress, ISO 8601, if Zoom reported its start. Only in the occurrence of a series that it belongs to.',
          }),
        ),
      }),
    ),
    next_page_token: Type.Union([Type.String(), Type.Null()]),
    fetched_at: Type.String({ description: 'When this page was fetched from Zoom, ISO 8601.' }),
    stale: Type.Boolean(),
  },
  {
    $id: 'MeetingList',
    examples: [
      {
        meetings: [
          {
            id: '82929473321',
            topic: 'Town hall',
            type: 2,
            start_time: '2026-01-01T11:00:00Z',
            duration: 60,
            timezone: 'Europe/Berlin',
            recurring: false,
            livestream,
            live: { status: 'idle', since: '2025-12-20T12:00:00.000Z' },
          },
        ],
        next_page_token: null,
        fetched_at: '2026-01-01T10:00:00.000Z',
        stale: false,
      },
    ],
  },
);
