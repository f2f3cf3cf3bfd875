import { html } from './html.ts';
import { renderPage } from './page.ts';
import type { ListingPageOptions } from './privacy.ts';

/** What a user may expect, and what is expected of them. */
export function termsPage({ publicUrl }: ListingPageOptions): string {
  return renderPage({
    title: 'Terms of use',
    robots: 'all',
    body: html`<p class="lead">These terms are between you and the operator of the Uplink server at <code>${publicUrl}</code>. Uplink is open-source software under the MIT licence; its authors do not run this server and are not a party to these terms.</p>
<section>
<h2>What you may do</h2>
<p>Use Uplink to see and change the livestream settings of meetings and webinars that you may manage in Zoom. Zoom’s own terms go on applying to all of it.</p>
</section>
<section>
<h2>What you take care of</h2>
<ul>
<li>Stream only what you have the right to stream, to places where you may stream it, and tell the people in the meeting.</li>
<li>Keep stream keys to yourself: whoever has a key can stream in your name.</li>
<li>Check a changed setting before you go on air.</li>
</ul>
</section>
<section>
<h2>What is not promised</h2>
<p>The service is provided as it is. It depends on Zoom, and either may be interrupted or change. As far as the law allows, the operator is not liable for what follows from a stream that did not start, or went elsewhere.</p>
</section>
<section>
<h2>How it ends</h2>
<p>You can stop at any time by removing the app in Zoom. The operator may end the service, or your access to it.</p>
</section>
<p>How your data is treated is said under <a href="/privacy">Privacy</a>.</p>`,
  });
}
