import type { IncomingMessage, ServerResponse } from 'node:http';
import fp from 'fastify-plugin';

/**
 * Brings to our own handlers what Node and the router would answer by themselves: without the security headers, with the
 * address repeated, and past the guard of `/api`.
 */
export const rawRequestsPlugin = fp(
  async ({ server }) => {
    server.prependListener('request', (request) => {
      request.url = decodable(request.url ?? '/');
    });
    // An expectation that we don't know may be ignored (RFC 9110 §10.1.1).
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      server.emit('request', request, response);
    });
  },
  { name: 'raw-requests' },
);

/** The address with every `%` of its path taken literally where they are no percent-encoding of UTF-8. */
function decodable(url: string): string {
  if (!url.includes('%')) return url;
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}
