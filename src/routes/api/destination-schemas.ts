import { Type } from 'typebox';
import { SERVICES } from '../../destinations/paste/services.ts';
import { WARNING_CODES } from '../../destinations/paste/warnings.ts';
import { LivestreamChanges } from './schemas.ts';

const { stream_url: StreamUrl, stream_key: StreamKey } = LivestreamChanges.properties;

const EXAMPLE = {
  id: '0b6f5a52-6f0e-4f7e-9a35-1a3f0b5c8d21',
  name: 'Our YouTube channel',
  service: 'youtube',
  stream_url: 'rtmps://a.rtmps.youtube.com/live2',
  stream_key_hint: 'mnop',
  stream_key_fingerprint: 'q0Xl7v1cT3pQ9aZk',
  page_url: 'https://www.youtube.com/@northside/live',
  resolution: '1080p',
  last_used_at: '2026-12-01T15:58:00.000Z',
};

const Service = Type.Enum([...SERVICES], { description: 'Streaming service; `custom` for any other.' });

const listedMeeting = {
  kind: Type.Enum(['meetings', 'webinars']),
  meeting_id: Type.String(),
  topic: Type.String({ description: 'Empty if it was never listed.' }),
  start_time: Type.Union([Type.String(), Type.Null()]),
};

export const Destination = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    service: Service,
    stream_url: Type.String(),
    stream_key_hint: Type.String({
      description: 'The last four characters of the key; empty if it has fewer than twelve.',
    }),
    stream_key_fingerprint: Type.String({
      description: 'Equal for equal keys of the same user, also in livestreams; meaningless otherwise.',
    }),
    page_url: Type.String({ description: 'Empty if not set.' }),
    resolution: Type.Union([Type.String(), Type.Null()]),
    last_used_at: Type.Union([Type.String(), Type.Null()], {
      description: 'When an update last set a livestream to it, within a minute. Null if never.',
    }),
    meetings_count: Type.Optional(
      Type.Integer({
        description: 'Cached meetings that use it. Only with include=usage, like the next three.',
      }),
    ),
    webinars_count: Type.Optional(Type.Integer({ description: 'Cached webinars that use it.' })),
    outdated_count: Type.Optional(
      Type.Integer({ description: 'Meetings and webinars that still have a previous URL or key.' }),
    ),
    next_meeting: Type.Optional(
      Type.Union([Type.Object(listedMeeting, { additionalProperties: false }), Type.Null()], {
        description: 'The next one that is not over; null if none is known.',
      }),
    ),
  },
  {
    $id: 'Destination',
    description: 'A saved destination of livestreams.',
    additionalProperties: false,
    examples: [EXAMPLE],
  },
);

export const DestinationList = Type.Object(
  { destinations: Type.Array(Destination) },
  {
    $id: 'DestinationList',
    description: 'Oldest first.',
    examples: [{ destinations: [EXAMPLE] }],
  },
);

export const DestinationQuery = Type.Object({
  include: Type.Optional(Type.Enum(['usage'], { description: 'Adds how each destination is used.' })),
});

export const DestinationParameters = Type.Object({
  id: Type.String({ description: 'Id from the list of destinations.', examples: [EXAMPLE.id] }),
});

const fields = {
  name: Type.String({ minLength: 1, description: '1 to 100 characters.', examples: [EXAMPLE.name] }),
  stream_url: Type.Unsafe<string>({ ...plain(StreamUrl), examples: [EXAMPLE.stream_url] }),
  stream_key: Type.Unsafe<string>({
    ...plain(StreamKey),
    description: 'Stored encrypted and never returned.',
    examples: ['abcd-efgh-ijkl-mnop'],
  }),
  page_url: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    maxLength: 1024,
    description: 'http or https. Empty or null to have none.',
    examples: [EXAMPLE.page_url],
  }),
  resolution: Type.Unsafe<'720p' | '1080p' | null>({
    enum: ['720p', '1080p', null],
    description: 'Null to have none.',
  }),
  service: Type.Enum([...SERVICES], { description: 'Detected from the stream URL if omitted.' }),
};

export const NewDestination = Type.Object(
  {
    name: fields.name,
    stream_url: fields.stream_url,
    stream_key: fields.stream_key,
    page_url: Type.Optional(fields.page_url),
    resolution: Type.Optional(fields.resolution),
    service: Type.Optional(fields.service),
  },
  {
    $id: 'NewDestination',
    additionalProperties: false,
    examples: [
      {
        name: EXAMPLE.name,
        stream_url: EXAMPLE.stream_url,
        stream_key: 'abcd-efgh-ijkl-mnop',
        page_url: EXAMPLE.page_url,
      },
    ],
  },
);

export const DestinationChanges = Type.Partial(NewDestination, {
  $id: 'DestinationChanges',
  description: 'Omitted fields are unchanged.',
  additionalProperties: false,
  minProperties: 1,
  examples: [{ stream_key: 'qrst-uvwx-yzab-cdef' }, { page_url: null }],
});

