import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';

/**
 * Refuses a request with more than one Host header, which Node accepts: two servers could read it as two requests; and
 * one of HTTP/1.1 with none (RFC 9112 §3.2).
 */
export const oneHostPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, _reply, done) => {
      const { rawHeaders, httpVersion } = request.raw;
      let hosts = 0;
      for (let index = 0; index < rawHeaders.length; index += 2) {
        const name = rawHeaders[index] as string;
        if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
      }
      const isNamedOnce = hosts === 1 || (hosts === 0 && httpVersion !== '1.1');
      done(
        isNamedOnce
          ? undefined
          : new Problem('invalid_request', { detail: 'The request needs exactly one Host header.' }),
      );
    });
  },
  { name: 'one-host' },
);
