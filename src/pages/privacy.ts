import { html } from './html.ts';
import { type ListingPageOptions, renderListingPage } from './listing-page.ts';
import { termList } from './lists.ts';
import { messages } from './messages.ts';
import { operatorSection } from './operator.ts';
import { linksFor, type Reader } from './reader.ts';

/** Which data is stored, why and for how long, and how to delete it. */
export function privacyPage(reader: Reader, { publicUrl, operator }: ListingPageOptions): string {
  const { title, lead, stored, cookies, logs, duration, removal, questions } =
    messages[reader.language].privacy;
  return renderListingPage(
    reader,
    { title, lead: lead(publicUrl) },
    html`<section>
<h2>${stored.title}</h2>
${termList(stored.items)}
<p>${stored.not}</p>
</section>
${[cookies, logs, duration].map(
  ({ title: heading, body }) => html`<section>
<h2>${heading}</h2>
<p>${body}</p>
</section>
`,
)}<section>
<h2>${removal.title}</h2>
<ul>
${Object.values(removal.ways).map((way) => html`<li>${way}</li>\n`)}</ul>
</section>
<section>
<h2>${questions.title}</h2>
<p>${questions.body(linksFor(reader))}</p>
</section>${operatorSection(reader, operator)}`,
  );
}
