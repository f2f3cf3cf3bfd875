import { Secret } from '../crypto/secret.ts';
import { isRecord } from './lenient-schema.ts';

/** A token endpoint response (RFC 6749 §5.1), with validated and limited values. */
export interface TokenResponse {
  accessToken: Secret;
  /** Null if the response has none: the refresh token that was sent stays valid (RFC 6749 §6). */
  refreshToken: Secret | null;
  /** Seconds, between one minute and one day. */
  expiresIn: number;
  /** Granted scopes; null if the response has none. */
  scopes: string[] | null;
}

const MAX_TOKEN_LENGTH = 8_192;
const DEFAULT_LIFETIME = 3_600;
const LIFETIME = { min: 60, max: 86_400 };

/**
 * Reads Zoom's token response; returns `undefined` if it is not one. `api_url` is ignored:
 * `api.zoom.us` always works, and a token must not be sent to an address from a response.
 */
export function readTokenResponse(body: unknown): TokenResponse | undefined {
  if (!isRecord(body)) return undefined;
  const accessToken = token(body.access_token);
  if (accessToken === undefined) return undefined;
  return {
    accessToken,
    refreshToken: token(body.refresh_token) ?? null,
    expiresIn: lifetime(body.expires_in),
    scopes: typeof body.scope === 'string' ? body.scope.split(/[\s,]+/).filter(Boolean) : null,
  };
}

function token(value: unknown): Secret | undefined {
  if (typeof value !== 'string' || value === '' || value.length > MAX_TOKEN_LENGTH) return undefined;
  // Other characters could break out of an Authorization header.
  return /^[\x21-\x7e]+$/.test(value) ? new Secret(value) : undefined;
}

function lifetime(value: unknown): number {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return DEFAULT_LIFETIME;
  return Math.min(Math.max(Math.floor(seconds), LIFETIME.min), LIFETIME.max);
}
