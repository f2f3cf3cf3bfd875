import { type Html, html } from './html.ts';
import { messages } from './messages.ts';
import type { Reader } from './reader.ts';

/** Who runs this server, if the operator has configured it. */
export interface Operator {
  name: string | undefined;
  /** An e-mail address or an https URL. */
  contact: string | undefined;
}

/** A section that names the operator. Zoom's review expects it on the pages of the listing. */
export function operatorSection(
  { language }: Reader,
  { name, contact }: Operator = { name: undefined, contact: undefined },
): Html | undefined {
  if (name === undefined && contact === undefined) return undefined;
  const { operator } = messages[language].frame;
  return html`
<section>
<h2>${operator}</h2>
<p>${name}${name !== undefined && contact !== undefined && ', '}${contact !== undefined && contactLink(contact)}</p>
</section>`;
}

function contactLink(contact: string): Html {
  // An e-mail address may have characters that have a meaning in a URL.
  const href = /^https:/i.test(contact)
    ? contact
    : `mailto:${encodeURIComponent(contact).replace('%40', '@')}`;
  return html`<a href="${href}">${contact}</a>`;
}
