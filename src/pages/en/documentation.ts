import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const documentation = {
  title: 'Documentation',
  lead: (publicUrl: string): Html =>
    html`Uplink shows where each of your Zoom meetings and webinars is live-streamed, and lets you change it. It is at <a href="${publicUrl}">${publicUrl}</a>.`,
  open: 'Open Uplink',
  adding: {
    title: 'Adding',
    steps: {
      add: html`Open Uplink and choose <strong>Add to Zoom</strong>, or choose <strong>Add</strong> in the Zoom App Marketplace.`,
      allow: html`Sign in to Zoom if it asks, read which permissions Uplink requests, and choose <strong>Allow</strong>.`,
      back: html`You are back in Uplink, signed in, with your list of meetings. Coming from the Marketplace there may be one more step: <strong>Continue with Zoom</strong>.`,
    },
    needs: html`You need a licensed Zoom user on a Pro plan or higher, and in Zoom’s settings, under In Meeting (Advanced), <strong>Allow livestreaming of meetings</strong> with <strong>Custom Live Streaming Service</strong>. In some accounts an administrator has to approve the app first.`,
  },
  usage: {
    title: 'Usage',
    parts: {
      find: {
        title: 'Find a meeting',
        body: html`Choose <strong>Meetings</strong> or <strong>Webinars</strong>, and there what is upcoming, in progress or previous. Search by words, or show only those whose livestream is configured, is not, or is live. Or paste a meeting ID or a join link: spaces and dashes do not matter. The list follows what happens in Zoom by itself.`,
      },
      see: {
        title: 'See where it streams',
        body: html`Open it. You see the stream URL, the page where the audience watches, the resolution, and when Zoom was last asked. The stream key stays hidden until you choose <strong>Show key</strong>; <strong>Copy key</strong> copies it without showing it. <strong>Check with Zoom now</strong> asks Zoom at once.`,
      },
      change: {
        title: 'Change it',
        body: html`Choose one of your destinations, or edit the fields, and choose <strong>Save</strong>. Paste the URL and the key together, in any form: Uplink puts each into its field, and Undo brings back what you pasted. Leave the new stream key empty to keep the one that is set. Uplink saves in Zoom, reads it back and tells you if Zoom did not keep it. If somebody changed the same meeting meanwhile, you see both versions and choose. If another meeting has the same stream key, you are told before you save.`,
      },
      preflight: {
        title: 'Know that it will work',
        body: html`<strong>Pre-flight</strong> stands beside the form and looks at everything that decides: the connection, permissions, Zoom’s own settings, the licence, encryption, the addresses and the key. Each finding says what to do.`,
      },
      live: {
        title: 'Go live',
        body: html`Once the meeting runs, <strong>Go live</strong> starts the stream, with the layout and captions that you choose; <strong>Stop the livestream</strong> ends it and leaves the meeting running. Whether it is live is what Zoom says.`,
      },
      history: {
        title: 'Look back',
        body: html`<strong>History</strong> shows each change, what it was before and after, and who made it, in Uplink or in Zoom. <strong>Undo</strong> puts back what was there before.`,
      },
      destinations: {
        title: 'Save destinations',
        body: html`Under <strong>Destinations</strong> you save once where you stream to: a name, the stream URL, the stream key and the page. For known services the address is filled in, and you are told where the service shows the key. Keys are shown by their last four characters only.`,
      },
      many: {
        title: 'Bulk edit',
        body: html`Under <strong>Bulk edit</strong> select meetings or webinars from a list, or by title and date, and choose their new settings. <strong>Preview changes</strong> lists every difference with its warnings, and what can’t be undone; nothing happens before you confirm. The update continues when you leave the page. The page lists your bulk edits of the last 30 days, with their progress. You can cancel what has not started, and undo the rest.`,
      },
      account: {
        title: 'Your account',
        body: html`<strong>Account</strong> shows since when Zoom is connected and which permissions Uplink has, lets you connect again, choose the language (English or German), download everything that is held about you, sign out here or on every device, and erase it all.`,
      },
      panel: {
        title: 'Inside a Zoom meeting',
        body: html`Where the operator of this server has set it up, Uplink opens under <strong>Apps</strong> in a meeting and shows where that meeting streams, the check, and start and stop. Zoom tells which meeting it is to its host and co-hosts only. If you are not signed in there, it opens Uplink in your browser.`,
      },
    },
  },
  removing: {
    title: 'Removing',
    erase: html`To have everything that is stored about you erased and Uplink’s access to Zoom ended, open <strong>Account</strong> in Uplink and choose <strong>Disconnect and erase everything</strong>. It takes effect at once and cannot be undone.`,
    inZoom: 'Or remove the app in Zoom:',
    steps: {
      open: html`Sign in to the <a href="https://marketplace.zoom.us/" rel="noopener noreferrer">Zoom App Marketplace</a>.`,
      manage: html`Choose <strong>Manage</strong>, then <strong>Added Apps</strong>.`,
      remove: html`Find Uplink and choose <strong>Remove</strong>.`,
    },
    after: (to: To): Html =>
      html`Uplink’s access ends with that: its tokens stop working. Either way the livestream settings of your meetings stay in Zoom as they are. What becomes of the copies stored here is said under <a href="${to('/privacy')}">Privacy</a>.`,
  },
  permissions: {
    title: 'Permissions',
    uses: {
      user: 'To know who you are: your name in the header, your time zone for the times shown.',
      lists: 'To show the lists of your meetings and webinars.',
      read: 'To show where a meeting or webinar is live-streamed.',
      update: 'To save the stream URL, stream key, page URL and resolution when you press Save.',
      status: 'To start and stop the livestream when you ask for it.',
      check:
        'To check, before you go live, whether the meeting is encrypted and whether livestreaming is switched on; and to hear from Zoom when one of them changes.',
    },
  },
};
