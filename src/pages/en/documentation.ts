import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const documentation = {
  title: 'Documentation',
  lead: (publicUrl: string): Html =>
    html`With Uplink you see and change where each of your Zoom meetings and webinars is livestreamed. Open it at <a href="${publicUrl}">${publicUrl}</a>.`,
  open: 'Open Uplink',
  adding: {
    title: 'Adding',
    steps: {
      add: html`Open Uplink and choose <strong>Add to Zoom</strong>, or choose <strong>Add</strong> in the Zoom App Marketplace.`,
      allow: html`Sign in to Zoom if prompted, review the permissions that Uplink requests, and choose <strong>Allow</strong>.`,
      back: html`You return to Uplink, signed in, with your list of meetings. If you come from the Marketplace, you may have to choose <strong>Continue with Zoom</strong> first.`,
    },
    needs: html`You need a licensed Zoom user on a Pro plan or higher. In Zoom’s settings, under In Meeting (Advanced), <strong>Allow livestreaming of meetings</strong> and <strong>Custom Live Streaming Service</strong> must be on. In some accounts an administrator has to approve the app first.`,
  },
  usage: {
    title: 'Usage',
    parts: {
      find: {
        title: 'Find a meeting',
        body: html`Choose <strong>Meetings</strong> or <strong>Webinars</strong>, then upcoming, in progress or previous. Search by title, ID or join link; spaces and dashes don’t matter. The filters show what is ready, needs attention, is not set up, or is live. Live meetings and those of the next hour come first. Each row has its actions under <strong>⋯</strong>. Select several rows to set a destination, start a bulk edit, or export them as CSV. The list updates automatically when something changes in Zoom.`,
      },
      see: {
        title: 'See where it streams',
        body: html`Open the meeting. The first card shows the destination, whether you are ready, and the next step. Below it are the stream URL, the stream key, the watch page and the resolution, and when they were last updated from Zoom. The stream key stays hidden until you choose <strong>Show key</strong>; <strong>Copy key</strong> puts it on the clipboard without showing it. For the watch page there are a QR code and a text for your invitation. <strong>Refresh from Zoom</strong> loads the current settings from Zoom.`,
      },
      change: {
        title: 'Change the settings',
        body: html`Choose <strong>Change</strong>. Choose one of your destinations or edit the fields, then choose <strong>Save</strong>. You can paste the URL and the key together in any form: Uplink fills in both fields, and Undo restores what you pasted. Leave the stream key blank to keep the current key. Uplink saves to Zoom, then reads the settings again and warns you if Zoom didn’t keep them. If the meeting was changed while you were editing, you see both versions and choose one. If another meeting uses the same stream key, you are warned before you save.`,
      },
      preflight: {
        title: 'Check that you’re ready',
        body: html`The <strong>Readiness check</strong> runs when you open a meeting. It covers the connection, permissions, Zoom’s settings, your license, encryption, the stream URL, the stream key and the watch page. Problems appear above the settings, with what to do; the checks that passed are folded away.`,
      },
      live: {
        title: 'Go live',
        body: html`Choose <strong>Start meeting in Zoom</strong>. Once it has started, <strong>Go live</strong> starts the livestream with the layout and captions that you choose. <strong>Stop</strong> ends the stream but not the meeting. The live status comes from Zoom, and the browser tab shows it. Changed settings take effect the next time the livestream starts.`,
      },
      switching: {
        title: 'Switch to another destination',
        body: html`<strong>Switch…</strong> moves a meeting to another saved destination: from a private one for the rehearsal to the public one, or to a backup if a service fails. If the meeting is live, Uplink stops the livestream, changes the settings and starts it again. Each step is shown. You can close the page: the server continues. If Zoom rejects the new settings, the livestream starts again with the previous ones.`,
      },
      history: {
        title: 'See and undo changes',
        body: html`<strong>History</strong> shows each change with its old and new settings, and whether it was made in Uplink or in Zoom. <strong>Undo</strong> restores the settings from before a change.`,
      },
      destinations: {
        title: 'Save destinations',
        body: html`Under <strong>Destinations</strong> save a name, stream URL, stream key and watch page once, and use them in any meeting or webinar. For known services Uplink fills in the stream URL and shows where to find the key. Only the last four characters of keys are shown. Each destination lists the meetings that use it. After you change its URL or key, you can update them in one bulk edit.`,
      },
      many: {
        title: 'Bulk edit',
        body: html`Under <strong>Bulk edit</strong> select meetings or webinars from a list, or by title and date, and choose their new settings. For a different key in each meeting, paste a table from a spreadsheet or choose a CSV file; there is a template to start from. <strong>Preview changes</strong> lists every difference with its warnings, and what can’t be undone; nothing is changed until you confirm. You can leave the page; the update continues in the background. The page lists your bulk edits of the last 30 days with their progress. You can cancel rows that have not started, retry failed ones and undo the others.`,
      },
      account: {
        title: 'Your account',
        body: html`<strong>Account</strong> shows when you connected Zoom and which permissions Uplink has. There you can reconnect to Zoom, choose a language (English or German), turn on desktop notifications for livestreams that stop, create a calendar link to your streamed meetings, download your data, sign out on this device or on all devices, and delete your data.`,
      },
      panel: {
        title: 'Inside a Zoom meeting',
        body: html`If the operator has set it up, Uplink opens under <strong>Apps</strong> in a meeting. It shows where the meeting streams and the readiness check, and you can start and stop the livestream. It is available to hosts and co-hosts. If you are not signed in inside Zoom, Uplink opens in your browser.`,
      },
    },
  },
  removing: {
    title: 'Removing',
    erase: html`To delete all data stored about you and end Uplink’s access to Zoom, open <strong>Account</strong> in Uplink and choose <strong>Disconnect and delete my data</strong>. This takes effect immediately and can’t be undone.`,
    inZoom: 'Or remove the app in Zoom:',
    steps: {
      open: html`Sign in to the <a href="https://marketplace.zoom.us/" rel="noopener noreferrer">Zoom App Marketplace</a>.`,
      manage: html`Choose <strong>Manage</strong>, then <strong>Added Apps</strong>.`,
      remove: html`Find Uplink and choose <strong>Remove</strong>.`,
    },
    after: (to: To): Html =>
      html`This ends Uplink’s access: its tokens stop working. In both cases, the livestream settings of your meetings stay unchanged in Zoom. For the data stored here, see <a href="${to('/privacy')}">Privacy</a>.`,
  },
  permissions: {
    title: 'Permissions',
    uses: {
      user: 'To identify you, show your name and use your time zone.',
      lists: 'To list your meetings and webinars.',
      read: 'To show where a meeting or webinar is livestreamed.',
      update: 'To save the stream URL, stream key, watch page and resolution when you choose Save.',
      status: 'To start and stop the livestream when you choose to.',
      check:
        'To check before you go live whether the meeting is encrypted and livestreaming is enabled, and to receive Zoom’s events when these change.',
    },
  },
};
