import type { onRequestHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';
import type { Readiness } from '../readiness.ts';

const RETRY_AFTER_SECONDS = 5;

declare module 'fastify' {
  interface FastifyInstance {
    /** onRequest hook for routes that read or store user data. */
    requireReady: onRequestHookHandler;
  }
}

/**
 * Returns 503 until migrations and encryption keys have been verified. With the wrong key ring, a
 * sign-in would end the user's current grant at Zoom and then fail to store the new one.
 */
export const readinessGatePlugin = fp<{ readiness: Readiness }>(
  async (app, { readiness }) => {
    app.decorate('requireReady', (_request, _reply, done) => {
      if (readiness.isPrepared()) return done();
      const rejection = () => new Problem('temporarily_unavailable', { retryAfter: RETRY_AFTER_SECONDS });
      readiness.check().then(() => done(readiness.isPrepared() ? undefined : rejection()), done);
    });
  },
  { name: 'readiness-gate' },
);