export const ServiceList = Type.Object(
  {
    services: Type.Array(
      Type.Object({
        service: Service,
        name: Type.String(),
        stream_urls: Type.Array(Type.String(), {
          description: 'Ingest URLs that are the same for all users, encrypted ones first.',
        }),
        key_help: Type.String({ description: 'How to find the stream key in the service.' }),
        key_path: Type.Array(Type.String(), {
          description: 'Menus and headings that lead to the key, with the service’s own labels.',
        }),
        key_url: Type.Union([Type.String(), Type.Null()], {
          description: 'The service’s page that shows the key.',
        }),
        max_video_kbps: Type.Union([Type.Integer(), Type.Null()], {
          description: 'Maximum video bit rate of the service in kilobits per second; null if unknown.',
        }),
      }),
    ),
  },
  {
    $id: 'ServiceList',
    examples: [
      {
        services: [
          {
            service: 'facebook',
            name: 'Facebook',
            stream_urls: ['rtmps://live-api-s.facebook.com:443/rtmp'],
            key_help: 'In Facebook’s Live Producer choose Streaming software. Copy the stream key.',
            key_path: ['Live Producer', 'Streaming software'],
            key_url: 'https://www.facebook.com/live/producer',
            max_video_kbps: 9000,
          },
        ],
      },
    ],
  },
);

const Pasted = (description: string) => Type.Optional(Type.String({ maxLength: 16_384, description }));

export const Paste = Type.Object(
  {
    text: Pasted('Any text: a URL with its key, a settings page, an e-mail, JSON, a command line.'),
    stream_url: Pasted('Content of the stream URL field, instead of `text`.'),
    stream_key: Pasted('Content of the stream key field. Only surrounding white space is removed.'),
    page_url: Pasted('Content of the watch page field.'),
  },
  {
    $id: 'Paste',
    additionalProperties: false,
    minProperties: 1,
    examples: [{ text: 'Stream URL: rtmp://a.rtmp.youtube.com/live2\nStream key: abcd-efgh-ijkl-mnop' }],
  },
);

const WARNING = {
  field: 'stream_url',
  code: 'insecure_scheme',
  message: 'YouTube supports encrypted streaming. Switch to rtmps to protect your key.',
  suggestion: EXAMPLE.stream_url,
};

const Warning = Type.Object(
  {
    field: Type.Enum(['stream_url', 'stream_key', 'page_url']),
    code: Type.Enum([...WARNING_CODES]),
    message: Type.String({ description: 'Message for the host.' }),
    suggestion: Type.Optional(Type.String({ description: 'Suggested value for the field.' })),
  },
  { description: 'A warning to check before saving. It never prevents saving.' },
);

const Rule = Type.Enum(['preset', 'label', 'structure', 'position', 'none'], {
  description:
    'The evidence used: the preset of a known service, a label, the structure of the URL, or the position in the text.',
});

export const ParsedPaste = Type.Object(
  {
    stream_url: Type.String({
      description: 'Empty if not found; the same applies to the key and the watch page.',
    }),
    stream_key: Type.String({ description: 'The key from the request.' }),
    page_url: Type.String(),
    service: Service,
    rule: Rule,
    alternatives: Type.Array(
      Type.Object({
        stream_url: Type.String(),
        stream_key: Type.String(),
        page_url: Type.String(),
        rule: Rule,
      }),
      { description: 'Alternatives if the evidence is weak, most likely first. Let the user choose.' },
    ),
    warnings: Type.Array(Warning),
  },
  {
    $id: 'ParsedPaste',
    examples: [
      {
        stream_url: 'rtmp://a.rtmp.youtube.com/live2',
        stream_key: 'abcd-efgh-ijkl-mnop',
        page_url: '',
        service: 'youtube',
        rule: 'label',
        alternatives: [],
        warnings: [WARNING],
      },
    ],
  },
);

export const LivestreamCheck = Type.Object(
  {
    warnings: Type.Array(Warning),
    missing: Type.Array(Type.String(), { description: 'Required fields that are missing.' }),
    same_key: Type.Object({
      meetings: Type.Array(
        Type.Object({
          kind: Type.Enum(['meetings', 'webinars']),
          meeting_id: Type.String(),
          topic: Type.String({ description: 'Empty if it was never listed.' }),
          start_time: Type.Union([Type.String(), Type.Null()]),
          overlaps: Type.Union([Type.Boolean(), Type.Null()], {
            description: 'Whether both take place at the same time, within 15 minutes; null if unknown.',
          }),
        }),
      ),
      destinations: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    }),
  },
  {
    $id: 'LivestreamCheck',
    description: 'Warnings about changes before they are saved.',
    examples: [
      {
        warnings: [WARNING],
        missing: ['page_url'],
        same_key: {
          meetings: [
            {
              kind: 'meetings',
              meeting_id: '82929473321',
              topic: 'Town hall',
              start_time: '2026-12-01T16:00:00Z',
              overlaps: true,
            },
          ],
          destinations: [{ id: EXAMPLE.id, name: EXAMPLE.name }],
        },
      },
    ],
  },
);

export const DestinationMeetings = Type.Object(
  {
    meetings: Type.Array(
      Type.Object({
        ...listedMeeting,
        current: Type.Boolean({
          description: 'False if it still has a previous URL or key of the destination.',
        }),
      }),
    ),
  },
  {
    $id: 'DestinationMeetings',
    description: 'Cached meetings and webinars that use a destination.',
    examples: [
      {
        meetings: [
          {
            kind: 'meetings',
            meeting_id: '82929473321',
            topic: 'Town hall',
            start_time: '2026-12-01T16:00:00Z',
            current: true,
          },
        ],
      },
    ],
  },
);

/** The members of a schema, without their optional modifiers. */
function plain(schema: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema));
}
