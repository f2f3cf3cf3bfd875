import { finished, Readable } from 'node:stream';
import type { Installations } from '../../installations/installations.ts';
import type { Erasure } from '../../privacy/erase.ts';
import type { ExportUser } from '../../privacy/export.ts';
import { Problem } from '../../problem.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { UserEvents } from '../../user-events/stream.ts';
import type { TypedApp } from '../typed-app.ts';
import { Me, SessionList } from './schemas.ts';

export interface MeOptions {
  installations: Installations;
  erasure: Erasure;
  exportUser: ExportUser;
  sessions: Sessions;
  userEvents: UserEvents;
  reconnectUrl: string;
  /** How long a cached livestream is served without asking Zoom (seconds). */
  livestreamFreshSeconds: number;
}

/** Who is signed in, how the connection to Zoom stands, what is held of them, and its end. */
export async function meRoutes(app: TypedApp, options: MeOptions): Promise<void> {
  const { installations, erasure, exportUser, sessions, userEvents, reconnectUrl, livestreamFreshSeconds } =
    options;

  /** Users with an export under way: one at a time each. */
  const exporting = new Set<string>();

  const schema = { summary: 'Who is signed in', response: { 200: Me } };
  app.get('/me', { schema }, async (request) => {
    const lastEventId = await userEvents.lastId(request.userId);
    const { userId, profile, status, scopes, connectedAt } = await installations.describe(request.userId);
    return {
      user: {
        id: userId,
        display_name: profile?.displayName ?? '',
        email: profile?.email ?? '',
        timezone: profile?.timezone ?? 'UTC',
        plan_type: profile?.planType ?? null,
      },
      connection: { status, scopes, connected_at: connectedAt.toISOString(), reconnect_url: reconnectUrl },
      last_event_id: lastEventId,
      livestream_fresh_seconds: livestreamFreshSeconds,
    };
  });

  app.delete(
    '/me',
    { schema: { summary: 'Disconnect from Zoom and erase everything held' } },
    async (request, reply) => {
      await erasure.erase(request.userId);
      app.sessionCookie.clear(reply);
      return reply.code(204).send();
    },
  );

  const sessionsSchema = { summary: 'Where the user is signed in', response: { 200: SessionList } };
  app.get('/me/sessions', { schema: sessionsSchema }, async (request) => {
    const mine = await sessions.all(request.userId, app.sessionCookie.read(request) ?? '');
    return {
      sessions: mine.map(({ isCurrent, createdAt, lastSeenAt }) => ({
        current: isCurrent,
        created_at: createdAt.toISOString(),
        last_seen_at: lastSeenAt.toISOString(),
      })),
    };
  });

  app.get(
    '/me/export',
    { schema: { summary: 'Everything held, as a file' }, onRequest: app.limitCost(30) },
    async (request, reply) => {
      const { userId } = request;
      if (exporting.has(userId)) throw new Problem('too_many_requests', EXPORT_RUNNING);
      exporting.add(userId);
      // Not `once('close')`: the client can be gone already, and the event would never come.
      finished(reply.raw, () => exporting.delete(userId));
      const document = await exportUser(userId);
      reply.header('content-disposition', 'attachment; filename="uplink-export.json"');
      return reply
        .type('application/json; charset=utf-8')
        .send(Readable.from(document, { objectMode: false }));
    },
  );
}

const EXPORT_RUNNING = {
  retryAfter: 10,
  detail: 'Your data is being exported already. Try again when that download has finished.',
};
