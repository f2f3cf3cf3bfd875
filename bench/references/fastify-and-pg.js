// The minimum cost of an app without a memory cache: one prepared statement per response. No
// session, no headers, no log, no encryption.
import Fastify from 'fastify';
import { Pool } from 'pg';
import { livestreamSchema } from './livestream-schema.js';

const app = Fastify();
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
app.get('/api/meetings/:id/livestream', { schema: livestreamSchema }, async (request) => {
  const { rows } = await pool.query({
    name: 'livestream',
    text: 'select * from livestream where meeting_id = $1',
    values: [request.params.id],
  });
  return rows[0];
});
app.get('/readyz', async () => {
  await pool.query('select 1');
  return { status: 'ok' };
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
