import type { Kind } from '../../api/types.ts';

/** Texts around every screen. */
export const core = {
  product: 'Uplink',
  productLong: 'Uplink for Zoom',
  titleOf: (page: string) => `${page} · Uplink for Zoom`,
  skip: 'Skip to content',
  opening: 'Opening Uplink…',
  updated: { title: 'Uplink was updated. Reload.', action: 'Reload' },
  offline: 'You’re offline. This page may be out of date, and you can’t save.',
  notThere: 'Page not found.',
  toList: 'Go to your meetings',

  signedOut: {
    title: 'Know where every meeting streams, before it starts',
    lead: 'See and change where each of your Zoom meetings and webinars streams: Stream URL, Stream key and watch page.',
    add: 'Add to Zoom',
    signIn: 'Sign in with Zoom',
    consent: 'Zoom shows the permissions first. You can remove Uplink at any time.',
    done: 'You’re signed out.',
    ended: 'Your session has ended. Sign in again, or add Uplink to Zoom.',
    otherUser: 'Another user is now signed in to this browser, so we closed your page.',
    continueAsUser: 'Continue as that user',
    erased: 'Disconnected. All your data was deleted.',
    inPortal: 'In Zoom’s web portal',
    inUplink: 'In Uplink',
    comparison: [
      { portal: 'Open each meeting, one by one', uplink: 'One list that you can search' },
      { portal: 'Paste three fields every time', uplink: 'Choose a saved destination' },
      { portal: 'Find problems on air', uplink: 'Check readiness before you go live' },
      { portal: 'No history', uplink: 'History with restore' },
      { portal: 'One meeting at a time', uplink: 'Edit hundreds of meetings together' },
    ],
    picture: 'A meeting in Uplink: “Ready to go live”, with its destination and Stream URL.',
  },

  header: {
    navigation: 'Screens',
    kinds: { meetings: 'Meetings', webinars: 'Webinars' } satisfies Record<Kind, string>,
    destinations: 'Destinations',
    bulk: 'Bulk edit',
    account: 'Account',
    signOut: 'Sign out',
    signingOut: 'Signing out…',
    signedOut: 'Signed out.',
    signOutFailed: 'We couldn’t sign you out. Check your connection and try again.',
  },
  footer: { about: 'About', privacy: 'Privacy', terms: 'Terms', support: 'Support', help: 'Documentation' },

  reconnect: {
    title: 'Uplink has lost its connection to Zoom.',
    body: 'Reconnect to see and save settings.',
    list: 'Reconnect to see your list.',
    meeting: 'Reconnect to see the livestream settings.',
    action: 'Reconnect to Zoom',
  },

  age: {
    checkedNow: 'Checked just now',
    checked: (age: string) => `Checked ${age}`,
    stale: (age: string) => `Out of date: last updated ${age}`,
    staleNow: 'Out of date: last updated just now',
    staleTitle: (age: string) => `Zoom isn’t responding. Last updated ${age}.`,
    justNow: 'just now',
    duration: (hours: number, minutes: number) =>
      [hours ? `${hours} h` : '', minutes ? `${minutes} min` : ''].filter(Boolean).join(' '),
  },
};
