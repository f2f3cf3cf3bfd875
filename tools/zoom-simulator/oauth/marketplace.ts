import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';

/**
 * `POST /marketplace/add` with the form field `user`: what "Add" in the Marketplace does after the
 * person agreed. The redirect URI is visited with a code that the app never requested: no state, no
 * code challenge.
 */
export function marketplaceRoute(app: FastifyInstance, simulation: Simulation): void {
  app.post('/marketplace/add', (request, reply) => {
    const { user: userId } = (request.body ?? {}) as { user?: unknown };
    const user = simulation.state.users.get(String(userId ?? ''));
    const redirectUri = simulation.app.redirectUris[0];
    if (!user || redirectUri === undefined) {
      return sendJson(reply, 400, { message: 'Needs the id of a user, and a configured redirect URI.' });
    }
    const code = simulation.codes.issue({
      userId: user.id,
      redirectUri,
      scopes: [...simulation.state.scopes],
    });
    const target = new URL(redirectUri);
    target.searchParams.append('code', code);
    return reply.redirect(target.href, 302);
  });
}
