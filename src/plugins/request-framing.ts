import type { IncomingMessage } from 'node:http';
import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';

/**
 * Rejects requests that a proxy and this server could parse differently (request smuggling). It
 * also closes the connection, because data that follows cannot be trusted either.
 */
export const requestFramingPlugin = fp(
  async (app) => {
    app.addHook('onRequest', ({ raw }, reply, done) => {
      const detail = framingError(raw);
      if (detail === undefined) return done();
      reply.header('connection', 'close');
      done(new Problem('invalid_request', { detail }));
    });
  },
  { name: 'request-framing' },
);

function framingError({ rawHeaders, httpVersion, headers }: IncomingMessage): string | undefined {
  // RFC 9112 §3.2 requires exactly one Host header, which only HTTP/1.0 may omit. Node.js accepts
  // several.
  const hosts = countOf('host', rawHeaders);
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1'))
    return 'The request needs exactly one Host header.';
  // RFC 9112 §6.1. With any other transfer coding, Node.js reads the body until the connection
  // ends.
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked')
    return 'The only transfer coding that is supported is "chunked".';
  return undefined;
}

function countOf(wanted: string, rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === wanted.length && name.toLowerCase() === wanted) count += 1;
  }
  return count;
}
