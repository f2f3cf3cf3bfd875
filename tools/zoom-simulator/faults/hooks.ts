import type { FastifyInstance } from 'fastify';
import { recordOf } from '../recording.ts';
import type { Simulation } from '../simulation.ts';
import { applyAfterWork, applyBeforeWork } from './effects.ts';

/** Applies faults to the requests of the routes in the same scope. */
export function addFaultHooks(app: FastifyInstance, simulation: Simulation): void {
  app.addHook('preHandler', (request, reply, done) => {
    const record = recordOf(request);
    const fault = record && simulation.faults.take(record);
    if (!fault) return done();
    record.fault = fault.id;
    request.setDecorator('fault', fault);
    applyBeforeWork(simulation, fault, request, reply).then(() => {
      if (!reply.sent) done();
    }, done);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    const fault = request.getDecorator<Parameters<typeof applyAfterWork>[0] | null>('fault');
    // without `done` no response is sent: the fault sends it
    if (!fault || !applyAfterWork(fault, reply, payload)) done(null, payload);
  });
}
