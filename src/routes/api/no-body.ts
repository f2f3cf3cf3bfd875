import type { FastifyRequest } from 'fastify';
import { Problem } from '../../problem.ts';

/**
 * preValidation hook: rejects a body on routes that take none. Ignoring it would do something other
 * than the caller wanted, for example undo a whole bulk edit although the body names some rows. An
 * empty object changes nothing, and some HTTP clients always send one.
 */
export async function requireNoUnexpectedBody({ body, routeOptions }: FastifyRequest): Promise<void> {
  if (body === undefined || body === null || routeOptions.schema?.body !== undefined) return;
  if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0) return;
  throw new Problem('invalid_request', { detail: 'This request takes no body.' });
}
