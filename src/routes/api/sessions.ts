import { Type } from 'typebox';
import { Problem } from '../../problem.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { noContent } from '../no-content.ts';
import type { TypedApp } from '../typed-app.ts';
import { SessionList } from './schemas.ts';

/** The user's sessions: list them, end one of them. */
export async function sessionRoutes(app: TypedApp, { sessions }: { sessions: Sessions }): Promise<void> {
  const listSchema = { summary: 'List the user’s sessions', response: { 200: SessionList } };
  app.get('/sessions', { schema: listSchema }, async (request) => {
    const list = await sessions.all(request.userId, app.sessionCookie.read(request) ?? '');
    return {
      sessions: list.map(({ publicId, isCurrent, browser, platform, createdAt, lastSeenAt }) => ({
        id: publicId,
        current: isCurrent,
        browser,
        platform,
        created_at: createdAt.toISOString(),
        last_used_at: lastSeenAt.toISOString(),
      })),
    };
  });

  const endSchema = {
    summary: 'End one of the user’s sessions',
    params: Type.Object({ id: Type.String() }),
    response: noContent('Ended on every instance'),
  };
  app.delete('/sessions/:id', { schema: endSchema }, async (request, reply) => {
    const current = app.sessionCookie.read(request) ?? '';
    const outcome = await sessions.endOne(request.userId, request.params.id, current);
    if (outcome === 'unknown') throw new Problem('not_found', UNKNOWN_SESSION);
    app.logAccount(request, 'session ended by its user');
    if (outcome === 'ended_current') app.sessionCookie.clear(reply);
    return reply.code(204).send();
  });
}

const UNKNOWN_SESSION = {
  reason: 'no_such_session',
  detail: 'This session has already ended. Reload the list of sessions.',
} as const;
