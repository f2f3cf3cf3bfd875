const text = { type: 'string' };
const code = { type: 'string', minLength: 1, maxLength: 2048 };

/**
 * `GET /oauth/authorize`: scopes come from the app's configuration; a `scope` parameter sometimes
 * broke signing in.
 */
export const authorizationRequest = {
  type: 'object',
  required: ['response_type', 'client_id', 'redirect_uri'],
  additionalProperties: false,
  properties: {
    response_type: { const: 'code' },
    client_id: text,
    redirect_uri: { type: 'string', format: 'uri' },
    state: { type: 'string', minLength: 1 },
    code_challenge: { type: 'string', pattern: '^[A-Za-z0-9._~-]{43,128}$' },
    code_challenge_method: { enum: ['S256', 'plain'] },
  },
};

/** The form of `POST /oauth/token`. */
export const tokenRequest = {
  anyOf: [
    {
      type: 'object',
      required: ['grant_type', 'code', 'redirect_uri'],
      additionalProperties: false,
      properties: {
        grant_type: { const: 'authorization_code' },
        code,
        redirect_uri: text,
        // RFC 7636 §4.1
        code_verifier: { type: 'string', pattern: '^[A-Za-z0-9._~-]{43,128}$' },
      },
    },
    {
      type: 'object',
      required: ['grant_type', 'refresh_token'],
      additionalProperties: false,
      properties: { grant_type: { const: 'refresh_token' }, refresh_token: { ...code, maxLength: 8192 } },
    },
  ],
};

/** The form of `POST /oauth/revoke`. */
export const revocationRequest = {
  type: 'object',
  required: ['token'],
  additionalProperties: false,
  properties: { token: { type: 'string', minLength: 1 } },
};

const wholeNumber = { type: 'string', pattern: '^[1-9]\\d*$' };

/** The query of the two lists. `page_number` is deprecated. */
export const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    type: { enum: ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'] },
    page_size: wholeNumber,
    next_page_token: text,
    from: text,
    to: text,
    timezone: text,
  },
};

export const settingsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { custom_query_fields: text, option: text, login_type: text },
};

export const detailsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { occurrence_id: text, show_previous_occurrences: { enum: ['true', 'false'] } },
};

export const noQuery = { type: 'object', additionalProperties: false };
