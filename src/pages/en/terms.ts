import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const terms = {
  title: 'Terms of use',
  lead: (publicUrl: string): Html =>
    html`These terms are between you and the operator of the Uplink server at <code>${publicUrl}</code>. Uplink is open-source software under the MIT licence; its authors do not run this server and are not a party to these terms.`,
  allowed: {
    title: 'What you may do',
    body: 'Use Uplink to see and change the livestream settings of meetings and webinars that you may manage in Zoom. Zoom’s own terms go on applying to all of it.',
  },
  care: {
    title: 'What you take care of',
    rights:
      'Stream only what you have the right to stream, to places where you may stream it, and tell the people in the meeting.',
    keys: 'Keep stream keys to yourself: whoever has a key can stream in your name.',
    check: 'Check a changed setting before you go on air.',
  },
  promised: {
    title: 'What is not promised',
    body: 'The service is provided as it is. It depends on Zoom, and either may be interrupted or change. As far as the law allows, the operator is not liable for what follows from a stream that did not start, or went elsewhere.',
  },
  end: {
    title: 'How it ends',
    body: 'You can stop at any time by removing the app in Zoom. The operator may end the service, or your access to it.',
  },
  privacy: (to: To): Html =>
    html`How your data is treated is said under <a href="${to('/privacy')}">Privacy</a>.`,
};
