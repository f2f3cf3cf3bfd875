// The upper bound: Fastify sends one constant from memory. No session, no headers, no log.
import Fastify from 'fastify';
import { livestreamSchema } from './livestream-schema.js';

const app = Fastify();
const livestream = JSON.parse(process.env.RESPONSE ?? '{}');
app.get('/api/meetings/:id/livestream', { schema: livestreamSchema }, (_request, reply) => {
  reply.send(livestream);
});
app.get('/readyz', () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
