import type { FastifyInstance } from 'fastify';
import type { EventOptions } from '../events/events.ts';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';

interface EventBody extends Pick<EventOptions, 'timestamp' | 'eventTs' | 'requestId' | 'headers' | 'url'> {
  event: string;
  payload: object;
}

const eventBody = {
  type: 'object',
  required: ['event', 'payload'],
  additionalProperties: false,
  properties: {
    event: { type: 'string' },
    payload: { type: 'object' },
    timestamp: { type: 'integer' },
    eventTs: { type: ['integer', 'null'] },
    requestId: { type: 'string' },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    url: { type: 'string' },
  },
};

/**
 * `/control/events`, `/control/webhook`, `/control/retries`, `/control/clock`: events and
 * the time.
 */
export function eventControls(app: FastifyInstance, { app: entry, clock, events }: Simulation): void {
  app.get('/control/events', (_request, reply) =>
    sendJson(reply, 200, { deliveries: events.deliveries(), waiting_retries: events.waitingRetries() }),
  );

  app.post<{ Body: EventBody }>(
    '/control/events',
    { schema: { body: eventBody } },
    async (request, reply) => {
      const { event, payload, ...options } = request.body;
      return sendJson(reply, 200, await events.send(event, payload, options));
    },
  );

  app.put<{ Body: { url: string | null } }>(
    '/control/webhook',
    {
      schema: {
        body: {
          type: 'object',
          required: ['url'],
          additionalProperties: false,
          properties: { url: { type: ['string', 'null'] } },
        },
      },
    },
    (request, reply) => {
      entry.webhookUrl = request.body.url ?? undefined;
      return reply.code(204).send();
    },
  );

  app.post('/control/webhook/validate', async (_request, reply) =>
    sendJson(reply, 200, await events.validateUrl()),
  );

  app.post('/control/retries', async (_request, reply) => {
    await events.deliverRetries();
    return sendJson(reply, 200, { waiting_retries: events.waitingRetries() });
  });

  app.post<{ Body: { seconds: number } }>(
    '/control/clock',
    {
      schema: {
        body: {
          type: 'object',
          required: ['seconds'],
          additionalProperties: false,
          properties: { seconds: { type: 'number', minimum: 0 } },
        },
      },
    },
    async (request, reply) => {
      clock.advance(request.body.seconds * 1000);
      await events.runDueRetries();
      return sendJson(reply, 200, { now: new Date(clock.now()).toISOString() });
    },
  );
}
