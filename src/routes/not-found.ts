import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { notFoundPage } from '../pages/error-pages.ts';
import { sendPage, wantsPage } from './send-page.ts';

/** Unmatched routes: a page for browsers, a problem document for other clients. */
export const notFoundRoutes = fp(async (app: FastifyInstance) => {
  app.setNotFoundHandler({ preHandler: app.limitPages }, (request, reply) => {
    const problem = app.unmatchedRouteProblem(request.url.split('?')[0] ?? '');
    if (problem.code === 'not_found' && wantsPage(request)) return sendPage(reply, 404, notFoundPage);
    throw problem;
  });
});
