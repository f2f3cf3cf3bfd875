import { html } from './html.ts';
import { renderPage } from './page.ts';
import type { ListingPageOptions } from './privacy.ts';

/** Whom to ask, and what a host can do alone. */
export function supportPage({ publicUrl }: ListingPageOptions): string {
  return renderPage({
    title: 'Support',
    robots: 'all',
    body: html`<p class="lead">Uplink at <code>${publicUrl}</code> is run by your own team or by somebody they chose. For help, contact the operator of this server: usually the people who gave you this address, or your Zoom administrator.</p>
<section>
<h2>Before you ask</h2>
<dl>
<dt>“Livestreaming is not enabled”, or a change does not stay</dt>
<dd>In Zoom’s settings, under In Meeting (Advanced), switch on <strong>Allow livestreaming of meetings</strong> with <strong>Custom Live Streaming Service</strong>. Your account may have it locked; then your Zoom administrator has to do it. It needs a Pro plan or higher.</dd>
<dt>A meeting is not found</dt>
<dd>Uplink sees what the signed-in Zoom user hosts. Check the ID, and whether it is a webinar. A meeting that was deleted or has expired is gone in Zoom too.</dd>
<dt>Uplink asks you to reconnect</dt>
<dd>Zoom has ended the connection, or the app needs a permission that it did not have before. Use the button; nothing that is stored gets lost.</dd>
<dt>“Last copy known”</dt>
<dd>Zoom could not be reached. What you see may be older than what Zoom has. Use <strong>Check with Zoom now</strong> in a moment.</dd>
<dt>The stream does not start</dt>
<dd>The settings alone do not go live: start the livestream in the meeting in Zoom, under More.</dd>
</dl>
</section>
<section>
<h2>When you write to the operator</h2>
<p>Say what you did, when, and the reference shown with the error. Never send a stream key.</p>
</section>
<p>How to add, use and remove Uplink is in the <a href="/documentation">documentation</a>.</p>`,
  });
}
