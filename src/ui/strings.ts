import type { Kind } from './api.ts';
import { language } from './language.ts';
import type { Unit } from './three-way.ts';
import { account } from './words/account.ts';
import { apply } from './words/apply.ts';
import { bulk } from './words/bulk.ts';
import { destinations } from './words/destinations.ts';
import { history } from './words/history.ts';
import { list } from './words/list.ts';
import { live } from './words/live.ts';
import { missing } from './words/missing.ts';
import { panel } from './words/panel.ts';
import { paste } from './words/paste.ts';
import { preflight } from './words/preflight.ts';
import { refresh } from './words/refresh.ts';
import { server } from './words/server.ts';
import { updates } from './words/updates.ts';

/** Every word that the screens say, in one place; larger screens have a file in words/. German is a second object of this type. */
export const english = {
  product: 'Uplink',
  productLong: 'Uplink for Zoom',
  titleOf: (page: string) => `${page} · Uplink for Zoom`,
  skip: 'Skip to content',
  opening: 'Opening Uplink…',
  updated: { title: 'Uplink was updated. Reload.', action: 'Reload' },
  offline: 'You are offline. What you see here may be old; nothing can be saved until you are back.',
  notThere: 'There is no such page here.',
  toList: 'Go to your meetings',

  signedOut: {
    title: 'Know where every meeting streams, before it starts',
    lead: 'Uplink shows where each of your Zoom meetings and webinars is live-streamed, and lets you change it: stream address, stream key, the page your audience watches.',
    add: 'Add to Zoom',
    consent: 'Zoom will ask you which permissions Uplink may have. You can remove it at any time.',
    ended: 'You are signed out. Add Uplink to Zoom, or sign in, to use it again.',
    somebodyElse:
      'Somebody else is signed in now, in this browser. This page showed what is yours, so it was closed.',
    goOnAsThem: 'Go on as them',
    erased: 'Uplink is disconnected from Zoom, and everything it held about you is erased.',
    sampleTitle: 'For example',
    samples: [
      { time: '09:30', topic: 'Company update', to: 'YouTube', state: 'live' },
      { time: '13:00', topic: 'Design review', to: 'Not configured', state: 'none' },
      { time: '17:15', topic: 'Community evening', to: 'Twitch', state: 'idle' },
    ],
  },

  header: {
    navigation: 'Screens',
    kinds: { meetings: 'Meetings', webinars: 'Webinars' } satisfies Record<Kind, string>,
    destinations: 'Destinations',
    bulk: 'Bulk edit',
    account: 'Account',
    signOut: 'Sign out',
    signedOut: 'You are signed out.',
    signOutFailed: 'Signing out did not work. Check your connection and try again.',
  },
  footer: { about: 'About', privacy: 'Privacy', terms: 'Terms', support: 'Support', help: 'Documentation' },

  reconnect: {
    title: 'Zoom no longer lets Uplink in.',
    body: 'Nothing can be read or saved until you reconnect.',
    list: 'Your list appears here after you reconnect.',
    meeting: 'The livestream settings appear here after you reconnect.',
    action: 'Reconnect with Zoom',
  },

  open: {
    label: { meetings: 'Meeting ID or join link', webinars: 'Webinar ID or join link' } satisfies Record<
      Kind,
      string
    >,
    hint: 'For example 829 2947 3321, or the whole link',
    action: 'Open',
    empty: 'Paste the ID of a meeting or its join link first.',
    notOne:
      'This is not a meeting ID or a join link. An ID has 8 to 19 digits; the link holds it after “/j/”.',
  },

  list,

  age: {
    checkedNow: 'Checked just now',
    checked: (age: string) => `Checked ${age}`,
    stale: (age: string) => `Last copy known, from ${age}`,
    staleNow: 'Last copy known, from just now',
    staleTitle: (age: string) => `Zoom could not be asked. This is the last copy known, from ${age}.`,
    justNow: 'just now',
    duration: (hours: number, minutes: number) =>
      [hours ? `${hours} h` : '', minutes ? `${minutes} min` : ''].filter(Boolean).join(' '),
  },

  meeting: {
    name: { meetings: 'Meeting', webinars: 'Webinar' } satisfies Record<Kind, string>,
    back: { meetings: 'All meetings', webinars: 'All webinars' } satisfies Record<Kind, string>,
    idLabel: { meetings: 'Meeting ID', webinars: 'Webinar ID' } satisfies Record<Kind, string>,
    openAsOther: {
      meetings: 'Open it as a webinar',
      webinars: 'Open it as a meeting',
    } satisfies Record<Kind, string>,
    loading: 'Reading the livestream from Zoom…',
    check: 'Check with Zoom now',
    checking: 'Checking with Zoom…',
    same: 'Zoom has what is shown here.',
    changed: 'This was changed in Zoom since it was last read.',
    changedElsewhere: 'This was changed elsewhere a moment ago.',
    nowTitle: 'Right now',
    streamsTo: 'Streams to',
    watchedAt: 'Watched at',
    nothing: 'Not configured',
  },

  form: {
    title: 'Livestream settings',
    notConfigured: 'Zoom holds no livestream for this yet. Fill in the first three fields to configure it.',
    stream_url: 'Stream URL',
    stream_urlHint: 'The address your streaming service gave you, such as rtmp://…',
    page_url: 'Page URL',
    page_urlHint: 'Where the audience watches; Zoom shows it to participants.',
    resolution: 'Resolution',
    resolutionHint: '1080p has to be enabled for your Zoom account.',
    resolutionUnset: 'As Zoom decides',
    stream_key: 'Stream key',
    stream_keyNew: 'New stream key',
    keepEndsIn: (hint: string) => `Ends in ${hint}; leave empty to keep it.`,
    keep: 'One is set; leave empty to keep it.',
    keyNeeded: 'Anybody who has the key can stream to your page. Uplink keeps it encrypted.',
    current: 'Current key',
    show: 'Show key',
    hide: 'Hide key',
    copy: 'Copy key',
    copied: 'The key is copied.',
    copyFailed: 'The browser did not let it be copied. The key is shown now; copy it by hand.',
    revealing: 'Fetching the key…',
    savedMore: 'Saved. What you have typed since is not saved yet.',
    showTyped: 'Show what is typed',
    save: 'Save',
    saving: 'Saving…',
    saved: 'Saved. Zoom has the new settings.',
    savedUnread: 'Zoom accepted the new settings, but reading them back failed. Check with Zoom in a moment.',
    nothingChanged: 'Nothing has changed; there is nothing to save.',
    discard: 'Discard changes',
    unsaved: 'Not saved yet',
    leave: 'You have changes that are not saved. Leave without saving?',
    fix: 'Some fields need your attention.',
    needed: {
      stream_url: 'Enter the stream URL. Zoom cannot store a livestream without it.',
      stream_key: 'Enter the stream key. Zoom cannot store a livestream without it.',
      page_url: 'Enter the page URL. Zoom cannot store a livestream without it.',
      ownKey: 'Enter the stream key for this URL. The key in Zoom has changed and belongs to another URL.',
    },
    allOccurrences: 'Applies to all occurrences of this series.',
    merged: (settings: string) =>
      `Changed in Zoom while you were editing: ${settings}. Your unsaved changes are kept.`,
  },

  conflict: {
    title: 'Changed in Zoom while you were editing',
    body: 'Which version do you want to keep? Nothing is saved yet.',
    bodyApart: 'You edited other settings. Saving keeps both changes.',
    field: 'Setting',
    before: 'Before',
    mine: 'Yours',
    theirs: 'In Zoom now',
    units: {
      name: 'Name',
      stream: 'Stream URL and key',
      page_url: 'Page URL',
      resolution: 'Resolution',
    } satisfies Record<Unit, string>,
    notEdited: 'Not edited',
    currentKey: (hint: string) => (hint ? `Current key (ends in ${hint})` : 'Current key'),
    key: (hint: string) => (hint ? `Key ends in ${hint}` : 'Key set'),
    newKey: 'New key',
    none: 'None',
    keepTheirs: 'Keep Zoom’s version',
    saveMine: 'Overwrite with mine',
    saveCombination: 'Save this combination',
    tookTheirs: 'The form shows what Zoom has now.',
  },

  failure: {
    unreachable: 'No connection to Uplink. Check your network, then try again.',
    unreachableSaving:
      'The connection broke before an answer came, so it is not known whether the change was saved. Your input is still here; sending it again is safe.',
    unexpected: (status: number) => `Uplink gave an unexpected answer (${status}). Try again in a minute.`,
    signedOut: 'You are signed out. Your input is still here: sign in again in a new tab, then go on here.',
    signIn: 'Sign in again',
    retry: 'Try again',
    sendAgain: 'Send again',
    notKept: 'Zoom didn’t keep these settings: Custom Live Streaming is off.',
    turnOn: 'Turn it on ↗',
    reconnect: 'Reconnect with Zoom',
    zoomSays: (message: string) => `Zoom says: “${message}”`,
    waitSeconds: (seconds: number) => `Wait about ${seconds} seconds before trying again.`,
    waitUntil: (day: string, time: string) => `Not before: ${day}, ${time}.`,
    request: (id: string) => `Reference for support: ${id}`,
  },

  destinations,
  bulk,
  account,
  panel,
  paste,
  server,
  updates,
  apply,
  live,
  missing,
  preflight,
  refresh,
  history,
};

export type Strings = typeof english;

/** Known before any screen's script runs, so that a screen may name its part of it once. A language is changed by loading the page anew. */
export const strings: Strings = language === 'de' ? await loadGerman() : english;

/** The German script must not import any module of the main one, which waits for it here. */
async function loadGerman(): Promise<Strings> {
  const { german } = await import('./german/german.ts');
  const services = { ...english.destinations.services, ...german.destinations.services };
  return { ...german, destinations: { ...german.destinations, services } };
}
