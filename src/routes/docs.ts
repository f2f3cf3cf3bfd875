import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { packageDirectory } from '../package-directory.ts';
import { apiDocumentationPage } from '../pages/api-documentation.ts';

/** Written from the route schemas by `npm run openapi`; a test holds it to them. */
const DOCUMENT = join(packageDirectory, 'openapi.json');

/** The API's description, for tools and for people. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=300')
      .type('application/json')
      .send(await readFile(DOCUMENT, 'utf8')),
  );

  app.get('/docs', async (_request, reply) => {
    const page = apiDocumentationPage(JSON.parse(await readFile(DOCUMENT, 'utf8')));
    return reply
      .header('cache-control', 'public, max-age=300')
      .header('content-language', 'en')
      .type('text/html; charset=utf-8')
      .send(page);
  });
}
