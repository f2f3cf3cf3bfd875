import type { Messages } from './en/index.ts';
import { type Html, html } from './html.ts';
import { type ListingPageOptions, renderListingPage } from './listing-page.ts';
import { termList } from './lists.ts';
import { messages } from './messages.ts';
import { actionLink } from './page.ts';
import { linksFor, type Reader, type To } from './reader.ts';

type Documentation = Messages['documentation'];

/** Zoom's scopes, grouped by the feature that uses them. */
const scopes: Readonly<Record<keyof Documentation['permissions']['uses'], readonly string[]>> = {
  user: ['user:read:user'],
  lists: ['meeting:read:list_meetings', 'webinar:read:list_webinars'],
  read: ['meeting:read:livestream', 'webinar:read:livestream'],
  update: ['meeting:update:livestream', 'webinar:update:livestream'],
  status: ['meeting:update:livestream_status', 'webinar:update:livestream_status'],
  check: ['meeting:read:meeting', 'webinar:read:webinar', 'user:read:settings'],
};

/** Adding, usage and removing, as Marketplace listings require, and the use of each scope. */
export function documentationPage(reader: Reader, { publicUrl }: ListingPageOptions): string {
  const { documentation } = messages[reader.language];
  return renderListingPage(
    reader,
    { title: documentation.title, lead: documentation.lead(publicUrl) },
    html`${adding(documentation)}
${usage(documentation)}
${removing(documentation, linksFor(reader))}
${permissions(documentation)}
${actionLink('/', documentation.open)}`,
  );
}

function adding({ adding: { title, steps, needs } }: Documentation): Html {
  return html`<section>
<h2>${title}</h2>
${numbered(steps)}
<p>${needs}</p>
</section>`;
}

function usage({ usage: { title, parts } }: Documentation): Html {
  return html`<section>
<h2>${title}</h2>
${Object.values(parts).map((part) => html`<h3>${part.title}</h3>\n<p>${part.body}</p>\n`)}</section>`;
}

function removing({ removing: { title, erase, inZoom, steps, after } }: Documentation, to: To): Html {
  return html`<section>
<h2>${title}</h2>
<p>${erase}</p>
<p>${inZoom}</p>
${numbered(steps)}
<p>${after(to)}</p>
</section>`;
}

function permissions({ permissions: { title, uses } }: Documentation): Html {
  const names = Object.keys(scopes) as (keyof typeof scopes)[];
  const terms = names.map((name) => [name, { term: listed(scopes[name]), body: uses[name] }] as const);
  return html`<section>
<h2>${title}</h2>
${termList(Object.fromEntries(terms))}
</section>`;
}

function numbered(steps: Record<string, Html>): Html {
  return html`<ol>
${Object.values(steps).map((step) => html`<li>${step}</li>\n`)}</ol>`;
}

function listed(names: readonly string[]): Html {
  return html`${names.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}`;
}
