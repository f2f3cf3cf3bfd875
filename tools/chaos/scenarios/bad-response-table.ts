import { between, type TokenFault } from '../harness/token-faults.ts';

export interface BadResponse {
  name: string;
  fault: TokenFault;
  /** Whether Zoom rotated the token and the new one never arrived. */
  isRotated: boolean;
  /**
   * Status and problem code of the first response: if Zoom still accepts the old token, and if it
   * does not.
   */
  withGrace: string;
  without: string;
  isSlow?: boolean;
  retryAfterSeconds?: number;
}

const HTML = '<html><body>Bad Gateway</body></html>';
const json = (status: number, body: object, headers = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Bad responses, and the effect of each on the host. */
export const badResponses: readonly BadResponse[] = [
  lost('processed, then a connection reset', { deliver: 'lost' }),
  lost('processed, with a truncated response', { deliver: 'truncated' }),
  lost('processed, 200 with HTML', { deliver: { status: 200, body: HTML } }),
  lost('processed, 200 with JSON without a token', { deliver: json(200, { ok: true }) }),
  recovered('reset before processing', { instead: 'reset' }),
  recovered('200 with truncated JSON, not processed', { instead: { status: 200, body: '{"access_to' } }),
  rejected('500 with a page', { instead: { status: 500, body: HTML } }, '502 zoom_unavailable'),
  rejected('503 without a body', { instead: { status: 503 } }, '502 zoom_unavailable'),
  rejected(
    '302 to another path',
    { instead: { status: 302, headers: { location: '/' } } },
    '502 zoom_unavailable',
  ),
  rejected('400 with a page', { instead: { status: 400, body: HTML } }, '502 zoom_unavailable'),
  {
    ...rejected(
      '429 with Retry-After',
      { instead: json(429, { reason: 'slow down' }, { 'retry-after': '3' }) },
      '503 zoom_unavailable',
    ),
    retryAfterSeconds: 3,
  },
  rejected(
    '400 invalid_client',
    { instead: json(400, { error: 'invalid_client', reason: 'Invalid client_id or client_secret' }) },
    '503 app_misconfigured',
  ),
  { ...recovered('tokens after 9 seconds', { after: between(9_000, 9_000) }), isSlow: true },
  {
    ...lost('processed, but no response within the time limit', { after: between(12_000, 12_000) }),
    isSlow: true,
  },
];

/**
 * Zoom rotated the token, but the new one is lost. Another request with the old one shows whether
 * it is still valid.
 */
function lost(name: string, fault: TokenFault): BadResponse {
  return { name, fault, isRotated: true, withGrace: '200', without: '403 reconnect_required' };
}

/** The second request succeeds; the host sees no error. */
function recovered(name: string, fault: TokenFault): BadResponse {
  return { name, fault, isRotated: false, withGrace: '200', without: '200' };
}

/**
 * Not rotated, with an error response: the host gets an error now and a success at the next
 * request.
 */
function rejected(name: string, fault: TokenFault, response: string): BadResponse {
  return { name, fault, isRotated: false, withGrace: response, without: response };
}
