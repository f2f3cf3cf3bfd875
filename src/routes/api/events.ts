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
/** How long a browser waits before it reconnects (milliseconds). */
const RETRY_MS = 2_000;

/**
 * `GET /api/events`: stream of the user's events (server-sent events, HTML Living Standard §9.2).
 */
export async function eventRoutes(
  app: TypedApp,
  { userEvents, sessions }: EventRoutesOptions,
): Promise<void> {
  const open = new Map<string, Set<AbortController>>();
  let isClosing = false;

  // Shutdown waits for open requests, and a stream ends only when it is aborted.
  app.addHook('preClose', async () => {
    isClosing = true;
    for (const streams of open.values()) for (const stream of streams) stream.abort();
  });

  /** Registers one of the user's streams; call `unregister` when the client disconnects. */
  function register(userId: string): { signal: AbortSignal; unregister: () => void } {
    const streams = open.get(userId) ?? new Set();
    if (streams.size >= STREAMS_PER_USER)
      throw new Problem('too_many_requests', {
        retryAfter: 30,
        reason: 'too_many_windows',
        facts: { most: STREAMS_PER_USER },
        detail: `Uplink is already open in ${STREAMS_PER_USER} other browsers or devices. Close one of them, or reload this page to see changes.`,
      });
    const stream = new AbortController();
    open.set(userId, streams.add(stream));
    const unregister = () => {
      stream.abort();
      streams.delete(stream);
      if (streams.size === 0) open.delete(userId);
    };
    // Its request was in transit or being authenticated when the others were aborted.
    if (isClosing) stream.abort();
    return { signal: stream.signal, unregister };
  }

  // Widened: inferred from this schema, the response's type would be a string rather than a stream.
  const schema: FastifySchema = {
    summary: 'Stream of the user’s events (SSE)',
    querystring: EventsFrom,
    response: { 200: { content: { 'text/event-stream': { schema: EventStream } } } },
  };
  app.get('/events', { schema, exposeHeadRoute: false, config: { isEndless: true } }, (request, reply) => {
    const { userId } = request;
    const { last_event_id: from, user = userId } = request.query as EventsFrom;
    if (user !== userId) throw wrongUserProblem();
    const sessionId = app.sessionCookie.read(request) ?? '';
    const { signal, unregister } = register(userId);
    // A browser reconnects to the same URL and sends the last event that it received in the header.
    const lastId = request.headers['last-event-id'] ?? from;
    const events = userEvents.follow(userId, {
      lastId: Array.isArray(lastId) ? lastId[0] : lastId,
      signal,
      isAuthorized: () => sessions.isActive(sessionId),
    });
    // Not `once('close')`: that event never fires if the client has already disconnected.
    finished(reply.raw, unregister);
    reply.header('content-type', 'text/event-stream; charset=utf-8');
    // Disables response buffering in nginx and similar proxies.
    reply.header('x-accel-buffering', 'no');
    return reply.send(Readable.from(encoded(events), { objectMode: false }));
  });
}

async function* encoded(events: AsyncIterable<UserEvent>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  try {
    for await (const { id, event, data } of events) {
      const named = event === undefined ? '' : `event: ${event}\ndata: ${JSON.stringify(data)}\n`;
      yield `id: ${id}\n${named}\n`;
    }
  } catch {
    // The database is unreachable. The browser reconnects automatically from the last event that it
    // received.
  }
}
