import { html } from './html.ts';
import { type ListingPageOptions, renderListingPage } from './listing-page.ts';
import { messages } from './messages.ts';
import { operatorSection } from './operator.ts';
import { linksFor, type Reader } from './reader.ts';

/** Terms of use. */
export function termsPage(reader: Reader, { publicUrl, operator }: ListingPageOptions): string {
  const { title, lead, allowed, care, promised, end, privacy } = messages[reader.language].terms;
  return renderListingPage(
    reader,
    { title, lead: lead(publicUrl) },
    html`<section>
<h2>${allowed.title}</h2>
<p>${allowed.body}</p>
</section>
<section>
<h2>${care.title}</h2>
<ul>
<li>${care.rights}</li>
<li>${care.keys}</li>
<li>${care.check}</li>
</ul>
</section>
<section>
<h2>${promised.title}</h2>
<p>${promised.body}</p>
</section>
<section>
<h2>${end.title}</h2>
<p>${end.body}</p>
</section>
<p>${privacy(linksFor(reader))}</p>${operatorSection(reader, operator)}`,
  );
}
