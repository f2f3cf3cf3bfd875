import { html } from './html.ts';
import { actionLink, renderPage } from './page.ts';
import type { ListingPageOptions } from './privacy.ts';

/** Zoom's permissions, each with what in the app uses it. */
const scopes: [names: string[], reason: string][] = [
  [['user:read:user'], 'To know who you are: your name in the header, your time zone for the times shown.'],
  [
    ['meeting:read:list_meetings', 'webinar:read:list_webinars'],
    'To show the lists of your meetings and webinars.',
  ],
  [
    ['meeting:read:livestream', 'webinar:read:livestream'],
    'To show where a meeting or webinar is live-streamed.',
  ],
  [
    ['meeting:update:livestream', 'webinar:update:livestream'],
    'To save the stream URL, stream key, page URL and resolution when you press Save.',
  ],
  [
    ['meeting:update:livestream_status', 'webinar:update:livestream_status'],
    'To start and stop the livestream when you ask for it.',
  ],
  [
    ['meeting:read:meeting', 'webinar:read:webinar', 'user:read:settings'],
    'To check, before you go live, whether the meeting is encrypted and whether livestreaming is switched on; and to hear from Zoom when one of them changes.',
  ],
];

/** Adding, usage and removing, as the Marketplace asks for them, and what each permission is for. */
export function documentationPage({ publicUrl }: ListingPageOptions): string {
  return renderPage({
    title: 'Documentation',
    robots: 'all',
    body: html`<p class="lead">Uplink shows where each of your Zoom meetings and webinars is live-streamed, and lets you change it. It is at <a href="${publicUrl}">${publicUrl}</a>.</p>
${adding}
${usage}
${removing}
${permissions}
${actionLink('/', 'Open Uplink')}`,
  });
}

const adding = html`<section>
<h2>Adding</h2>
<ol>
<li>Open Uplink and choose <strong>Add to Zoom</strong>, or choose <strong>Add</strong> in the Zoom App Marketplace.</li>
<li>Sign in to Zoom if it asks, read which permissions Uplink requests, and choose <strong>Allow</strong>.</li>
<li>You are back in Uplink, signed in, with your list of meetings. Coming from the Marketplace there may be one more step: <strong>Continue with Zoom</strong>.</li>
</ol>
<p>You need a licensed Zoom user on a Pro plan or higher, and in Zoom’s settings, under In Meeting (Advanced), <strong>Allow livestreaming of meetings</strong> with <strong>Custom Live Streaming Service</strong>. In some accounts an administrator has to approve the app first.</p>
</section>`;

const usage = html`<section>
<h2>Usage</h2>
<h3>Find a meeting</h3>
<p>Choose <strong>Meetings</strong> or <strong>Webinars</strong>, and there what is upcoming, in progress or previous. Search by words, or show only those whose livestream is configured, is not, or is live. Or paste a meeting ID or a join link: spaces and dashes do not matter. The list follows what happens in Zoom by itself.</p>
<h3>See where it streams</h3>
<p>Open it. You see the stream URL, the page where the audience watches, the resolution, and when Zoom was last asked. The stream key stays hidden until you choose <strong>Show key</strong>; <strong>Copy key</strong> copies it without showing it. <strong>Check with Zoom now</strong> asks Zoom at once.</p>
<h3>Change it</h3>
<p>Choose one of your destinations, or edit the fields, and choose <strong>Save</strong>. An address and a key pasted together are taken apart. Leave the new stream key empty to keep the one that is set. Uplink saves in Zoom, reads it back and tells you if Zoom did not keep it. If somebody changed the same meeting meanwhile, you see both versions and choose. If another meeting has the same stream key, you are told before you save.</p>
<h3>Know that it will work</h3>
<p><strong>Pre-flight</strong> stands beside the form and looks at everything that decides: the connection, permissions, Zoom’s own settings, the licence, encryption, the addresses and the key. Each finding says what to do.</p>
<h3>Go live</h3>
<p>Once the meeting runs, <strong>Go live</strong> starts the stream, with the layout and captions that you choose; <strong>Stop the livestream</strong> ends it and leaves the meeting running. Whether it is live is what Zoom says.</p>
<h3>Look back</h3>
<p><strong>History</strong> shows each change, what it was before and after, and who made it, in Uplink or in Zoom. <strong>Undo</strong> puts back what was there before.</p>
<h3>Save destinations</h3>
<p>Under <strong>Destinations</strong> you save once where you stream to: a name, the stream URL, the stream key and the page. For known services the address is filled in, and you are told where the service shows the key. Keys are shown by their last four characters only.</p>
<h3>Change many at once</h3>
<p>Under <strong>Change many</strong> choose meetings or webinars from a list, or by words and dates, and what they get. <strong>Show what would change</strong> lists every difference; nothing happens before you confirm. It goes on when you leave the page, and its address shows how it stands, for ninety days. What has not started can be cancelled, and all of it undone at once.</p>
<h3>Your account</h3>
<p><strong>Account</strong> shows since when Zoom is connected and which permissions Uplink has, lets you connect again, choose the language (English or German), download everything that is held about you, sign out here or on every device, and erase it all.</p>
<h3>Inside a Zoom meeting</h3>
<p>Where the operator of this server has set it up, Uplink opens under <strong>Apps</strong> in a meeting and shows where that meeting streams, the check, and start and stop. Zoom tells which meeting it is to its host and co-hosts only. If you are not signed in there, it opens Uplink in your browser.</p>
</section>`;

const removing = html`<section>
<h2>Removing</h2>
<p>To have everything that is stored about you erased and Uplink’s access to Zoom ended, open <strong>Account</strong> in Uplink and choose <strong>Disconnect and erase everything</strong>. It takes effect at once and cannot be undone.</p>
<p>Or remove the app in Zoom:</p>
<ol>
<li>Sign in to the <a href="https://marketplace.zoom.us/" rel="noopener noreferrer">Zoom App Marketplace</a>.</li>
<li>Choose <strong>Manage</strong>, then <strong>Added Apps</strong>.</li>
<li>Find Uplink and choose <strong>Remove</strong>.</li>
</ol>
<p>Uplink’s access ends with that: its tokens stop working. Either way the livestream settings of your meetings stay in Zoom as they are. What becomes of the copies stored here is said under <a href="/privacy">Privacy</a>.</p>
</section>`;

const permissions = html`<section>
<h2>Permissions</h2>
<dl>
${scopes.map(
  ([
    names,
    reason,
  ]) => html`<dt>${names.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}</dt>
<dd>${reason}</dd>
`,
)}</dl>
</section>`;
