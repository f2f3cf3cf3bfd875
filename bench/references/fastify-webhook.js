// The minimum of a webhook receiver: Fastify, the signature, one insert, 200. The body is stored
// unchanged in plain text. It is neither deduplicated nor processed.
import { createHmac, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import { Pool } from 'pg';

const app = Fastify();
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(
  'create table if not exists event (id bigint generated always as identity, body bytea not null)',
);

app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);
app.post('/webhooks/zoom', async ({ headers, body }, reply) => {
  const signed = createHmac('sha256', process.env.ZOOM_WEBHOOK_SECRET_TOKEN)
    .update(`v0:${headers['x-zm-request-timestamp']}:`)
    .update(body)
    .digest('hex');
  const expected = Buffer.from(`v0=${signed}`);
  const given = Buffer.from(headers['x-zm-signature'] ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send();
  await pool.query({ name: 'insert', text: 'insert into event (body) values ($1)', values: [body] });
  return reply.code(200).send();
});
app.get('/readyz', () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
