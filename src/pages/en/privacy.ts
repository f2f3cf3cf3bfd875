import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const privacy = {
  title: 'Privacy',
  lead: (publicUrl: string): Html =>
    html`Uplink for Zoom at <code>${publicUrl}</code> is run by the team that deployed it: the operator of this server. Your data stays on that server and goes to nobody but Zoom.`,
  stored: {
    title: 'What is stored',
    items: {
      person: {
        term: 'Who you are in Zoom',
        body: 'Your display name, e-mail address, time zone and plan, encrypted. Your Zoom user and account IDs and the permissions you granted, as they are.',
      },
      tokens: {
        term: 'Zoom’s tokens',
        body: 'The access and refresh tokens with which Uplink calls Zoom for you, encrypted. They never reach a browser.',
      },
      livestreams: {
        term: 'Your livestream settings',
        body: 'A copy of the stream URL, stream key, page URL and resolution of the meetings and webinars that you look at, encrypted, so that they show at once and when Zoom cannot be reached.',
      },
      history: {
        term: 'What was changed',
        body: 'The history of each livestream that you look at, encrypted: what it was before and after each change, who made it, when its key was shown, when it started and stopped; for four hundred days, the latest two hundred entries and fifty reveals of each. Results of changes to many meetings at once are kept for ninety days, the latest fifty.',
      },
      destinations: {
        term: 'Your destinations',
        body: 'The names, addresses and stream keys that you save, encrypted.',
      },
      list: {
        term: 'Your list of meetings and webinars',
        body: 'A copy of what Zoom lists for you, such as topics and times, encrypted. Meeting IDs are also stored as they are, as the key under which a copy is found.',
      },
      events: {
        term: 'Events from Zoom',
        body: 'That a livestream of yours started or stopped, or a meeting changed: what Zoom sent is kept encrypted for the moments it takes to act on it. Whether a stream runs, and since when, is kept with the meeting.',
      },
      sessions: {
        term: 'Your sessions',
        body: 'For each browser that is signed in, a fingerprint of its session and the times of sign-in and last use.',
      },
    },
    not: 'Uplink does not read audio, video, chat, recordings or participants, and it never connects to your stream or page addresses.',
  },
  cookies: {
    title: 'Cookies',
    body: 'One cookie keeps you signed in; others last a few minutes, while you sign in. If you choose a language, your browser remembers it; no cookie holds it, only the address of a page like this one may name it. There is no tracking, no advertising and nothing from other sites.',
  },
  logs: {
    title: 'Logs',
    body: 'The server’s log says which kinds of requests were made and how they ended. IDs, e-mail addresses and meeting IDs appear there only as keyed hashes; stream keys and tokens do not appear at all.',
  },
  duration: {
    title: 'How long',
    body: 'A session ends when you sign out, after hours without use, or after some days in any case; usually 12 hours and 7 days, unless the operator chose otherwise. Copies of livestream settings that have not changed or been read again for ninety days are deleted, lists after thirty days, and what Zoom sent after eight. Your profile, Zoom’s tokens and your destinations are kept while you use Uplink, so that you need not connect again. After an erasure a keyed fingerprint of your Zoom user ID remains for thirty days, to know late messages from Zoom.',
  },
  removal: {
    title: 'How to have it removed',
    ways: {
      erase: html`To have everything stored here erased at once, and Uplink’s access to Zoom ended, open <strong>Account</strong> in the app and choose <strong>Disconnect and erase everything</strong>. There you can also download a copy of all of it.`,
      zoom: html`Or remove the app in Zoom: open the Zoom App Marketplace, choose <strong>Manage</strong>, then <strong>Added Apps</strong>, and <strong>Remove</strong> Uplink. Where this app is published in the Marketplace, Zoom then tells the server, and everything it holds about you is deleted at once.`,
      operator: html`If you can no longer sign in, ask the operator of this server, who can erase it for you.`,
      signOut: html`To sign out, here or on every device at once, use the buttons in the app.`,
    },
  },
  questions: {
    title: 'Questions',
    body: (to: To): Html =>
      html`See <a href="${to('/support')}">Support</a>. The permissions Uplink asks for are explained in the <a href="${to('/documentation')}">documentation</a>.`,
  },
};
