import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Rejects each request that could change something, webhooks included, on a server that runs on a
 * copy of the production database. Jobs would only be queued, and Zoom must not receive anything.
 */
export const stagingCopyPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, _reply, done) => {
      done(SAFE_METHODS.has(request.method) ? undefined : new Problem('staging_copy'));
    });
  },
  { name: 'staging-copy' },
);
