import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FaultRequest } from '../../tools/zoom-simulator/simulator.ts';

/** Broken responses that upstream servers, and proxies in front of them, are known to send. */
export function badResponses(elsewhere: string): Record<string, FaultRequest> {
  const json = { 'content-type': 'application/json;charset=UTF-8' };
  const response = (
    status: number,
    body: string | Uint8Array | object = '',
    headers: Record<string, string> = {},
  ) => ({ kind: 'answer', status, body, headers }) as const;
  return {
    '500 without a body': response(500),
    '500 with a Zoom error code': response(500, { code: 3001, message: 'Meeting does not exist.' }),
    '502 with a gateway’s page': response(502, '<html><h1>502 Bad Gateway</h1></html>'),
    '503 with JSON': response(503, { code: 503, message: 'Service unavailable' }),
    '504 from a gateway': response(504, 'upstream request timeout'),
    '401 with a page': response(401, '<html>Unauthorized</html>'),
    '403 from a firewall': response(403, '<html>Request blocked</html>'),
    '404 with a page': response(404, '<html>Not Found</html>'),
    '200 with an empty body': response(200, '', json),
    '200 with a page': response(200, '<!doctype html><title>Sign in to the guest network</title>'),
    '200 with XML': response(200, '<?xml version="1.0"?><livestream/>', {
      'content-type': 'application/xml',
    }),
    '200 with truncated JSON': response(200, '{"stream_url":"rtmp://x/live","stream_k', json),
    '200 with an array': response(200, [], json),
    '200 with null': response(200, 'null', json),
    '200 with a string': response(200, '"ok"', json),
    '200 with wrong types': response(200, {
      stream_url: 7,
      meetings: { id: 1 },
      webinars: 'none',
      id: 5,
      access_token: ['x'],
      expires_in: {},
    }),
    '200 with invalid UTF-8': response(200, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), json),
    '200 with gzip that was not requested': response(200, gzipSync('{"stream_url":"rtmp://x"}'), {
      ...json,
      'content-encoding': 'gzip',
    }),
    '200 with Brotli': response(200, brotliCompressSync('{}'), {
      ...json,
      'content-encoding': 'br',
    }),
    '206 with partial content': response(206, { stream_url: 'rtmp://x/live' }),
    '301 to another host': response(301, '', { location: `${elsewhere}/v2/users/me` }),
    '307 to another host': response(307, '', { location: `${elsewhere}/oauth/token` }),
    '400 without a code': response(400, { error: 'bad request' }),
    '400 with a code that is not a number': response(400, { code: 'INVALID', message: {} }),
    '418 with deeply nested JSON': response(
      418,
      JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as object,
    ),
    'a gzip bomb': { kind: 'gzip-bomb', megabytes: 50 },
    'a body of 16 MB': response(200, Buffer.alloc(16 * 1024 * 1024, ' '), json),
    'the real response, truncated': { kind: 'truncate' },
    'a reset before the response': { kind: 'reset' },
    'a reset after the request was processed': { kind: 'reset-after-work' },
  };
}
