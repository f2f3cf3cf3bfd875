import type { preValidationHookHandler } from 'fastify';
import { Problem } from '../../problem.ts';

/**
 * preValidation hook: rejects a body on routes that take none. Ignoring it would do something other
 * than the caller wanted, for example undo a whole bulk edit although the body names some rows. An
 * empty object changes nothing, and some HTTP clients always send one.
 */
export const requireNoUnexpectedBody: preValidationHookHandler = (request, _reply, done) => {
  const { body } = request;
  if (body === undefined || body === null || request.routeOptions.schema?.body !== undefined) return done();
  if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0) return done();
  done(new Problem('invalid_request', { detail: 'This request takes no body.' }));
};
