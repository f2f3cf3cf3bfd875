import type { FastifyInstance } from 'fastify';
import type { Fault, FaultRequest } from '../faults/faults.ts';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';

const text = { type: 'string' };
const faultBody = {
  type: 'object',
  required: ['kind'],
  additionalProperties: false,
  properties: {
    kind: {
      enum: [
        'delay',
        'hang',
        'hang-after-work',
        'answer',
        'answer-after-work',
        'reset',
        'reset-after-work',
        'truncate',
        'gzip-bomb',
        'stale-token',
        'rate-limit',
      ],
    },
    method: text,
    path: text,
    user: text,
    /** 0: until cleared, because JSON has no Infinity */
    times: { type: 'integer', minimum: 0 },
    skip: { type: 'integer', minimum: 0 },
    delayMs: { type: 'integer', minimum: 0 },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    body: { anyOf: [text, { type: 'object' }] },
    headers: { type: 'object', additionalProperties: text },
    megabytes: { type: 'integer', minimum: 1, maximum: 4096 },
    httpStatus: { enum: [400, 401] },
    limit: { enum: ['per-second', 'daily'] },
    retryAfter: {
      anyOf: [
        { enum: ['seconds', 'http-date', 'iso-date', 'absent'] },
        { type: 'object', required: ['value'], properties: { value: text } },
      ],
    },
    retryAfterSeconds: { type: 'number' },
  },
  anyOf: [
    { properties: { kind: { enum: ['answer', 'answer-after-work'] } }, required: ['status'] },
    { properties: { kind: { const: 'delay' } }, required: ['delayMs'] },
    { properties: { kind: { not: { enum: ['answer', 'answer-after-work', 'delay'] } } } },
  ],
};

/** `/control/faults`. */
export function faultControls(app: FastifyInstance, { faults }: Simulation): void {
  app.get('/control/faults', (_request, reply) =>
    sendJson(reply, 200, { faults: faults.list().map(writable) }),
  );

  app.post<{ Body: FaultRequest }>('/control/faults', { schema: { body: faultBody } }, (request, reply) => {
    const { times = 1, ...fault } = request.body;
    const added = faults.add({ ...fault, times: times === 0 ? Number.POSITIVE_INFINITY : times });
    return sendJson(reply, 201, writable(added));
  });

  app.delete('/control/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.delete<{ Params: { id: string } }>('/control/faults/:id', (request, reply) =>
    reply.code(faults.remove(Number(request.params.id)) ? 204 : 404).send(),
  );
}

/** As JSON. A fault without a limit has `left: null`. */
export function writable(fault: Fault): Record<string, unknown> {
  const { times: _times, left, ...rest } = fault;
  const path = rest.path instanceof RegExp ? rest.path.source : rest.path;
  return { ...rest, path, left: Number.isFinite(left) ? left : null };
}
