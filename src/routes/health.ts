import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { CHALLENGE_HEADER, PROOF_HEADER } from '../crypto/deployment-proof.ts';
import { NOT_READY, type Readiness } from '../readiness.ts';

const Ok = Type.Object({ status: Type.Literal('ok') });
const NotReady = Type.Object({ status: Type.Literal('not_ready'), reason: Type.Enum(NOT_READY) });

export interface HealthOptions {
  readiness: Readiness;
  /** Proves to `uplink doctor` that PUBLIC_URL reaches this deployment. */
  proof: (challenge: unknown) => string | undefined;
}

/** Liveness and readiness probes. Neither depends on Zoom. */
export async function healthRoutes(app: FastifyInstance, { readiness, proof }: HealthOptions): Promise<void> {
  const live = { summary: 'Liveness probe', security: [], response: { 200: Ok } };
  app.get('/livez', { schema: live }, async (request, reply) => {
    const proven = proof(request.headers[CHALLENGE_HEADER]);
    if (proven !== undefined) reply.header(PROOF_HEADER, proven);
    return reply.header('cache-control', 'no-store').send({ status: 'ok' });
  });

  const ready = {
    summary: 'Readiness probe',
    security: [],
    response: { 200: Ok, 503: NotReady },
  };
  app.get('/readyz', { schema: ready }, async (_request, reply) => {
    const reason = await readiness.check();
    reply.header('cache-control', 'no-store').code(reason === undefined ? 200 : 503);
    return reason === undefined ? { status: 'ok' } : { status: 'not_ready', reason };
  });
}
