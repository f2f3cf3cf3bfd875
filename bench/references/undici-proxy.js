// The minimum cost of a server between a client and Zoom: Fastify, and one undici call per request.
// No session, no headers, no cache, no log.
import Fastify from 'fastify';
import { Agent, request } from 'undici';

const { ZOOM_API_URL, ACCESS_TOKEN, PORT } = process.env;
const app = Fastify();
const dispatcher = new Agent();
const headers = { authorization: `Bearer ${ACCESS_TOKEN}`, accept: 'application/json' };
app.get('/api/meetings/:id/livestream', async (incoming) => {
  const response = await request(`${ZOOM_API_URL}/meetings/${incoming.params.id}/livestream`, {
    dispatcher,
    headers,
  });
  return response.body.json();
});
app.get('/readyz', () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
