import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { packageDirectory } from '../package-directory.ts';
import { apiDocumentationPage } from '../pages/api-documentation.ts';
import { type PreparedDocument, prepareDocument, sendPrepared } from './document.ts';
import { limitPages } from './too-many-requests.ts';

/** Generated from the route schemas by `npm run openapi`; a test checks that it is up to date. */
const DOCUMENT = join(packageDirectory, 'openapi.json');

/** The API description as OpenAPI (`/openapi.json`) and as a page (`/docs`). */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  let prepared: Promise<{ json: PreparedDocument; page: PreparedDocument }> | undefined;
  const documents = () => {
    prepared ??= prepare().catch((error) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };

  limitPages(app);
  app.get('/openapi.json', async (_request, reply) => sendPrepared(reply, (await documents()).json));
  app.get('/docs', async (_request, reply) =>
    sendPrepared(reply.header('content-language', 'en'), (await documents()).page),
  );
}

async function prepare() {
  const text = await readFile(DOCUMENT, 'utf8');
  const [json, page] = await Promise.all([
    prepareDocument('application/json; charset=utf-8', text),
    prepareDocument('text/html; charset=utf-8', apiDocumentationPage(JSON.parse(text))),
  ]);
  return { json, page };
}
