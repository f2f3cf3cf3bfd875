import type { Kind } from '../../api/types.ts';

/** Texts around every screen. */
export const core = {
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
    otherUser:
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
};
