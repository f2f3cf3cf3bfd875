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
};

const Service = Type.Enum([...SERVICES], { description: 'Streaming service; custom for every other.' });

export const Destination = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    service: Service,
    stream_url: Type.String(),
    stream_key_hint: Type.String({
      description: 'Last four characters of a key of twelve or more, else empty.',
    }),
    stream_key_fingerprint: Type.String({
      description: 'Equal for equal keys of one user, in livestreams too; useless elsewhere.',
    }),
    page_url: Type.String({ description: 'Empty where none was given.' }),
    resolution: Type.Union([Type.String(), Type.Null()]),
  },
  {
    $id: 'Destination',
    description: 'Where a host streams to.',
    additionalProperties: false,
    examples: [EXAMPLE],
  },
);

export const DestinationList = Type.Object(
  { destinations: Type.Array(Destination) },
  {
    $id: 'DestinationList',
    description: 'In the order of creation.',
    examples: [{ destinations: [EXAMPLE] }],
  },
);

export const DestinationParameters = Type.Object({
  id: Type.String({ description: 'As the list names it.', examples: [EXAMPLE.id] }),
});

const fields = {
  name: Type.String({ minLength: 1, description: '1 to 100 characters.', examples: [EXAMPLE.name] }),
  stream_url: Type.Unsafe<string>({ ...plain(StreamUrl), examples: [EXAMPLE.stream_url] }),
  stream_key: Type.Unsafe<string>({
    ...plain(StreamKey),
    description: 'Kept sealed, never answered.',
    examples: ['abcd-efgh-ijkl-mnop'],
  }),
  page_url: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    maxLength: 1024,
    description: 'http or https; empty or null for none.',
    examples: [EXAMPLE.page_url],
  }),
  resolution: Type.Unsafe<'720p' | '1080p' | null>({
    enum: ['720p', '1080p', null],
    description: 'Null for none.',
  }),
  service: Type.Enum([...SERVICES], { description: 'Told from the address when left out.' }),
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
  description: 'Fields left out stay as they are.',
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
          description: 'Ingest addresses that are the same for everybody, the encrypted one first.',
        }),
        key_help: Type.String({ description: 'Where the service shows the stream key.' }),
        key_path: Type.Array(Type.String(), {
          description: 'The menus and headings that lead to the key, as the service names them.',
        }),
        key_url: Type.Union([Type.String(), Type.Null()], { description: 'The service’s page for it.' }),
        max_video_kbps: Type.Union([Type.Integer(), Type.Null()], {
          description: 'The most video that the service takes, in kilobits per second; null if not known.',
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
    text: Pasted('Anything: a URL with its key, a panel or e-mail, an API’s JSON, a command line.'),
    stream_url: Pasted('The content of a form’s field for the stream URL, instead of text.'),
    stream_key: Pasted(
      'The content of the field for the stream key. Kept as it is but for white space around it.',
    ),
    page_url: Pasted('The content of the field for the watch page.'),
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
  message:
    'YouTube takes encrypted streams too. Use its rtmps address, so that nobody on the way reads the key.',
  suggestion: EXAMPLE.stream_url,
};

const Warning = Type.Object(
  {
    field: Type.Enum(['stream_url', 'stream_key', 'page_url']),
    code: Type.Enum([...WARNING_CODES]),
    message: Type.String({ description: 'A sentence for the host.' }),
    suggestion: Type.Optional(Type.String({ description: 'What the field could say instead.' })),
  },
  { description: 'Something to look at before saving; never a refusal.' },
);

const Rule = Type.Enum(['preset', 'label', 'structure', 'position', 'none'], {
  description:
    'The evidence that decided: the preset of a known service, a label, the structure of the URL, the position in the text.',
});

export const ParsedPaste = Type.Object(
  {
    stream_url: Type.String({ description: 'Empty where none was found; the same for key and page.' }),
    stream_key: Type.String({ description: 'The caller’s own, as it was sent.' }),
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
      { description: 'Other readings if the evidence is weak, the most likely first. Let the user choose.' },
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
    missing: Type.Array(Type.String(), { description: 'Fields that Zoom would still need.' }),
    same_key: Type.Object({
      meetings: Type.Array(
        Type.Object({
          kind: Type.Enum(['meetings', 'webinars']),
          meeting_id: Type.String(),
          topic: Type.String({ description: 'Empty where it was never listed.' }),
          start_time: Type.Union([Type.String(), Type.Null()]),
          overlaps: Type.Union([Type.Boolean(), Type.Null()], {
            description:
              'Whether both take place at once, give or take 15 minutes; null where that is not known.',
          }),
        }),
      ),
      destinations: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    }),
  },
  {
    $id: 'LivestreamCheck',
    description: 'What to know before a livestream is saved.',
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
        kind: Type.Enum(['meetings', 'webinars']),
        meeting_id: Type.String(),
        topic: Type.String({ description: 'Empty if it was never listed.' }),
        start_time: Type.Union([Type.String(), Type.Null()]),
        current: Type.Boolean({
          description: 'False if it still has a URL and key that the destination had before.',
        }),
      }),
    ),
  },
  {
    $id: 'DestinationMeetings',
    description: 'The meetings and webinars that use a destination, as far as is known without asking Zoom.',
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

/** A schema's own members, without what marks it as optional elsewhere. */
function plain(schema: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema));
}
