import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tooManyRequestsPage } from '../pages/error-pages.ts';
import { toProblem } from '../plugins/error-handler.ts';
import { isProblem, type Problem } from '../problem.ts';
import { sendPage, wantsPage } from './send-page.ts';

/** Sends `too_many_requests` as a page, with `Retry-After`. */
export function sendTooManyRequests(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): FastifyReply {
  const { retryAfter } = problem.members;
  request.problemCode = problem.code;
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return sendPage(reply, problem.status, (reader) =>
    tooManyRequestsPage(reader, retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
  );
}

/**
 * Applies the page rate limit to this scope. Over the limit browsers receive a page, other clients
 * a problem document.
 */
export function limitPages(app: FastifyInstance): void {
  app.addHook('onRequest', app.limitPages);
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    // Rethrow: the outer error handler sends a problem document.
    if (!isProblem(problem, 'too_many_requests') || !wantsPage(request)) throw error;
    return sendTooManyRequests(request, reply, problem);
  });
}
