import type { FastifyInstance } from 'fastify';
import { documentationPage } from '../pages/documentation.ts';
import { privacyPage } from '../pages/privacy.ts';
import { supportPage } from '../pages/support.ts';
import { termsPage } from '../pages/terms.ts';

/** The four pages that a Marketplace listing links to; made once, the same for everybody. */
export async function pageRoutes(app: FastifyInstance, { publicUrl }: { publicUrl: string }): Promise<void> {
  const pages = {
    '/privacy': privacyPage({ publicUrl }),
    '/terms': termsPage({ publicUrl }),
    '/support': supportPage({ publicUrl }),
    '/documentation': documentationPage({ publicUrl }),
  };
  for (const [path, page] of Object.entries(pages)) {
    app.get(path, async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=300').type('text/html; charset=utf-8').send(page),
    );
  }
}
