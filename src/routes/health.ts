import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../readiness.ts';

/** Whether the process lives, and whether it can work; neither asks Zoom. */
export async function healthRoutes(
  app: FastifyInstance,
  { readiness }: { readiness: Readiness },
): Promise<void> {
  app.get('/livez', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );

  app.get('/readyz', async (_request, reply) => {
    const reason = await readiness.check();
    reply.header('cache-control', 'no-store').code(reason === undefined ? 200 : 503);
    return reason === undefined ? { status: 'ok' } : { status: 'not_ready', reason };
  });
}
