import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Configuration, ConfigurationChanges } from '../../livestreams/configuration.ts';
import type { History } from '../../livestreams/history.ts';
import { noneMatches } from '../../livestreams/if-match.ts';
import type { FreshLivestream } from '../../livestreams/memory-cache.ts';
import type { ReadLivestream } from '../../livestreams/read.ts';
import { invalidPageRejection, missingProblem, type UpdateLivestream } from '../../livestreams/update.ts';
import { isProblem, Problem } from '../../problem.ts';
import type { MeetingKind, MeetingRef } from '../../zoom/meeting.ts';
import type { TypedApp } from '../typed-app.ts';
import { bypassesCache } from './cache-control.ts';
import { type DestinationLookup, resolveChanges } from './livestream-changes.ts';
import { Livestream, LivestreamChanges, LivestreamQuery, MeetingParameters } from './schemas.ts';

export interface LivestreamRoutesOptions {
  kind: MeetingKind;
  livestreams: ReadLivestream;
  update: UpdateLivestream;
  history: History;
  destinations: DestinationLookup;
}

/** Read and update the livestream settings of a meeting or webinar. */
export async function livestreamRoutes(app: TypedApp, options: LivestreamRoutesOptions): Promise<void> {
  const { kind, livestreams, update, history, destinations } = options;

  const readSchema = {
    summary: `Get the livestream of a ${kind}`,
    params: MeetingParameters,
    querystring: LivestreamQuery,
    response: { 200: Livestream },
  };
  // Synchronous if a fresh value is in memory: no promise on the hot path.
  app.get(
    '/:id/livestream',
    { schema: readSchema, config: { startsWithoutWaitBudget: true } },
    (request, reply) => {
      const meeting = { kind, id: request.params.id };
      const fromZoom = bypassesCache(request);
      // HEAD has no body, so it reveals nothing.
      const withKey = request.query.include === 'stream_key' && request.method === 'GET';
      const cached = fromZoom || withKey ? undefined : livestreams.fromMemory(request.userId, meeting);
      if (cached !== undefined) {
        sendCached(request, reply, cached);
        return;
      }
      reply.withWaitBudget(() => {
        const reading = fromZoom
          ? livestreams.readFromZoom(request.userId, meeting)
          : livestreams.read(request.userId, meeting);
        reading
          .then(async ({ view, etag, configuration }) => {
            if (withKey && !isNotModified(request, etag)) {
              await recordReveal(request.userId, meeting, configuration);
              sendLivestream(request, reply, etag, { ...view, stream_key: configuration.streamKey });
            } else sendLivestream(request, reply, etag, view);
          })
          .catch((error) => reply.send(error));
      });
    },
  );

  const updateSchema = {
    summary: `Change the livestream of a ${kind}`,
    params: MeetingParameters,
    body: LivestreamChanges,
    response: { 200: Livestream },
  };
  app.patch('/:id/livestream', { schema: updateSchema }, async (request, reply) => {
    const meeting = { kind, id: request.params.id };
    const changes = await resolveChanges(destinations, request.userId, request.body);
    const ifMatch = request.headers['if-match'];
    if (ifMatch === undefined) throw await preconditionRequired(request.userId, meeting, changes);
    const { view, etag } = await update(request.userId, meeting, { changes, ifMatch });
    reply.header('etag', etag);
    return view;
  });

  async function recordReveal(
    userId: string,
    meeting: MeetingRef,
    configuration: Configuration,
  ): Promise<void> {
    if (configuration.streamKey !== '') await history.recordReveal(userId, meeting, configuration);
  }

  /**
   * The error without If-Match: a missing meeting and an invalid configuration take precedence over
   * 428.
   */
  async function preconditionRequired(
    userId: string,
    meeting: MeetingRef,
    changes: ConfigurationChanges,
  ): Promise<Problem> {
    try {
      const { configuration } = await livestreams.read(userId, meeting);
      return (
        missingProblem({ ...configuration, ...changes }) ??
        invalidPageRejection(configuration, changes) ??
        new Problem('precondition_required')
      );
    } catch (error) {
      return isProblem(error) && error.status < 500 ? error : new Problem('precondition_required');
    }
  }
}

function sendLivestream(
  request: FastifyRequest,
  reply: FastifyReply,
  etag: string,
  body: Static<typeof Livestream>,
): void {
  reply.header('etag', etag);
  if (isNotModified(request, etag)) reply.code(304).send();
  else reply.send(body);
}

/** Sends a cached livestream, which was serialized when it was cached. */
function sendCached(request: FastifyRequest, reply: FastifyReply, cached: FreshLivestream): void {
  if (isNotModified(request, cached.etag)) {
    reply.header('etag', cached.etag).code(304).send();
    return;
  }
  reply.header('etag', cached.etag).type('application/json; charset=utf-8').send(cached.body);
}

/** Whether the client already has this configuration, so that 304 is sent. */
function isNotModified({ headers }: FastifyRequest, etag: string): boolean {
  const ifNoneMatch = headers['if-none-match'];
  return ifNoneMatch !== undefined && noneMatches(ifNoneMatch, etag);
}
