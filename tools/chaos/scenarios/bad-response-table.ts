import { between, type TokenFault } from '../harness/token-faults.ts';

export interface BadResponse {
  name: string;
  fault: TokenFault;
  /** Whether Zoom has rotated and the new token never came. */
  isRotated: boolean;
  /** What the host is answered at first, status and problem code, where Zoom still takes the old token and where it does not. */
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

/** The answers, and what each means for the host. */
export const badResponses: readonly BadResponse[] = [
  lost('done, then the connection was reset', { deliver: 'lost' }),
  lost('done, the answer cut in its middle', { deliver: 'truncated' }),
  lost('done, 200 with a page instead of tokens', { deliver: { status: 200, body: HTML } }),
  lost('done, 200 with JSON that holds no token', { deliver: json(200, { ok: true }) }),
  recovered('reset before anything was done', { instead: 'reset' }),
  recovered('200 with half a JSON document, nothing done', { instead: { status: 200, body: '{"access_to' } }),
  rejected('500 with a page', { instead: { status: 500, body: HTML } }, '502 zoom_unavailable'),
  rejected('503 without a body', { instead: { status: 503 } }, '502 zoom_unavailable'),
  rejected(
    '302 to somewhere',
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
  { ...lost('done, and no answer within the time limit', { after: between(12_000, 12_000) }), isSlow: true },
];

/** Zoom has rotated and nobody knows the new token: presenting the old one once more tells whether it still counts. */
function lost(name: string, fault: TokenFault): BadResponse {
  return { name, fault, isRotated: true, withGrace: '200', without: '403 reconnect_required' };
}

/** Asked a second time, Zoom answers; the host notices nothing. */
function recovered(name: string, fault: TokenFault): BadResponse {
  return { name, fault, isRotated: false, withGrace: '200', without: '200' };
}

/** Not rotated, and said so: the host is refused now and served at the next try. */
function rejected(name: string, fault: TokenFault, response: string): BadResponse {
  return { name, fault, isRotated: false, withGrace: response, without: response };
}
