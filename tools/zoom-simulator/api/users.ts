import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';
import type { User } from '../types.ts';
import { grantOf, isSelf, requireAccess } from './access.ts';
import { sendProblem, userDoesNotExist } from './problems.ts';
import { settingsOf } from './user-settings.ts';

/**
 * `GET /users/me` and `GET /users/me/settings`. An app of this kind must pass `me`, never an id.
 */
export function userRoutes(app: FastifyInstance, simulation: Simulation): void {
  app.get<{ Params: { userId: string } }>(
    '/users/:userId',
    { preHandler: requireAccess(simulation, { scope: 'user:read:user', label: 'Light' }) },
    (request, reply) => {
      const { userId } = request.params;
      if (!isSelf(userId, grantOf(request).user)) return sendProblem(reply, userDoesNotExist(userId));
      return sendJson(reply, 200, profileOf(grantOf(request).user));
    },
  );

  app.get<{ Params: { userId: string }; Querystring: { custom_query_fields?: string } }>(
    '/users/:userId/settings',
    { preHandler: requireAccess(simulation, { scope: 'user:read:settings', label: 'Medium' }) },
    (request, reply) => {
      const { userId } = request.params;
      if (!isSelf(userId, grantOf(request).user)) return sendProblem(reply, userDoesNotExist(userId));
      return sendJson(reply, 200, settingsOf(grantOf(request).user, request.query.custom_query_fields));
    },
  );
}

function profileOf(user: User) {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: user.displayName,
    email: user.email,
    type: user.type,
    role_name: 'Member',
    pmi: BigInt(user.pmi),
    use_pmi: false,
    personal_meeting_url: `https://simulator.example/j/${user.pmi}`,
    timezone: user.timezone,
    verified: 1,
    dept: '',
    created_at: user.createdAt,
    user_created_at: user.createdAt,
    last_login_time: user.createdAt,
    pic_url: '',
    cms_user_id: '',
    jid: `${user.id.toLowerCase()}@xmpp.simulator.example`,
    account_id: user.accountId,
    language: 'en-US',
    phone_country: '',
    phone_number: '',
    status: 'active',
    group_ids: [],
    im_group_ids: [],
    login_types: [100],
    role_id: '2',
    account_number: 10_009_239,
    cluster: 'us04',
  };
}
