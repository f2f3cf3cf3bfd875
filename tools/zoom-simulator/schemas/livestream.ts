const text = (maxLength: number) => ({ type: 'string', maxLength });

const fields = {
  stream_url: text(1024),
  stream_key: text(512),
  page_url: { ...text(1024), format: 'uri' },
  resolution: { type: 'string' },
};

/** Body of `PATCH …/livestream`: the first three are required, as in Zoom's newer documents. */
export const livestreamUpdate = {
  type: 'object',
  required: ['stream_url', 'stream_key', 'page_url'],
  properties: fields,
};

/** Response of `GET …/livestream`: every member is optional, and unset ones may be empty. */
export const livestream = {
  type: 'object',
  properties: { ...fields, page_url: text(1024) },
  additionalProperties: false,
};

const startSettings = {
  active_speaker_name: { type: 'boolean' },
  display_name: { type: 'string', minLength: 1, maxLength: 50 },
};

/** Body of `PATCH /meetings/{meetingId}/livestream/status`; actions are lower case. */
export const meetingStatusUpdate = {
  type: 'object',
  required: ['action'],
  properties: {
    action: { enum: ['start', 'stop', 'mode'] },
    settings: {
      type: 'object',
      properties: {
        ...startSettings,
        layout: { enum: ['follow_host', 'gallery_view', 'speaker_view'] },
        close_caption: { enum: ['burnt-in', 'embedded', 'off'] },
      },
    },
  },
};

/** Body of `PATCH /webinars/{webinarId}/livestream/status`. */
export const webinarStatusUpdate = {
  type: 'object',
  required: ['action'],
  properties: {
    action: { enum: ['start', 'stop'] },
    settings: { type: 'object', properties: startSettings },
  },
};
