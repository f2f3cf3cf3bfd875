import { html } from '../html.ts';

/** Pages that interrupt the sign-in. */
export const install = {
  startAgain: {
    title: 'Please start again',
    body: 'This sign-in was not begun in this browser, took longer than ten minutes, or was used before. For your safety nothing was done with it.',
    action: 'Start again',
  },
  cancelled: {
    title: 'You did not add Uplink',
    body: 'Nothing was changed. You can change your mind at any time.',
  },
  rejected: {
    title: 'Zoom did not let Uplink in',
    body: 'Nothing was changed. Your Zoom administrator may have to approve the app first.',
  },
  zoomMessage: 'What Zoom said:',
  continueWithZoom: {
    title: 'One more step',
    body: 'Zoom has sent you here to sign in to Uplink. To make sure that it is you, please continue once more; Zoom usually does not ask again.',
    action: 'Continue with Zoom',
    otherwise: 'If you did not ask for this, close this page. Nothing was changed.',
  },
  exchangeFailed: {
    title: 'Zoom did not finish the sign-in',
    body: 'Zoom agreed, but the connection could not be completed. Nothing is stored. This is usually over in a minute.',
  },
  profileUnreadable: {
    title: 'Zoom did not say who you are',
    body: 'Uplink could not read your Zoom profile, and without it cannot tell whose meetings to show. Nothing is stored.',
    ifItStays: html`Try again. If it stays so, the app may lack the permission <code>user:read:user</code> in Zoom: tell the operator of this server.`,
  },
  noRefreshToken: {
    title: 'The connection would not last',
    body: 'Zoom gave Uplink access for one hour only, with no way to renew it. Nothing is stored.',
    ifItStays: html`Try again. If it stays so, the app is set up incompletely in Zoom: tell the operator of this server.`,
  },
  tryAgain: 'Try again',
};
