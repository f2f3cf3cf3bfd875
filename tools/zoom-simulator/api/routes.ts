import type { FastifyInstance } from 'fastify';
import { addFaultHooks } from '../faults/hooks.ts';
import { addRecording } from '../recording.ts';
import type { Simulation } from '../simulation.ts';
import { bearerToken } from './access.ts';
import { listingRoute } from './listing.ts';
import { livestreamRoutes } from './livestream.ts';
import { livestreamStatusRoute } from './livestream-status.ts';
import { meetingRoute } from './meeting.ts';
import { malformedBody, sendProblem, trackingId, unknownEndpoint } from './problems.ts';
import { userRoutes } from './users.ts';

/** The REST API, below `/v2`. Bodies are JSON; a body that is not JSON is code 300. */
export async function apiRoutes(app: FastifyInstance, simulation: Simulation): Promise<void> {
  addRecording(app, simulation, (request) => {
    return simulation.grants.findAccessToken(bearerToken(request) ?? '')?.grant.user.id;
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header(...trackingId());
    done();
  });
  addFaultHooks(app, simulation);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if ((error.statusCode ?? 500) < 500) return sendProblem(reply, malformedBody());
    throw error;
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, unknownEndpoint()));
  userRoutes(app, simulation);
  for (const kind of ['meetings', 'webinars'] as const) {
    listingRoute(app, simulation, kind);
    meetingRoute(app, simulation, kind);
    livestreamRoutes(app, simulation, kind);
    livestreamStatusRoute(app, simulation, kind);
  }
}
