import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ReceiveWebhook } from '../webhooks/receive.ts';

const BODY_LIMIT = 256 * 1024;

/** Where Zoom sends event notifications, URL validation and deauthorization. */
export async function webhookRoutes(
  app: FastifyInstance,
  { receiveWebhook }: { receiveWebhook: ReceiveWebhook },
): Promise<void> {
  // The signature is over the bytes as they came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, body),
  );

  const schema = {
    summary: 'Zoom’s event notifications, URL validation and deauthorization',
    description:
      'Signed by Zoom with the Secret Token of the app, in the headers x-zm-signature and x-zm-request-timestamp.',
    security: [],
    response: {
      200: Type.Object(
        { plainToken: Type.Optional(Type.String()), encryptedToken: Type.Optional(Type.String()) },
        { description: 'Stored; to a URL validation, the token and its HMAC' },
      ),
    },
  };
  // What was sealed by the wrong key ring would be taken from Zoom and lost.
  const options = { schema, bodyLimit: BODY_LIMIT, onRequest: app.requireReady };
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
