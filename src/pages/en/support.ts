import { type Html, html } from '../html.ts';
import type { To } from '../reader.ts';

export const support = {
  title: 'Support',
  lead: (publicUrl: string): Html =>
    html`Uplink at <code>${publicUrl}</code> is run by your own team or on its behalf. For help, contact the operator of this server: usually the people who gave you this URL, or your Zoom administrator.`,
  before: {
    title: 'Common problems',
    cases: {
      notEnabled: {
        term: '“Livestreaming not enabled”, or Zoom doesn’t keep a change',
        body: html`In Zoom’s settings, under In Meeting (Advanced), turn on <strong>Allow livestreaming of meetings</strong> and <strong>Custom Live Streaming Service</strong>. If they are locked, contact your Zoom administrator. A Pro plan or higher is required.`,
      },
      notFound: {
        term: 'A meeting is not found',
        body: html`Uplink shows meetings that the signed-in Zoom user hosts. Check the ID, and whether it is a webinar. Meetings that were deleted or have expired no longer exist in Zoom.`,
      },
      reconnect: {
        term: 'Uplink prompts you to reconnect to Zoom',
        body: html`Uplink lost its connection to Zoom, or needs a new permission. Choose <strong>Reconnect to Zoom</strong>. Your data is kept.`,
      },
      stale: {
        term: '“Couldn’t reach Zoom”',
        body: html`Uplink shows the settings that it fetched last. They may be outdated. Choose <strong>Refresh from Zoom</strong> in a moment.`,
      },
      noStream: {
        term: 'The stream doesn’t start',
        body: html`Saving the settings does not start the livestream. Start the meeting in Zoom. Then choose <strong>Go live</strong> on its page in Uplink, or start the livestream in the Zoom meeting, under More.`,
      },
    },
  },
  writing: {
    title: 'When you contact the operator',
    body: 'Describe what you did and when, and include the reference shown with the error. Never send a stream key.',
  },
  documentation: (to: To): Html =>
    html`To learn how to add, use and remove Uplink, see the <a href="${to('/documentation')}">documentation</a>.`,
};
