import { Type } from 'typebox';

const startSettings = {
  active_speaker_name: Type.Optional(
    Type.Boolean({ description: 'Show the active speaker’s name. Only with `start`.', examples: [true] }),
  ),
  display_name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Title of the stream. Only with `start`.',
      examples: ['Town hall'],
    }),
  ),
};

const meetingSettings = {
  ...startSettings,
  layout: Type.Optional(
    Type.Enum(['follow_host', 'gallery_view', 'speaker_view'], {
      description: 'Only with `start` or `mode`. Zoom’s default is follow_host.',
    }),
  ),
  close_caption: Type.Optional(
    Type.Enum(['burnt-in', 'embedded', 'off'], {
      description: 'Captions. Only with `start` or `mode`. Zoom’s default is burnt-in.',
    }),
  ),
};

export const MeetingStatusUpdate = Type.Object(
  {
    action: Type.Enum(['start', 'stop', 'mode']),
    settings: Type.Optional(Type.Object(meetingSettings, { additionalProperties: false })),
  },
  {
    $id: 'MeetingStatusUpdate',
    additionalProperties: false,
    examples: [{ action: 'start', settings: { layout: 'speaker_view', display_name: 'Town hall' } }],
  },
);

export const WebinarStatusUpdate = Type.Object(
  {
    action: Type.Enum(['start', 'stop']),
    settings: Type.Optional(Type.Object(startSettings, { additionalProperties: false })),
  },
  { $id: 'WebinarStatusUpdate', additionalProperties: false, examples: [{ action: 'stop' }] },
);

export const LivestreamStatus = Type.Object(
  {
    status: Type.Enum(['live', 'idle', 'unknown']),
    since: Type.Union([Type.String(), Type.Null()]),
    settings: Type.Union([Type.Object(meetingSettings, { additionalProperties: false }), Type.Null()], {
      description:
        'The settings with which Uplink started the current broadcast, or to which it changed them. A switch to another destination keeps them. Null if they are unknown, for example because it was started in Zoom.',
    }),
  },
  {
    $id: 'LivestreamStatus',
    additionalProperties: false,
    examples: [{ status: 'live', since: '2026-01-01T10:00:00.000Z', settings: { layout: 'speaker_view' } }],
  },
);
