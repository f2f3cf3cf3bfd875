import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RecordedRequest } from './recorder.ts';
import type { Simulation } from './simulation.ts';

/** The record of this request; null on the control routes, which are not recorded. */
export function recordOf(request: FastifyRequest): RecordedRequest | null {
  return request.getDecorator<RecordedRequest | null>('record');
}

/**
 * Records every request to the routes in the same scope, with the user of its credential: faults
 * may apply to one user, and tests check what was sent.
 */
export function addRecording(
  app: FastifyInstance,
  simulation: Simulation,
  identify: (request: FastifyRequest) => string | undefined,
): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const url = request.raw.url ?? '';
    const queryStart = url.indexOf('?');
    const record: RecordedRequest = {
      at: simulation.clock.now(),
      method: request.method,
      path: queryStart < 0 ? url : url.slice(0, queryStart),
      query: { ...(request.query as Record<string, unknown>) },
      headers: request.headers,
    };
    request.setDecorator('record', record);
    simulation.recorder.add(record);
    done();
  });

  app.addHook('preHandler', (request, _reply, done) => {
    const record = recordOf(request);
    if (record) {
      if (request.body !== undefined) record.body = request.body;
      const user = identify(request);
      if (user !== undefined) record.user = user;
    }
    done();
  });

  app.addHook('onResponse', (request, reply, done) => {
    const record = recordOf(request);
    if (record && reply.raw.headersSent) record.status = reply.raw.statusCode;
    done();
  });
}
