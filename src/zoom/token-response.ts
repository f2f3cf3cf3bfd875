import { Secret } from '../crypto/secret.ts';
import { isRecord } from './lenient-schema.ts';

/** A token endpoint response (RFC 6749 §5.1), read tolerantly and held within bounds. */
export interface TokenResponse {
  accessToken: Secret;
  /** Null where the answer left it out: the one presented stays valid (RFC 6749 §6). */
  refreshToken: Secret | null;
  /** Seconds, between one minute and one day. */
  expiresIn: number;
  /** Granted scopes, null where the answer names none. */
  scopes: string[] | null;
}

const MAX_TOKEN_LENGTH = 8_192;
const USUAL_LIFETIME = 3_600;
const LIFETIME = { minimum: 60, most: 86_400 };

/**
 * Reads Zoom's token response; `undefined` where it is none. `api_url` is ignored on purpose: `api.zoom.us` always works,
 * and a token is sent to no address that an answer names.
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
  // What could break out of an Authorization header is no token.
  return /^[\x21-\x7e]+$/.test(value) ? new Secret(value) : undefined;
}

function lifetime(value: unknown): number {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return USUAL_LIFETIME;
  return Math.min(Math.max(Math.floor(seconds), LIFETIME.minimum), LIFETIME.most);
}
