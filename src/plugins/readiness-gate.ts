import type { onRequestHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';
import type { Readiness } from '../readiness.ts';

const RETRY_AFTER_SECONDS = 5;

declare module 'fastify' {
  interface FastifyInstance {
    /** onRequest hook for routes that read or store something of users. */
    requireReady: onRequestHookHandler;
  }
}

/**
 * Refuses requests until the process is known to fit its database. With the wrong key ring, a sign-in would end the grant
 * that Zoom has for this user and then fail to store the new one.
 */
export const readinessGatePlugin = fp<{ readiness: Readiness }>(
  async (app, { readiness }) => {
    app.decorate('requireReady', (_request, _reply, done) => {
      if (readiness.isPrepared()) return done();
      const rejection = () => new Problem('temporarily_unavailable', { retryAfter: RETRY_AFTER_SECONDS });
      readiness.check().then(() => done(readiness.isPrepared() ? undefined : rejection()), done);
    });
  },
  { name: 'prepared' },
);
