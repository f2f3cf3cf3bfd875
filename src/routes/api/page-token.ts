import { Problem } from '../../problem.ts';

const PREFIX = 'p1.';
/** Zoom documents neither the length nor the alphabet of its tokens. */
const MAX_TOKEN_BYTES = 4_096;
/** Maximum length of a token from {@link encodePageToken}. */
export const MAX_PAGE_TOKEN_LENGTH = PREFIX.length + Math.ceil((MAX_TOKEN_BYTES * 4) / 3);

/**
 * Encodes Zoom's page token so that it needs no escaping in a URL; null if there is no further
 * page.
 */
export function encodePageToken(zoomToken: string | null): string | null {
  if (zoomToken === null) return null;
  const bytes = Buffer.from(zoomToken);
  return bytes.length > MAX_TOKEN_BYTES ? null : `${PREFIX}${bytes.toString('base64url')}`;
}

/**
 * Decodes a token of {@link encodePageToken}.
 * @throws Problem `invalid_request` if the token is malformed
 */
export function decodePageToken(token: string | undefined): string | null {
  if (token === undefined) return null;
  const zoomToken = Buffer.from(token.slice(PREFIX.length), 'base64url').toString();
  if (zoomToken === '' || encodePageToken(zoomToken) !== token)
    throw new Problem('invalid_request', {
      errors: [{ field: 'page_token', message: 'must be the next_page_token of a previous page' }],
    });
  return zoomToken;
}
