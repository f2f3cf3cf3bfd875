import { Type } from 'typebox';

export const ShownConfiguration = Type.Union(
  [
    Type.Object({
      stream_url: Type.String(),
      stream_key_hint: Type.String(),
      stream_key_fingerprint: Type.String(),
      page_url: Type.String(),
      resolution: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Null(),
  ],
  { description: 'Null if the change is not one of the settings, or the settings were unknown.' },
);

const change = {
  id: '0b9a4c6e-2f0d-4a57-9d0e-6f4c7f1f2a10',
  at: '2026-01-01T10:00:00.000Z',
  by: 'zoom',
  kind: 'drift',
  before: {
    stream_url: 'rtmps://a.rtmps.youtube.com/live2',
    stream_key_hint: '9z7q',
    stream_key_fingerprint: 'p3Jx0mX1v9Qe5rTz',
    page_url: 'https://www.youtube.com/live/abc',
    resolution: '720p',
  },
  after: {
    stream_url: 'rtmp://ingest.example/live',
    stream_key_hint: '1x4c',
    stream_key_fingerprint: 'aB8cD9eF0gH1iJ2k',
    page_url: 'https://watch.example/here',
    resolution: '1080p',
  },
};

export const ChangeList = Type.Object(
  {
    changes: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Type.String({ description: 'ISO 8601. For a drift, when Uplink detected it.' }),
        by: Type.Enum(['uplink', 'zoom']),
        kind: Type.Enum(['updated', 'restored', 'revealed', 'drift', 'started', 'stopped']),
        before: ShownConfiguration,
        after: ShownConfiguration,
      }),
      { description: 'Newest first: the last 200, and the last 50 reveals of the key.' },
    ),
  },
  { $id: 'ChangeList', examples: [{ changes: [change] }] },
);

export const Restoration = Type.Object(
  {
    change_id: Type.String({
      pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'Id of a change in the history. The settings from before that change are restored.',
    }),
  },
  { $id: 'Restoration', additionalProperties: false, examples: [{ change_id: change.id }] },
);
