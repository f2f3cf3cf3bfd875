import type { FastifyInstance } from 'fastify';
import type { Uplink } from '../../uplink.ts';
import type { TypedApp } from '../typed-app.ts';
import { livestreamRoutes } from './livestreams.ts';
import { meRoutes } from './me.ts';
import { meetingRoutes } from './meetings.ts';

export interface ApiOptions
  extends Pick<
    Uplink,
    | 'installations'
    | 'erasure'
    | 'exportUser'
    | 'listMeetings'
    | 'livestreams'
    | 'liveStatuses'
    | 'updateLivestream'
  > {
  reconnectUrl: string;
}

/** Everything below `/api`: one guard before all of it, what does not exist included, JSON only, kept by nobody. */
export async function apiRoutes(fastify: FastifyInstance, options: ApiOptions): Promise<void> {
  const { installations, erasure, exportUser, reconnectUrl } = options;
  const { listMeetings: list, livestreams, liveStatuses, updateLivestream: update } = options;
  const app: TypedApp = fastify.withTypeProvider();

  app.addHook('onRequest', app.requirePrepared);
  app.addHook('onRequest', app.requireSignedIn);
  app.addHook('onRequest', app.limitUser);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.raw.setHeader('cache-control', 'no-store');
    done();
  });
  app.setNotFoundHandler((request) => {
    throw app.noRoute(request.url.split('?')[0] ?? '');
  });

  await app.register(meRoutes, { installations, erasure, exportUser, reconnectUrl });
  for (const kind of ['meeting', 'webinar'] as const) {
    const prefix = `/${kind}s`;
    await app.register(meetingRoutes, { prefix, kind, list, livestreams, liveStatuses });
    await app.register(livestreamRoutes, { prefix, kind, livestreams, update });
  }
}
