import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { notFoundPage } from '../pages/error-pages.ts';
import { sendPage } from './send-page.ts';

/** What has no route: a page for a person who follows a link, a problem for everything else. */
export const notFoundRoutes = fp(async (app: FastifyInstance) => {
  app.setNotFoundHandler((request, reply) => {
    const problem = app.noRoute(request.url.split('?')[0] ?? '');
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (problem.code === 'not_found' && wantsPage) return sendPage(reply, 404, notFoundPage);
    throw problem;
  });
});
