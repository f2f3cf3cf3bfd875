import type { FastifyInstance } from 'fastify';
import type { Sessions } from '../sessions/sessions.ts';
import { noContent } from './no-content.ts';

/** Sign-out of this session or of all sessions. */
export async function logoutRoutes(
  app: FastifyInstance,
  { sessions }: { sessions: Sessions },
): Promise<void> {
  app.addHook('onRequest', app.requireReady);
  app.addHook('onRequest', app.requireSignedIn);

  const response = noContent('Signed out');
  const here = { summary: 'Sign out of this session', response };
  app.post('/logout', { schema: here }, async (request, reply) => {
    const sessionId = app.sessionCookie.read(request);
    if (sessionId !== undefined) await sessions.end(sessionId);
    app.logAccount(request, 'signed out');
    app.sessionCookie.clear(reply);
    return reply.code(204).send();
  });

  const everywhere = { summary: 'End all sessions of the signed-in user', response };
  app.post('/logout/everywhere', { schema: everywhere }, async (request, reply) => {
    await sessions.endAll(request.userId);
    app.logAccount(request, 'signed out everywhere');
    app.sessionCookie.clear(reply);
    return reply.code(204).send();
  });
}
