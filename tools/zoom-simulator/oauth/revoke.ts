import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';
import { clientIsAuthenticated } from './client-authentication.ts';
import { clientRejected, sendTokenProblem, tokenRejected } from './problems.ts';

/**
 * `POST /oauth/revoke` with an access token in the form: the whole grant ends, refresh token
 * included.
 */
export function revokeRoute(app: FastifyInstance, simulation: Simulation): void {
  app.post('/oauth/revoke', (request, reply) => {
    const form = { ...(request.query as object), ...(request.body as object | undefined) };
    if (!clientIsAuthenticated(request.headers.authorization, simulation.app, form)) {
      return sendTokenProblem(reply, clientRejected);
    }
    const { token } = form as { token?: unknown };
    const found = simulation.grants.findAccessToken(String(token ?? ''));
    if (!found || found.grant.dead) return sendTokenProblem(reply, tokenRejected('invalid_request'));
    simulation.grants.kill(found.grant.user.id);
    return sendJson(reply, 200, { status: 'success' });
  });
}
