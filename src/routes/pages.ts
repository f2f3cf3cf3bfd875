import type { FastifyInstance } from 'fastify';
import { documentationPage } from '../pages/documentation.ts';
import { privacyPage } from '../pages/privacy.ts';
import { supportPage } from '../pages/support.ts';
import { termsPage } from '../pages/terms.ts';
import { readerOf } from './reader.ts';

const pages = {
  '/privacy': privacyPage,
  '/terms': termsPage,
  '/support': supportPage,
  '/documentation': documentationPage,
};

/** The four pages that a Marketplace listing links to; the same for everybody who reads the same language. */
export async function pageRoutes(app: FastifyInstance, { publicUrl }: { publicUrl: string }): Promise<void> {
  for (const [path, page] of Object.entries(pages)) {
    app.get(path, async (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=300')
        .type('text/html; charset=utf-8')
        .send(page(readerOf(reply), { publicUrl })),
    );
  }
}
