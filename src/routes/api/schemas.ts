import { Type } from 'typebox';
import { isMeetingId } from '../../zoom/meeting.ts';

/** Checks that JSON Schema has no word for; the validator knows them by these names. */
export const formats = {
  'meeting-id': isMeetingId,
  'stream-url': (text: string) => isAddress(text, ['rtmp:', 'rtmps:', 'srt:', 'http:', 'https:']),
  'page-url': (text: string) => isAddress(text, ['http:', 'https:']),
};

/** Only looked at, never connected to: it is Zoom that does. User info is refused, because it would be shown and logged. */
function isAddress(text: string, protocols: string[]): boolean {
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
    description: 'Meeting or webinar ID: 9 to 19 digits, a 64-bit number written as a string.',
    examples: ['82929473321'],
  }),
});

export const Livestream = Type.Object(
  {
    meeting_id: Type.String(),
    stream_url: Type.String({ description: 'Empty where nothing is configured.' }),
    stream_key_hint: Type.String({
      description: 'Last four characters of a key of twelve or more, else empty.',
    }),
    stream_key_fingerprint: Type.String({
      description: 'Equal for equal keys of one user; useless elsewhere.',
    }),
    page_url: Type.String(),
    resolution: Type.Union([Type.String(), Type.Null()]),
    configured: Type.Boolean(),
    source: Type.Enum(['zoom', 'cache', 'webhook']),
    fetched_at: Type.String({ description: 'When Zoom was asked, ISO 8601.' }),
    stale: Type.Boolean({ description: 'Zoom could not be asked; this is the last copy known.' }),
    stream_key: Type.Optional(Type.String({ description: 'Only with include=stream_key.' })),
  },
  { $id: 'Livestream', additionalProperties: false },
);

export const LivestreamChanges = Type.Object(
  {
    stream_url: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, format: 'stream-url' })),
    stream_key: Type.Optional(
      Type.String({ minLength: 1, maxLength: 512, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
    ),
    page_url: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, format: 'page-url' })),
    resolution: Type.Optional(Type.Enum(['720p', '1080p'])),
  },
  { $id: 'LivestreamChanges', additionalProperties: false, minProperties: 1 },
);

export const LivestreamQuery = Type.Object({
  include: Type.Optional(Type.Enum(['stream_key'])),
});

export const ListQuery = Type.Object({
  type: Type.Optional(Type.Enum(['upcoming', 'live', 'scheduled', 'previous'], { default: 'upcoming' })),
  page_token: Type.Optional(Type.String({ minLength: 1, maxLength: 512, pattern: '^[A-Za-z0-9_.~+/=-]+$' })),
});

export const Me = Type.Object(
  {
    user: Type.Object({
      id: Type.String(),
      display_name: Type.String(),
      email: Type.String(),
      timezone: Type.String(),
      plan_type: Type.Enum(['basic', 'licensed', 'none']),
    }),
    connection: Type.Object({
      status: Type.Enum(['connected', 'reconnect_required']),
      scopes: Type.Array(Type.String()),
      connected_at: Type.String(),
      reconnect_url: Type.String(),
    }),
  },
  { $id: 'Me' },
);

export const MeetingList = Type.Object(
  {
    meetings: Type.Array(
      Type.Object({
        id: Type.String(),
        topic: Type.String(),
        type: Type.Integer({ description: 'Zoom’s number of the kind of meeting.' }),
        start_time: Type.Union([Type.String(), Type.Null()]),
        duration: Type.Number({ description: 'Minutes.' }),
        timezone: Type.String(),
        recurring: Type.Boolean(),
        livestream: Type.Union([Livestream, Type.Null()], {
          description: 'What is known; null where Zoom was never asked.',
        }),
        live: Type.Object({
          status: Type.Enum(['live', 'idle', 'unknown']),
          since: Type.Union([Type.String(), Type.Null()]),
        }),
      }),
    ),
    next_page_token: Type.Union([Type.String(), Type.Null()]),
    fetched_at: Type.String({ description: 'When Zoom was asked for this page, ISO 8601.' }),
    stale: Type.Boolean(),
  },
  { $id: 'MeetingList' },
);

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    request_id: Type.String(),
    zoom: Type.Optional(
      Type.Object({
        status: Type.Integer(),
        code: Type.Union([Type.Integer(), Type.Null()]),
        message: Type.String(),
      }),
    ),
    retry_after: Type.Optional(Type.Integer()),
    reconnect_url: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
    livestream: Type.Optional(Livestream),
  },
  { $id: 'Problem', description: 'RFC 9457 problem details.' },
);
