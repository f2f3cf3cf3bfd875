import type { FastifyInstance } from 'fastify';
import type { RecordedRequest } from '../recorder.ts';
import { sendJson } from '../reply.ts';
import type { Settings } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import { settingsSchema } from './settings-schema.ts';

/**
 * `/control/settings`, `/control/scopes`, `/control/tokens`, `/control/requests`, `/control/reset`.
 */
export function settingControls(app: FastifyInstance, simulation: Simulation): void {
  const { state, grants, recorder } = simulation;

  app.get('/control/settings', (_request, reply) =>
    sendJson(reply, 200, { settings: state.settings, scopes: state.scopes }),
  );

  app.patch<{ Body: Partial<Settings> }>(
    '/control/settings',
    { schema: { body: settingsSchema } },
    (request, reply) => {
      Object.assign(state.settings, request.body);
      return sendJson(reply, 200, state.settings);
    },
  );

  app.put<{ Body: { scopes: string[]; existing_grants?: boolean } }>(
    '/control/scopes',
    {
      schema: {
        body: {
          type: 'object',
          required: ['scopes'],
          additionalProperties: false,
          properties: {
            scopes: { type: 'array', items: { type: 'string' } },
            existing_grants: { type: 'boolean' },
          },
        },
      },
    },
    (request, reply) => {
      state.scopes = [...request.body.scopes];
      if (request.body.existing_grants) grants.setScopes(state.scopes);
      return reply.code(204).send();
    },
  );

  app.post('/control/tokens/expire', (_request, reply) => {
    grants.expireAccessTokens(undefined, 401);
    return reply.code(204).send();
  });

  app.get('/control/requests', (_request, reply) =>
    sendJson(reply, 200, { requests: recorder.list().slice(-200).map(withoutSecrets) }),
  );

  app.delete('/control/requests', (_request, reply) => {
    recorder.clear();
    return reply.code(204).send();
  });

  app.post('/control/reset', (_request, reply) => {
    simulation.reset();
    return reply.code(204).send();
  });
}

/** Headers and bodies contain tokens and stream keys, so they are not returned over HTTP. */
function withoutSecrets(request: RecordedRequest) {
  const { at, method, path, user, fault, status } = request;
  return { at: new Date(at).toISOString(), method, path, user, fault, status };
}
