import { isRecord } from './lenient-schema.ts';

/**
 * The meaning of a token endpoint error:
 *
 * - `dead`: the grant has ended.
 * - `misconfigured`: our client credentials or settings are wrong. Zoom did not check the grant.
 * - `code_rejected`: the authorization code is invalid.
 */
export type TokenError = 'dead' | 'misconfigured' | 'code_rejected';

/**
 * Token endpoint errors. Zoom responds with `{"reason":…,"error":…}` (RFC 6749 §5.2), with only one
 * of these members, or with `{"status":false,"errorCode":…}` and a code from Zoom's table of OAuth
 * error messages. Reasons are in English for all accounts. An error that is not in these tables
 * does not affect the grant.
 */
const BY_ERROR: Readonly<Record<string, TokenError>> = {
  invalid_client: 'misconfigured',
  unauthorized_client: 'misconfigured',
  invalid_grant: 'dead',
};

const BY_REASON: readonly (readonly [beginning: string, TokenError])[] = [
  ['invalid client_id or client_secret', 'misconfigured'],
  ['the app has been disabled', 'misconfigured'],
  ['redirect uri mismatch', 'misconfigured'],
  // Older responses have `invalid_request` as error.
  ['invalid token!', 'dead'],
  ['invalid authorization code', 'code_rejected'],
];

const BY_CODE: Readonly<Record<number, TokenError>> = {
  4702: 'misconfigured',
  4704: 'misconfigured',
  4706: 'misconfigured',
  4709: 'misconfigured',
  4717: 'misconfigured',
  // The refresh token is invalid because the app's scopes have changed.
  4711: 'dead',
  4735: 'dead',
  4737: 'dead',
  4738: 'dead',
  4741: 'dead',
  4733: 'code_rejected',
  4734: 'code_rejected',
};

/**
 * @param body of a response with HTTP status 200, 400 or 401; with other statuses it does not
 * affect the grant
 * @returns undefined if the error is not in the tables
 */
export function readTokenError(body: unknown): TokenError | undefined {
  if (!isRecord(body)) return undefined;
  const reason = typeof body.reason === 'string' ? body.reason.trim().toLowerCase() : '';
  const found = [
    typeof body.error === 'string' ? BY_ERROR[body.error] : undefined,
    BY_REASON.find(([beginning]) => reason.startsWith(beginning))?.[1],
    BY_CODE[Number(body.errorCode)] ?? BY_CODE[Number(body.code)],
  ];
  // A reason about the client takes precedence, because a connection must not end on ambiguous
  // evidence.
  return (['misconfigured', 'dead', 'code_rejected'] as const).find((error) => found.includes(error));
}
