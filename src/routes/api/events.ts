import { finished, Readable } from 'node:stream';
import type { FastifySchema } from 'fastify';
import { limits } from '../../limits.ts';
import { wrongUserProblem } from '../../plugins/authentication.ts';
import { Problem } from '../../problem.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { UserEvent, UserEvents } from '../../user-events/stream.ts';
import type { TypedApp } from '../typed-app.ts';
import { EventStream, EventsFrom } from './event-schemas.ts';

export interface EventRoutesOptions {
  userEvents: UserEvents;
  sessions: Sessions;
}

const STREAMS_PER_USER = limits.eventStream.max;
/** How soon a browser that lost the connection comes back (milliseconds). */
const RETRY_MS = 2_000;

/** `GET /api/events`: server-sent events (HTML Living Standard §9.2) of what happens to the user's own. */
export async function eventRoutes(
  app: TypedApp,
  { userEvents, sessions }: EventRoutesOptions,
): Promise<void> {
  const open = new Map<string, Set<AbortController>>();

  // A stream is a request that never ends by itself, and the process waits for requests.
  app.addHook('preClose', async () => {
    for (const streams of open.values()) for (const stream of streams) stream.abort();
  });

  /** A place among the user's streams, until the client is gone. */
  function enter(userId: string): { signal: AbortSignal; leave: () => void } {
    const streams = open.get(userId) ?? new Set();
    if (streams.size >= STREAMS_PER_USER)
      throw new Problem('too_many_requests', {
        retryAfter: 30,
        reason: 'too_many_windows',
        facts: { most: STREAMS_PER_USER },
        detail: `Uplink is already open in ${STREAMS_PER_USER} browsers or devices of yours. Close one of them, or reload this page to see changes.`,
      });
    const stream = new AbortController();
    open.set(userId, streams.add(stream));
    const leave = () => {
      stream.abort();
      streams.delete(stream);
      if (streams.size === 0) open.delete(userId);
    };
    return { signal: stream.signal, leave };
  }

  // Said to be any schema: by this one the answer's type would be text, and it is a stream of it.
  const schema: FastifySchema = {
    summary: 'What happens to the user’s own, as server-sent events',
    querystring: EventsFrom,
    response: { 200: { content: { 'text/event-stream': { schema: EventStream } } } },
  };
  app.get('/events', { schema, exposeHeadRoute: false }, (request, reply) => {
    const { userId } = request;
    const { last_event_id: from, user = userId } = request.query as EventsFrom;
    if (user !== userId) throw wrongUserProblem();
    const sessionId = app.sessionCookie.read(request) ?? '';
    const { signal, leave } = enter(userId);
    // A browser that comes back asks at the same address, and says in the header what it has heard since.
    const heard = request.headers['last-event-id'] ?? from;
    const reported = userEvents.follow(userId, {
      lastId: Array.isArray(heard) ? heard[0] : heard,
      signal,
      isAuthorized: () => sessions.isActive(sessionId),
    });
    // Not `once('close')`: the client can be gone already, and the event would never come.
    finished(reply.raw, leave);
    reply.header('content-type', 'text/event-stream; charset=utf-8');
    // Nginx and its like would wait for more before passing anything on.
    reply.header('x-accel-buffering', 'no');
    return reply.send(Readable.from(written(reported), { objectMode: false }));
  });
}

async function* written(reported: AsyncIterable<UserEvent>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  try {
    for await (const { id, event, data } of reported) {
      const named = event === undefined ? '' : `event: ${event}\ndata: ${JSON.stringify(data)}\n`;
      yield `id: ${id}\n${named}\n`;
    }
  } catch {
    // The database is away. The browser comes back by itself, and says what it has heard.
  }
}
