import { Type } from 'typebox';

const spoken = {
  active_speaker_name: Type.Optional(
    Type.Boolean({ description: 'Show who speaks. With `start` only.', examples: [true] }),
  ),
  display_name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Name of the stream. With `start` only.',
      examples: ['Town hall'],
    }),
  ),
};

export const MeetingStatusUpdate = Type.Object(
  {
    action: Type.Enum(['start', 'stop', 'mode']),
    settings: Type.Optional(
      Type.Object(
        {
          ...spoken,
          layout: Type.Optional(
            Type.Enum(['follow_host', 'gallery_view', 'speaker_view'], {
              description: 'With `start` or `mode`; Zoom’s default is follow_host.',
            }),
          ),
          close_caption: Type.Optional(
            Type.Enum(['burnt-in', 'embedded', 'off'], {
              description: 'Captions. With `start` or `mode`; Zoom’s default is burnt-in.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
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
    settings: Type.Optional(Type.Object(spoken, { additionalProperties: false })),
  },
  { $id: 'WebinarStatusUpdate', additionalProperties: false, examples: [{ action: 'stop' }] },
);
