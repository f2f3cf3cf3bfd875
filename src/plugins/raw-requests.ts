import type { IncomingMessage, ServerResponse } from 'node:http';
import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';

/** Passes requests to our own handlers that Node.js or Fastify would respond to by themselves, without our headers. */
export const rawRequestsPlugin = fp(
  async (app) => {
    const { server } = app;
    // An expectation that we don't know may be ignored (RFC 9110 §10.1.1).
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      server.emit('request', request, response);
    });
    // Read as it stands, a compressed body would be called broken JSON (RFC 9110 §8.4, §15.5.16).
    app.addHook('preParsing', ({ headers }, _reply, payload, done) => {
      const encoding = headers['content-encoding'] ?? 'identity';
      if (encoding.toLowerCase() === 'identity') return done(null, payload);
      done(new Problem('unsupported_media_type', { detail: 'Send the body without Content-Encoding.' }));
    });
  },
  { name: 'raw-requests' },
);

/**
 * The URL with every `%` of its path taken literally if the path is not percent-encoded UTF-8. The router would respond to
 * such a URL by itself, without our headers and with the URL repeated.
 */
export function decodable(url: string): string {
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
