import { html } from './html.ts';
import { type ListingPageOptions, renderListingPage } from './listing-page.ts';
import { termList } from './lists.ts';
import { messages } from './messages.ts';
import { operatorSection } from './operator.ts';
import { linksFor, type Reader } from './reader.ts';

/** Whom to contact, and solutions to common problems. */
export function supportPage(reader: Reader, { publicUrl, operator }: ListingPageOptions): string {
  const { title, lead, before, writing, documentation } = messages[reader.language].support;
  return renderListingPage(
    reader,
    { title, lead: lead(publicUrl) },
    html`<section>
<h2>${before.title}</h2>
${termList(before.cases)}
</section>
<section>
<h2>${writing.title}</h2>
<p>${writing.body}</p>
</section>
<p>${documentation(linksFor(reader))}</p>${operatorSection(reader, operator)}`,
  );
}
