import { finished, Readable } from 'node:stream';
import type { FirstSteps } from '../../first-steps/first-steps.ts';
import type { Installations } from '../../installations/installations.ts';
import { costs } from '../../limits.ts';
import type { Erasure } from '../../privacy/erase.ts';
import type { ExportUser } from '../../privacy/export.ts';
import { Problem } from '../../problem.ts';
import type { UserEvents } from '../../user-events/stream.ts';
import { noContent } from '../no-content.ts';
import type { TypedApp } from '../typed-app.ts';
import { Me } from './schemas.ts';

export interface MeOptions {
  installations: Installations;
  firstSteps: FirstSteps;
  erasure: Erasure;
  exportUser: ExportUser;
  userEvents: UserEvents;
  reconnectUrl: string;
  /** How long a cached livestream is served without a call to Zoom (seconds). */
  livestreamFreshSeconds: number;
}

/** Current user: profile, connection status, first steps, data export, erasure. */
export async function meRoutes(app: TypedApp, options: MeOptions): Promise<void> {
  const { installations, firstSteps, erasure, exportUser, userEvents } = options;
  const { reconnectUrl, livestreamFreshSeconds } = options;

  /** Users with an export in progress. Each user can run one at a time. */
  const exporting = new Set<string>();

  const schema = { summary: 'Get the signed-in user', response: { 200: Me } };
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
      // Without a profile, the destinations can't be decrypted either.
      first_steps: profile && (await firstSteps.progress(userId)),
      last_event_id: lastEventId,
      livestream_fresh_seconds: livestreamFreshSeconds,
    };
  });

  app.delete(
    '/me',
    { schema: { summary: 'Disconnect from Zoom and erase all stored data', response: noContent('Erased') } },
    async (request, reply) => {
      await erasure.erase(request.userId);
      app.sessionCookie.clear(reply);
      return reply.code(204).send();
    },
  );

  app.delete(
    '/me/first-steps',
    { schema: { summary: 'Finish or skip the first steps', response: noContent('Closed') } },
    async (request, reply) => {
      await firstSteps.close(request.userId);
      return reply.code(204).send();
    },
  );

  app.get(
    '/me/export',
    { schema: exportSchema, onRequest: app.limitCost(costs.export) },
    async (request, reply) => {
      const { userId } = request;
      if (exporting.has(userId)) throw new Problem('too_many_requests', EXPORT_RUNNING);
      exporting.add(userId);
      // Not `once('close')`: that event never fires if the client has already disconnected.
      finished(reply.raw, () => exporting.delete(userId));
      const document = await exportUser(userId);
      app.logAccount(request, 'all data exported');
      reply.header('content-disposition', 'attachment; filename="uplink-export.json"');
      return reply
        .type('application/json; charset=utf-8')
        .send(Readable.from(document, { objectMode: false }));
    },
  );
}

const exportSchema = {
  summary: 'Export all stored data',
  response: {
    200: {
      description: 'A file with one JSON document',
      content: { 'application/json': { schema: { type: 'object' } } },
    },
  },
};

const EXPORT_RUNNING = {
  retryAfter: 10,
  detail: 'An export is already in progress. Try again when that download has finished.',
};
