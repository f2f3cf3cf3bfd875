import { type Html, html } from './html.ts';
import type { Operator } from './operator.ts';
import { renderPage } from './page.ts';
import type { Reader } from './reader.ts';

export type ListingPageOptions = {
  /** Configured origin of this server. */
  publicUrl: string;
  operator?: Operator;
};

/** A page that a Marketplace listing links to: search engines may show it, in every language. */
export function renderListingPage(
  reader: Reader,
  { title, lead }: { title: string; lead: Html | string },
  sections: Html,
): string {
  return renderPage(reader, {
    title,
    robots: 'all',
    languageLink: 'shown',
    body: html`<p class="lead">${lead}</p>
${sections}`,
  });
}
