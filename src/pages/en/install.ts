import { html } from '../html.ts';

/** Texts of pages that interrupt the sign-in. */
export const install = {
  startAgain: {
    title: 'Please start again',
    body: 'This sign-in link was opened in another browser, expired after ten minutes, or has already been used. It was rejected for your security.',
    action: 'Start again',
  },
  cancelled: {
    title: 'Uplink wasn’t added',
    body: 'Nothing was changed. You can add Uplink at any time.',
  },
  rejected: {
    title: 'Zoom declined access',
    body: 'Nothing was changed. Your Zoom administrator may have to approve the app first.',
  },
  zoomMessage: 'Zoom’s message:',
  continueWithZoom: {
    title: 'One more step',
    body: 'Zoom sent you here to sign in to Uplink. Continue with Zoom to confirm that it’s you. Zoom usually won’t prompt you again.',
    action: 'Continue with Zoom',
    otherwise: 'If you didn’t start this, close this page. Nothing was changed.',
  },
  exchangeFailed: {
    title: 'Zoom couldn’t complete the sign-in',
    body: 'Access was granted, but the connection failed. Nothing was stored. This is usually resolved within a minute.',
  },
  profileUnreadable: {
    title: 'Couldn’t read your Zoom profile',
    body: 'Without your profile, Uplink can’t find your meetings. Nothing was stored.',
    ifItPersists: html`Try again. If it keeps happening, the app may lack the scope <code>user:read:user</code> in Zoom: contact the operator.`,
  },
  noRefreshToken: {
    title: 'The connection would expire',
    body: 'Zoom granted access for one hour only and can’t renew it. Nothing was stored.',
    ifItPersists: html`Try again. If it keeps happening, the app is not set up correctly in Zoom: contact the operator.`,
  },
  stagingCopy: {
    title: 'Sign-in isn’t available here',
    body: 'This server runs on a copy of the data, for tests by its operator. It changes nothing and doesn’t contact Zoom.',
    label: 'Staging copy',
    banner: 'Staging copy: shows a copy of the data, changes nothing and doesn’t contact Zoom.',
  },
  tryAgain: 'Try again',
};
