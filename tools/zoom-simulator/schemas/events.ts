const text = { type: 'string' };
const id = { type: 'integer' };
const milliseconds = { type: 'integer', minimum: 1_500_000_000_000 };
const dateTime = { type: 'string', format: 'date-time' };

const operator = { account_id: text, operator: text, operator_id: text };
const operatorNames = ['account_id', 'operator', 'operator_id'];

const meeting = {
  uuid: text,
  host_id: text,
  topic: text,
  type: { type: 'integer' },
  start_time: text,
  timezone: text,
  duration: { type: 'integer' },
  occurrences: { type: 'array' },
};
const meetingNames = ['id', 'uuid', 'host_id', 'topic', 'type', 'start_time', 'timezone', 'duration'];

function notification(payload: object) {
  return {
    type: 'object',
    required: ['event', 'event_ts', 'payload'],
    additionalProperties: false,
    properties: { event: text, event_ts: milliseconds, payload },
  };
}

function about(names: string[], properties: object, object: object) {
  return notification({
    type: 'object',
    required: [...names, 'object'],
    additionalProperties: false,
    properties: { ...properties, object },
  });
}

const configuration = {
  type: 'object',
  required: ['stream_url', 'stream_key', 'page_url'],
  additionalProperties: false,
  properties: { stream_url: text, stream_key: text, page_url: text, resolution: text },
};

const liveStreaming = about(operatorNames, operator, {
  type: 'object',
  required: [...meetingNames, 'live_streaming'],
  properties: {
    ...meeting,
    id,
    live_streaming: {
      type: 'object',
      required: ['service', 'date_time'],
      properties: {
        service: { const: 'Custom_Live_Streaming_Service' },
        custom_live_streaming_settings: configuration,
        date_time: dateTime,
      },
    },
  },
});

const life = about(
  [...operatorNames, 'operation'],
  { ...operator, operation: { enum: ['single', 'all'] } },
  {
    type: 'object',
    required: meetingNames,
    properties: { ...meeting, id },
  },
);

const created = about(
  [...operatorNames, 'operation'],
  { ...operator, operation: { enum: ['single', 'all'] } },
  {
    type: 'object',
    required: [...meetingNames, 'join_url', 'settings'],
    properties: { ...meeting, id, join_url: { type: 'string', format: 'uri' }, settings: { type: 'object' } },
  },
);

/** The object of started and ended events, with the host's e-mail address. */
const run = { ...meeting, host_email: { type: 'string', format: 'email' } };
const runNames = [...meetingNames, 'host_email'];

/** With the ID as a string, and without an operator. */
const started = about(
  ['account_id'],
  { account_id: text },
  {
    type: 'object',
    required: runNames,
    properties: { ...run, id: { type: 'string', pattern: '^\\d+$' } },
    not: { required: ['occurrences'] },
  },
);

const meetingEnded = about(
  ['account_id'],
  { account_id: text },
  {
    type: 'object',
    required: [...runNames, 'end_time'],
    properties: { ...run, id: { type: 'string', pattern: '^\\d+$' }, end_time: dateTime },
    not: { required: ['occurrences'] },
  },
);

const webinarEnded = about(
  ['account_id'],
  { account_id: text },
  {
    type: 'object',
    required: [...runNames, 'end_time'],
    properties: { ...run, id, end_time: dateTime },
  },
);

const updated = notification({
  type: 'object',
  required: [...operatorNames, 'scope', 'object', 'old_object', 'time_stamp'],
  additionalProperties: false,
  properties: {
    ...operator,
    scope: { enum: ['single', 'all'] },
    object: { type: 'object', required: ['id'], properties: { id } },
    old_object: { type: 'object', properties: { id } },
    time_stamp: milliseconds,
  },
});

const settingsState = { type: 'object', required: ['id', 'settings'], properties: { id: text } };

const settingsUpdated = notification({
  type: 'object',
  required: [...operatorNames, 'time_stamp', 'object', 'old_object'],
  additionalProperties: false,
  properties: { ...operator, time_stamp: milliseconds, object: settingsState, old_object: settingsState },
});

/** With `event_ts` inside the payload instead of beside it. */
const deauthorized = {
  type: 'object',
  required: ['event', 'payload'],
  additionalProperties: false,
  properties: {
    event: text,
    payload: {
      type: 'object',
      required: ['account_id', 'user_id', 'signature', 'deauthorization_time', 'client_id', 'event_ts'],
      additionalProperties: false,
      properties: {
        account_id: text,
        user_id: text,
        signature: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        deauthorization_time: dateTime,
        client_id: text,
        event_ts: milliseconds,
      },
    },
  },
};

const urlValidation = notification({
  type: 'object',
  required: ['plainToken'],
  additionalProperties: false,
  properties: { plainToken: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' } },
});

const changed = { type: 'object', required: ['id'], properties: { id: text } };

const userUpdated = notification({
  type: 'object',
  required: [...operatorNames, 'time_stamp', 'object', 'old_object'],
  additionalProperties: false,
  properties: { ...operator, time_stamp: milliseconds, object: changed, old_object: changed },
});

const userDeleted = about(operatorNames, operator, {
  type: 'object',
  required: ['id', 'first_name', 'last_name', 'email', 'type'],
  properties: { id: text, first_name: text, last_name: text, email: text, type: { enum: [1, 2, 4, 99] } },
});

/** The body of each event, by its name. */
export const eventSchemas: Record<string, object> = {
  'endpoint.url_validation': urlValidation,
  app_deauthorized: deauthorized,
  'meeting.live_streaming_started': liveStreaming,
  'meeting.live_streaming_stopped': liveStreaming,
  'meeting.created': created,
  'meeting.deleted': life,
  'webinar.deleted': life,
  'meeting.started': started,
  'webinar.started': started,
  'meeting.ended': meetingEnded,
  'webinar.ended': webinarEnded,
  'meeting.updated': updated,
  'webinar.updated': updated,
  'meeting.recovered': life,
  'webinar.recovered': life,
  'user.settings_updated': settingsUpdated,
  'user.updated': userUpdated,
  'user.deleted': userDeleted,
};
