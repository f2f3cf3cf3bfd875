import type { FastifyInstance } from 'fastify';
import { requireWellFormedText } from '../../plugins/well-formed-text.ts';
import type { Uplink } from '../../uplink.ts';
import type { TypedApp } from '../typed-app.ts';
import { bulkUpdateRoutes } from './bulk-updates.ts';
import { calendarRoutes } from './calendar.ts';
import { destinationRoutes } from './destinations.ts';
import { eventRoutes } from './events.ts';
import { historyRoutes } from './history.ts';
import { livestreamRoutes } from './livestreams.ts';
import { meRoutes } from './me.ts';
import { meetingRoutes } from './meetings.ts';
import { requireNoUnexpectedBody } from './no-body.ts';
import { checkRoutes, serviceRoutes } from './paste-and-checks.ts';
import { preflightRoutes } from './preflight.ts';
import { sessionRoutes } from './sessions.ts';
import { statusRoutes } from './status.ts';
import { switchRoutes } from './switch.ts';

export interface ApiOptions
  extends Pick<
    Uplink,
    | 'installations'
    | 'firstSteps'
    | 'erasure'
    | 'exportUser'
    | 'listMeetings'
    | 'livestreams'
    | 'liveStatuses'
    | 'meetingSessions'
    | 'broadcast'
    | 'updateLivestream'
    | 'history'
    | 'startStop'
    | 'userEvents'
    | 'destinations'
    | 'meetingsOfDestinations'
    | 'checkLivestream'
    | 'preflight'
    | 'bulkUpdates'
    | 'switches'
    | 'calendarFeed'
    | 'sessions'
  > {
  publicUrl: string;
  reconnectUrl: string;
  livestreamFreshSeconds: number;
}

/**
 * All routes below `/api`, unmatched ones included: authenticated, rate-limited, JSON only,
 * `no-store`.
 */
export async function apiRoutes(fastify: FastifyInstance, options: ApiOptions): Promise<void> {
  const { installations, erasure, exportUser, reconnectUrl, livestreamFreshSeconds } = options;
  const {
    listMeetings: list,
    livestreams,
    liveStatuses,
    meetingSessions,
    updateLivestream: update,
  } = options;
  const { history, startStop: status, destinations, meetingsOfDestinations } = options;
  const { checkLivestream, userEvents, sessions, bulkUpdates, switches } = options;
  const app: TypedApp = fastify.withTypeProvider();

  app.addHook('onRequest', app.requireReady);
  app.addHook('onRequest', app.requireSignedIn);
  app.addHook('onRequest', app.limitUser);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  app.addHook('preValidation', requireWellFormedText);
  app.addHook('preValidation', requireNoUnexpectedBody);
  app.setNotFoundHandler((request) => {
    throw app.unmatchedRouteProblem(request.url.split('?')[0] ?? '');
  });

  await app.register(meRoutes, {
    installations,
    firstSteps: options.firstSteps,
    erasure,
    exportUser,
    userEvents,
    reconnectUrl,
    livestreamFreshSeconds,
  });
  await app.register(sessionRoutes, { sessions });
  await app.register(eventRoutes, { userEvents, sessions });
  await app.register(destinationRoutes, { destinations, meetingsOfDestinations });
  await app.register(serviceRoutes);
  await app.register(calendarRoutes, { calendarFeed: options.calendarFeed, publicUrl: options.publicUrl });
  await app.register(bulkUpdateRoutes, {
    prefix: '/bulk-updates',
    bulkUpdates,
    destinations,
    installations,
  });
  for (const kind of ['meeting', 'webinar'] as const) {
    const prefix = `/${kind}s`;
    await app.register(meetingRoutes, { prefix, kind, list, livestreams, liveStatuses, meetingSessions });
    await app.register(livestreamRoutes, { prefix, kind, livestreams, update, history, destinations });
    await app.register(checkRoutes, { prefix, kind, destinations, checkLivestream });
    await app.register(historyRoutes, { prefix, kind, history });
    await app.register(statusRoutes, { prefix, kind, status, broadcast: options.broadcast, switches });
    await app.register(switchRoutes, { prefix, kind, switches });
    await app.register(preflightRoutes, { prefix, kind, preflight: options.preflight });
  }
}
