import type { FastifyInstance } from 'fastify';
import type { ReceiveEvent } from '../events/receive.ts';

const BODY_LIMIT = 256 * 1024;

/** Where Zoom sends event notifications, URL validation and deauthorization. */
export async function webhookRoutes(
  app: FastifyInstance,
  { receiveEvent }: { receiveEvent: ReceiveEvent },
): Promise<void> {
  // The signature is over the bytes as they came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, body),
  );

  // What was sealed by the wrong key ring would be taken from Zoom and lost.
  const options = { bodyLimit: BODY_LIMIT, onRequest: app.requirePrepared };
  app.post('/webhooks/zoom', options, async (request, reply) => {
    const answer = await receiveEvent({
      timestamp: request.headers['x-zm-request-timestamp'],
      signature: request.headers['x-zm-signature'],
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    });
    reply.header('cache-control', 'no-store');
    return answer === undefined ? reply.code(200).send() : answer;
  });
}
