import fastify, { type FastifyInstance } from 'fastify';
import { apiRoutes } from './api/routes.ts';
import { controlRoutes } from './control/routes.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { sendJson } from './reply.ts';
import type { Simulation } from './simulation.ts';

/**
 * The simulated Zoom over HTTP. Close terminates every connection, including those of hanging
 * requests.
 */
export async function createServer(simulation: Simulation): Promise<FastifyInstance> {
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  });
  for (const name of ['record', 'fault', 'grant']) app.decorateRequest(name, null);
  app.setNotFoundHandler((request, reply) =>
    sendJson(reply, 404, { code: 404, message: `No such route: ${request.method}.` }),
  );
  await app.register((scope) => oauthRoutes(scope, simulation));
  await app.register((scope) => apiRoutes(scope, simulation), { prefix: '/v2' });
  await app.register((scope) => controlRoutes(scope, simulation));
  return app;
}
