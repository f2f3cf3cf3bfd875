import { type Html, html } from './html.ts';

/** Terms, each with what is said of it, in the order of the words. */
export function termList(terms: Record<string, { term: Html | string; body: Html | string }>): Html {
  return html`<dl>
${Object.values(terms).map(({ term, body }) => html`<dt>${term}</dt>\n<dd>${body}</dd>\n`)}</dl>`;
}
