import { livestream } from './livestream.ts';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const integer = { type: 'integer' };
const dateTime = { type: 'string', format: 'date-time', pattern: 'Z$' };

/** `POST /oauth/token`, 200. */
export const tokenResponse = {
  type: 'object',
  required: ['access_token', 'token_type', 'refresh_token', 'expires_in', 'scope', 'api_url'],
  additionalProperties: false,
  properties: {
    access_token: { type: 'string', minLength: 32 },
    token_type: { const: 'bearer' },
    refresh_token: { type: 'string', minLength: 32 },
    expires_in: { type: 'integer', minimum: 0 },
    scope: { type: 'string', pattern: '^([a-z_]+:[a-z_]+(:[a-z_]+)?)( [a-z_]+:[a-z_]+(:[a-z_]+)?)*$' },
    api_url: { type: 'string', format: 'uri' },
  },
};

/** Any error of the token endpoint. */
export const tokenProblem = {
  type: 'object',
  required: ['reason', 'error'],
  additionalProperties: false,
  properties: {
    reason: { type: 'string', minLength: 1 },
    error: {
      enum: ['invalid_request', 'invalid_grant', 'invalid_client', 'unsupported_grant_type'],
    },
  },
};

/** `POST /oauth/revoke`, 200. */
export const revocation = {
  type: 'object',
  required: ['status'],
  additionalProperties: false,
  properties: { status: { const: 'success' } },
};

/** Any error of the REST API. */
export const apiProblem = {
  type: 'object',
  required: ['code', 'message'],
  additionalProperties: false,
  properties: {
    code: integer,
    message: { type: 'string', minLength: 1 },
    errors: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['field', 'message'],
        additionalProperties: false,
        properties: { field: text, message: text },
      },
    },
  },
};

/** `GET /users/me`. */
export const user = {
  type: 'object',
  required: ['id', 'account_id', 'email', 'display_name', 'type', 'status', 'timezone', 'pmi'],
  properties: {
    id: { type: 'string', minLength: 1 },
    account_id: text,
    email: { type: 'string', format: 'email' },
    display_name: { type: 'string', maxLength: 128 },
    first_name: { type: 'string', maxLength: 64 },
    last_name: { type: 'string', maxLength: 64 },
    type: { enum: [1, 2, 4, 99] },
    status: { enum: ['pending', 'active', 'inactive'] },
    pmi: integer,
    use_pmi: flag,
    timezone: text,
    cluster: text,
    created_at: dateTime,
    user_created_at: dateTime,
    last_login_time: dateTime,
    personal_meeting_url: text,
    verified: integer,
    account_number: integer,
  },
};

const listedProperties = {
  id: integer,
  uuid: text,
  host_id: text,
  topic: text,
  start_time: dateTime,
  duration: integer,
  timezone: text,
  created_at: dateTime,
  join_url: { type: 'string', format: 'uri' },
  agenda: { type: 'string', maxLength: 250 },
  pmi: text,
};

function list(kind: string, types: number[]) {
  return {
    type: 'object',
    required: ['page_count', 'page_size', 'total_records', 'next_page_token', kind],
    additionalProperties: false,
    properties: {
      page_count: integer,
      page_number: integer,
      page_size: { type: 'integer', minimum: 1, maximum: 300 },
      total_records: integer,
      next_page_token: text,
      [kind]: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'uuid', 'host_id', 'topic', 'type', 'timezone', 'created_at', 'join_url'],
          additionalProperties: false,
          properties: { ...listedProperties, type: { enum: types } },
        },
      },
    },
  };
}

export const meetingList = list('meetings', [1, 2, 3, 8]);
export const webinarList = list('webinars', [5, 6, 9]);

const occurrence = {
  type: 'object',
  required: ['occurrence_id', 'start_time', 'duration', 'status'],
  additionalProperties: false,
  properties: {
    occurrence_id: text,
    start_time: dateTime,
    duration: integer,
    status: { enum: ['available', 'deleted'] },
  },
};

function details(types: number[], more: Record<string, object>) {
  return {
    type: 'object',
    required: ['id', 'uuid', 'host_id', 'host_email', 'topic', 'type', 'duration', 'settings', 'start_url'],
    properties: {
      ...listedProperties,
      agenda: { type: 'string', maxLength: 2000 },
      type: { enum: types },
      start_url: text,
      password: text,
      occurrences: { type: 'array', maxItems: 50, items: occurrence },
      ...more,
    },
  };
}

export const meeting = details([1, 2, 3, 4, 8, 10], {
  status: { enum: ['waiting', 'started'] },
  settings: {
    type: 'object',
    required: ['encryption_type'],
    properties: { encryption_type: { enum: ['enhanced_encryption', 'e2ee'] } },
  },
});

/** A webinar has no status: its live state is not included. */
export const webinar = {
  ...details([5, 6, 9], { settings: { type: 'object' } }),
  not: { required: ['status'] },
};

/**
 * `GET /users/me/settings`; with `custom_query_fields` the groups contain only what was requested.
 */
export const userSettings = {
  type: 'object',
  properties: {
    in_meeting: {
      type: 'object',
      properties: {
        allow_live_streaming: flag,
        custom_live_streaming_service: flag,
        live_streaming_facebook: flag,
        live_streaming_youtube: flag,
        webinar_live_streaming: {
          type: 'object',
          required: ['enable', 'live_streaming_service'],
          properties: {
            enable: flag,
            custom_service_instructions: text,
            live_streaming_reminder: flag,
            live_streaming_service: {
              type: 'array',
              items: {
                enum: ['facebook', 'workplace_by_facebook', 'youtube', 'custom_live_streaming_service'],
              },
            },
          },
        },
      },
    },
  },
};

export { livestream };
