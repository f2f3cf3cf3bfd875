import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addFaultHooks } from '../faults/hooks.ts';
import { addRecording } from '../recording.ts';
import type { Simulation } from '../simulation.ts';
import { authorizeRoutes } from './authorize.ts';
import { marketplaceRoute } from './marketplace.ts';
import { revokeRoute } from './revoke.ts';
import { tokenRoute } from './token.ts';

/** The authorization server. Bodies are forms; other bodies are ignored. */
export async function oauthRoutes(app: FastifyInstance, simulation: Simulation): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(formbody);
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
  addRecording(app, simulation, (request) => identify(simulation, request));
  addFaultHooks(app, simulation);
  authorizeRoutes(app, simulation);
  tokenRoute(app, simulation);
  revokeRoute(app, simulation);
  marketplaceRoute(app, simulation);
}

function identify({ codes, grants }: Simulation, request: FastifyRequest): string | undefined {
  const form = (request.body ?? {}) as Record<string, unknown>;
  if (typeof form.refresh_token === 'string') return grants.ownerOfRefreshToken(form.refresh_token);
  if (typeof form.code === 'string') return codes.ownerOf(form.code);
  if (typeof form.token === 'string') return grants.findAccessToken(form.token)?.grant.user.id;
  return typeof form.user === 'string' ? form.user : undefined;
}
