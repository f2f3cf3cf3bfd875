import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const support = {
  title: 'Support',
  lead: (publicUrl: string): Html =>
    html`Uplink at <code>${publicUrl}</code> is run by your own team or by somebody they chose. For help, contact the operator of this server: usually the people who gave you this address, or your Zoom administrator.`,
  before: {
    title: 'Before you ask',
    cases: {
      notEnabled: {
        term: '“Livestreaming is not enabled”, or a change does not stay',
        body: html`In Zoom’s settings, under In Meeting (Advanced), switch on <strong>Allow livestreaming of meetings</strong> with <strong>Custom Live Streaming Service</strong>. Your account may have it locked; then your Zoom administrator has to do it. It needs a Pro plan or higher.`,
      },
      notFound: {
        term: 'A meeting is not found',
        body: html`Uplink sees what the signed-in Zoom user hosts. Check the ID, and whether it is a webinar. A meeting that was deleted or has expired is gone in Zoom too.`,
      },
      reconnect: {
        term: 'Uplink asks you to reconnect',
        body: html`Zoom has ended the connection, or the app needs a permission that it did not have before. Use the button; nothing that is stored gets lost.`,
      },
      stale: {
        term: '“Last copy known”',
        body: html`Zoom could not be reached. What you see may be older than what Zoom has. Use <strong>Check with Zoom now</strong> in a moment.`,
      },
      noStream: {
        term: 'The stream does not start',
        body: html`Saving the settings does not start a livestream. Start the meeting in Zoom, then choose <strong>Go live</strong> on its page in Uplink, or start the livestream in the meeting in Zoom, under More.`,
      },
    },
  },
  writing: {
    title: 'When you write to the operator',
    body: 'Say what you did, when, and the reference shown with the error. Never send a stream key.',
  },
  documentation: (to: To): Html =>
    html`How to add, use and remove Uplink is in the <a href="${to('/documentation')}">documentation</a>.`,
};
