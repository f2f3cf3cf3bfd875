import { isRecord } from './lenient-schema.ts';

/**
 * What an error of the token endpoint says: the grant has ended · our client credentials or settings are wrong, and no grant was
 * looked at · the authorization code is not taken.
 */
export type TokenError = 'dead' | 'misconfigured' | 'code_rejected';

/**
 * Errors of Zoom's token endpoint. It responds with `{"reason":…,"error":…}` (RFC 6749 §5.2), either of them alone, or
 * `{"status":false,"errorCode":…}` with a code of Zoom's table of OAuth error messages. Reasons are in English for all accounts.
 * What no row names says nothing about the grant.
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
  // Older responses name `invalid_request` beside it.
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
 * @param body of a response with HTTP status 200, 400 or 401; of any other status it says nothing about the grant
 * @returns undefined if it names no error of the table
 */
export function readTokenError(body: unknown): TokenError | undefined {
  if (!isRecord(body)) return undefined;
  const reason = typeof body.reason === 'string' ? body.reason.trim().toLowerCase() : '';
  const found = [
    typeof body.error === 'string' ? BY_ERROR[body.error] : undefined,
    BY_REASON.find(([beginning]) => reason.startsWith(beginning))?.[1],
    BY_CODE[Number(body.errorCode)] ?? BY_CODE[Number(body.code)],
  ];
  // Beside a reason about the client any other error is about the client too: to end a connection takes certainty.
  return (['misconfigured', 'dead', 'code_rejected'] as const).find((error) => found.includes(error));
}
