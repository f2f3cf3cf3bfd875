import type { FastifyInstance } from 'fastify';
import { documentationPage } from '../pages/documentation.ts';
import type { ListingPageOptions } from '../pages/listing-page.ts';
import { privacyPage } from '../pages/privacy.ts';
import type { Reader } from '../pages/reader.ts';
import { supportPage } from '../pages/support.ts';
import { termsPage } from '../pages/terms.ts';
import { type PreparedDocument, prepareDocument, sendPrepared } from './document.ts';
import { readerOf } from './page-language.ts';
import { limitPages } from './too-many-requests.ts';

const pages = {
  '/privacy': privacyPage,
  '/terms': termsPage,
  '/support': supportPage,
  '/documentation': documentationPage,
};

/** The four pages that a Marketplace listing links to. Each is rendered once per language. */
export async function pageRoutes(app: FastifyInstance, options: ListingPageOptions): Promise<void> {
  limitPages(app);
  for (const [path, page] of Object.entries(pages)) {
    const prepared = new Map<string, Promise<PreparedDocument>>();
    const documentFor = (reader: Reader) => {
      const key = `${reader.language} ${reader.isChosen}`;
      const document =
        prepared.get(key) ?? prepareDocument('text/html; charset=utf-8', page(reader, options));
      prepared.set(key, document);
      return document;
    };
    app.get(path, async (_request, reply) => sendPrepared(reply, await documentFor(readerOf(reply))));
  }
}
