import { Problem } from '../../problem.ts';

const PREFIX = 'p1.';
/** Zoom's tokens are opaque text of no documented length or alphabet. */
const MAX_TOKEN_BYTES = 4_096;
/** What {@link encodePageToken} returns has this many characters at most. */
export const MAX_PAGE_TOKEN_LENGTH = PREFIX.length + Math.ceil((MAX_TOKEN_BYTES * 4) / 3);

/** Zoom's page token as one that needs no escaping in a URL; null if there is no further page. */
export function encodePageToken(zoomToken: string | null): string | null {
  if (zoomToken === null) return null;
  const bytes = Buffer.from(zoomToken);
  return bytes.length > MAX_TOKEN_BYTES ? null : `${PREFIX}${bytes.toString('base64url')}`;
}

/**
 * The reverse of {@link encodePageToken}.
 * @throws Problem `invalid_request` if the token is not one of these
 */
export function decodePageToken(token: string | undefined): string | null {
  if (token === undefined) return null;
  const zoomToken = Buffer.from(token.slice(PREFIX.length), 'base64url').toString();
  if (zoomToken === '' || encodePageToken(zoomToken) !== token)
    throw new Problem('invalid_request', {
      errors: [{ field: 'page_token', message: 'must be the next_page_token of an earlier page' }],
    });
  return zoomToken;
}
