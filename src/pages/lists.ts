import { type Html, html } from './html.ts';

/** Description list of terms. */
export function termList(terms: Record<string, { term: Html | string; body: Html | string }>): Html {
  return html`<dl>
${Object.values(terms).map(({ term, body }) => html`<dt>${term}</dt>\n<dd>${body}</dd>\n`)}</dl>`;
}
