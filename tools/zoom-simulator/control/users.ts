import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import type { Happenings } from '../scenario-events.ts';
import type { Simulation } from '../simulation.ts';
import type { User } from '../types.ts';

interface UserChange {
  type?: User['type'];
  features?: Partial<User['features']>;
}

const type = { enum: [1, 2, 4, 99] };
const flag = { type: 'boolean' };
const userChange = {
  type: 'object',
  additionalProperties: false,
  properties: {
    type,
    features: {
      type: 'object',
      additionalProperties: false,
      properties: {
        allowLivestreaming: flag,
        customLivestream: flag,
        webinarPlan: flag,
        webinarCustomLivestream: flag,
      },
    },
  },
};

type UserRoute = { Params: { id: string } };

/** `/control/users`: their licence and features, their tokens, and removing the app. */
export function userControls(app: FastifyInstance, simulation: Simulation, happenings: Happenings): void {
  const { state, grants } = simulation;
  const find = (id: string): User => {
    const user = state.users.get(id);
    if (!user) throw new Error(`There is no user ${id}.`);
    return user;
  };

  app.get('/control/users', (_request, reply) =>
    sendJson(reply, 200, {
      users: [...state.users.values()].map((user) => ({
        ...user,
        has_app: grants.of(user.id) !== undefined,
      })),
    }),
  );

  app.patch<UserRoute & { Body: UserChange }>(
    '/control/users/:id',
    { schema: { body: userChange } },
    (request, reply) => {
      const user = find(request.params.id);
      const { features: { customLivestream, ...features } = {}, ...rest } = request.body;
      Object.assign(user, rest);
      Object.assign(user.features, features);
      if (customLivestream !== undefined) happenings.setCustomLivestream(user.id, customLivestream);
      return sendJson(reply, 200, user);
    },
  );

  app.post<UserRoute>('/control/users/:id/expire-tokens', (request, reply) => {
    grants.expireAccessTokens(find(request.params.id).id, 401);
    return reply.code(204).send();
  });

  app.post<UserRoute>('/control/users/:id/revoke', (request, reply) => {
    grants.kill(find(request.params.id).id);
    return reply.code(204).send();
  });

  app.post<UserRoute>('/control/users/:id/deauthorize', async (request, reply) => {
    const delivery = await happenings.deauthorize(find(request.params.id).id);
    return sendJson(reply, 200, delivery);
  });
}
