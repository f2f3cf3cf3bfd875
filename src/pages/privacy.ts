import { html } from './html.ts';
import { renderPage } from './page.ts';

export type ListingPageOptions = {
  /** Origin of this server, as its operator configured it. */
  publicUrl: string;
};

/** What is stored, why, for how long, and how it goes away. */
export function privacyPage({ publicUrl }: ListingPageOptions): string {
  return renderPage({
    title: 'Privacy',
    robots: 'all',
    body: html`<p class="lead">Uplink for Zoom at <code>${publicUrl}</code> is run by the team that deployed it: the operator of this server. Your data stays on that server and goes to nobody but Zoom.</p>
<section>
<h2>What is stored</h2>
<dl>
<dt>Who you are in Zoom</dt>
<dd>Your display name, e-mail address, time zone and plan, encrypted. Your Zoom user and account IDs and the permissions you granted, as they are.</dd>
<dt>Zoom’s tokens</dt>
<dd>The access and refresh tokens with which Uplink calls Zoom for you, encrypted. They never reach a browser.</dd>
<dt>Your livestream settings</dt>
<dd>A copy of the stream URL, stream key, page URL and resolution of the meetings and webinars that you look at, encrypted, so that they show at once and when Zoom cannot be reached.</dd>
<dt>What was changed</dt>
<dd>The history of each livestream that you look at, encrypted: what it was before and after each change, who made it, when its key was shown, when it started and stopped; for four hundred days. Results of changes to many meetings at once are kept for ninety days.</dd>
<dt>Your destinations</dt>
<dd>The names, addresses and stream keys that you save, encrypted.</dd>
<dt>Your list of meetings and webinars</dt>
<dd>A copy of what Zoom lists for you, such as topics and times, encrypted. Meeting IDs are also stored as they are, as the key under which a copy is found.</dd>
<dt>Events from Zoom</dt>
<dd>That a livestream of yours started or stopped, or a meeting changed: what Zoom sent is kept encrypted for the moments it takes to act on it. Whether a stream runs, and since when, is kept with the meeting.</dd>
<dt>Your sessions</dt>
<dd>For each browser that is signed in, a fingerprint of its session and the times of sign-in and last use.</dd>
</dl>
<p>Uplink does not read audio, video, chat, recordings or participants, and it never connects to your stream or page addresses.</p>
</section>
<section>
<h2>Cookies</h2>
<p>One cookie keeps you signed in; others last a few minutes, while you sign in. If you choose a language, your browser remembers it; it is not sent anywhere. There is no tracking, no advertising and nothing from other sites.</p>
</section>
<section>
<h2>Logs</h2>
<p>The server’s log says which kinds of requests were made and how they ended. IDs, e-mail addresses and meeting IDs appear there only as keyed hashes; stream keys and tokens do not appear at all.</p>
</section>
<section>
<h2>How long</h2>
<p>A session ends when you sign out, after hours without use, or after some days in any case; usually 12 hours and 7 days, unless the operator chose otherwise. The rest is kept while you use Uplink, so that you need not connect again. After an erasure a keyed fingerprint of your Zoom user ID remains for thirty days, to know late messages from Zoom.</p>
</section>
<section>
<h2>How to have it removed</h2>
<ul>
<li>To have everything stored here erased at once, and Uplink’s access to Zoom ended, open <strong>Account</strong> in the app and choose <strong>Disconnect and erase everything</strong>. There you can also download a copy of all of it.</li>
<li>Or remove the app in Zoom: open the Zoom App Marketplace, choose <strong>Manage</strong>, then <strong>Added Apps</strong>, and <strong>Remove</strong> Uplink. Where this app is published in the Marketplace, Zoom then tells the server, and everything it holds about you is deleted at once.</li>
<li>If you can no longer sign in, ask the operator of this server, who can erase it for you.</li>
<li>To sign out, here or on every device at once, use the buttons in the app.</li>
</ul>
</section>
<section>
<h2>Questions</h2>
<p>See <a href="/support">Support</a>. The permissions Uplink asks for are explained in the <a href="/documentation">documentation</a>.</p>
</section>`,
  });
}
