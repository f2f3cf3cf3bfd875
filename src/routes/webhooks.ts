import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ReceiveWebhook } from '../webhooks/receive.ts';

const BODY_LIMIT = 256 * 1024;

/** Endpoint for Zoom's webhooks: events, URL validation and deauthorization. */
export async function webhookRoutes(
  app: FastifyInstance,
  { receiveWebhook }: { receiveWebhook: ReceiveWebhook },
): Promise<void> {
  // The signature covers the raw bytes of the body.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, body),
  );

  const schema = {
    summary: 'Receive Zoom webhooks: events, URL validation and deauthorization',
    description:
      'Zoom signs each request with the app’s Secret Token (headers x-zm-signature and x-zm-request-timestamp).',
    security: [],
    response: {
      200: Type.Object(
        { plainToken: Type.Optional(Type.String()), encryptedToken: Type.Optional(Type.String()) },
        { description: 'The event was stored. For a URL validation: the token and its HMAC.' },
      ),
    },
  };
  // An event encrypted with the wrong key ring would be acknowledged to Zoom and then lost.
  const options = {
    schema,
    bodyLimit: BODY_LIMIT,
    onRequest: app.requireReady,
    config: { startsWithoutWaitBudget: true },
  };
  app.post('/webhooks/zoom', options, async (request, reply) => {
    const result = await receiveWebhook({
      timestamp: request.headers['x-zm-request-timestamp'],
      signature: request.headers['x-zm-signature'],
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    });
    reply.header('cache-control', 'no-store');
    return result === undefined ? reply.code(200).send() : result;
  });
}
