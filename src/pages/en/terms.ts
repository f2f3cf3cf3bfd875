import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const terms = {
  title: 'Terms of use',
  lead: (publicUrl: string): Html =>
    html`These terms are between you and the operator of the Uplink server at <code>${publicUrl}</code>. Uplink is open-source software under the MIT license. Its authors do not run this server and are not a party to these terms.`,
  allowed: {
    title: 'Permitted use',
    body: 'You may use Uplink to view and change the livestream settings of meetings and webinars that you may manage in Zoom. Zoom’s own terms continue to apply.',
  },
  care: {
    title: 'Your responsibilities',
    rights:
      'Stream only content that you have the right to stream, only to services where you may stream it, and inform the participants.',
    keys: 'Keep stream keys secret: a person with your key can stream in your name.',
    check: 'Check changed settings before you go live.',
  },
  promised: {
    title: 'No warranty',
    body: 'The service is provided “as is”. It depends on Zoom, and both may change or be interrupted. To the extent permitted by law, the operator is not liable for the consequences of a stream that did not start or went to the wrong destination.',
  },
  end: {
    title: 'Termination',
    body: 'You can stop using Uplink at any time by removing the app in Zoom. The operator may end the service or your access to it.',
  },
  privacy: (to: To): Html =>
    html`For the handling of your data, see <a href="${to('/privacy')}">Privacy</a>.`,
};
