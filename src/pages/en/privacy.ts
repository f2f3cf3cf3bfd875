import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const privacy = {
  title: 'Privacy',
  lead: (publicUrl: string): Html =>
    html`Uplink for Zoom at <code>${publicUrl}</code> is run by the team that deployed it: the operator of this server. Your data stays on this server and is shared only with Zoom.`,
  stored: {
    title: 'Data we store',
    items: {
      person: {
        term: 'Your Zoom profile',
        body: 'Encrypted: your display name, e-mail address, time zone and plan. Not encrypted: your Zoom user ID and account ID, and the permissions that you granted.',
      },
      tokens: {
        term: 'Zoom tokens',
        body: 'The access and refresh tokens with which Uplink calls Zoom for you, encrypted. They are never sent to a browser.',
      },
      livestreams: {
        term: 'Your livestream settings',
        body: 'The stream URL, stream key, watch page and resolution of the meetings and webinars that you view, encrypted. This cache makes them load faster, and available when Zoom is unreachable.',
      },
      history: {
        term: 'History',
        body: 'For each livestream that you view, encrypted: its settings before and after each change, who made the change, when its key was shown, and when it started and stopped. We keep the history for 400 days, at most the latest 200 entries and 50 key views per livestream. The results of bulk edits are kept for 90 days, at most the latest 50. The latest switch of a livestream to another destination is kept for 30 days: its times, its destination and what went wrong.',
      },
      destinations: {
        term: 'Your destinations',
        body: 'The names, stream URLs, stream keys and watch pages that you save, encrypted, and when you last used each destination. As a new user also: when a livestream first passed the readiness check, and when you finished or skipped the first steps.',
      },
      list: {
        term: 'Your lists of meetings and webinars',
        body: 'What Zoom lists for you, such as topics and times, encrypted. Meeting IDs are also stored unencrypted, as lookup keys.',
      },
      calendar: {
        term: 'Your calendar feed',
        body: 'Only if you create a calendar link: a hash of the link, and the topics and times of your upcoming meetings and webinars, encrypted. Revoking the link deletes them.',
      },
      events: {
        term: 'Events from Zoom',
        body: 'Zoom notifies Uplink when your livestreams start or stop and when your meetings change. The event is stored encrypted until it is processed, which takes moments. The live status and its time are stored with the meeting, and when it last started and ended.',
      },
      sessions: {
        term: 'Your sessions',
        body: 'For each signed-in browser: a hash of its session, the names of browser and operating system, and the times of sign-in and last use.',
      },
    },
    not: 'Uplink does not access audio, video, chat, recordings or participants, and it never connects to your stream URLs or watch pages.',
  },
  cookies: {
    title: 'Cookies',
    body: 'One cookie keeps you signed in; others last a few minutes during the sign-in. If you choose a language or turn on notifications, your browser stores that locally, not in a cookie. It also stores the meetings that you have selected in the list, with their titles, and the livestreams that you have just stopped, until you sign out. There is no tracking, no advertising and no third-party content.',
  },
  logs: {
    title: 'Logs',
    body: 'The server logs the types of requests and their results. Zoom IDs, e-mail addresses and meeting IDs are logged only as keyed hashes. Stream keys and tokens are never logged.',
  },
  duration: {
    title: 'Retention',
    body: 'A session ends when you sign out, after some hours without use, and after some days in any case: usually 12 hours and 7 days, unless the operator chose other values. Livestream settings are deleted when they have not changed or been fetched for 90 days, lists after 30 days, and Zoom’s events after 8 days. Your profile, tokens and destinations are kept while you use Uplink, so that you don’t have to reconnect. After your data is deleted, a keyed hash of your Zoom user ID remains for 30 days to recognize late messages from Zoom.',
  },
  removal: {
    title: 'Deleting your data',
    ways: {
      erase: html`To delete all data stored here and end Uplink’s access to Zoom immediately, open <strong>Account</strong> in the app and choose <strong>Disconnect and delete my data</strong>. You can also download your data there.`,
      zoom: html`Or remove the app in Zoom: open the Zoom App Marketplace, choose <strong>Manage</strong>, then <strong>Added Apps</strong>, and <strong>Remove</strong> Uplink. If the app is published in the Marketplace, Zoom notifies the server, which then immediately deletes your data.`,
      operator: html`If you can no longer sign in, contact the operator of this server to have your data deleted.`,
      signOut: html`To sign out on this device or on all devices, use the buttons in the app.`,
    },
  },
  questions: {
    title: 'Questions',
    body: (to: To): Html =>
      html`See <a href="${to('/support')}">Support</a>. For the permissions that Uplink requests, see the <a href="${to('/documentation')}">documentation</a>.`,
  },
};
