import { type ManifestOptions, marketplaceUrls } from './manifest.ts';
import { document, table } from './markdown.ts';

/** Steps for a reviewer that use every scope, and what they should see. */
export function testPlan({ publicUrl, hasPanel }: ManifestOptions): string {
  const urls = marketplaceUrls(publicUrl);
  const steps = [
    [
      'Open the Direct Landing URL, sign in to Zoom, and choose Allow.',
      `${urls.landing} leads to Zoom and back to the list of meetings, signed in.`,
      '`user:read:user`',
    ],
    [
      'Look at the list, and choose Webinars.',
      'The user’s meetings and webinars.',
      '`meeting:read:list_meetings`, `webinar:read:list_webinars`',
    ],
    ['Open a meeting.', 'Its livestream settings, as in Zoom.', '`meeting:read:livestream`'],
    [
      'Read the Readiness check.',
      'Whether livestreaming is on, and whether the meeting is encrypted.',
      '`meeting:read:meeting`, `user:read:settings`',
    ],
    [
      'Enter `rtmps://example.org/live`, a stream key and a watch page, and choose Save.',
      '“Saved to Zoom.” In Zoom, the meeting has these settings.',
      '`meeting:update:livestream`',
    ],
    [
      'Start the meeting in Zoom, and choose Go live. Then choose Stop.',
      'The livestream starts and stops.',
      '`meeting:update:livestream_status`; the events of livestreams',
    ],
    ['Open History, and choose Undo.', 'The previous settings are restored.', '`meeting:update:livestream`'],
    [
      'Repeat with a webinar.',
      'The same.',
      '`webinar:read:livestream`, `webinar:read:webinar`, `webinar:update:livestream`, `webinar:update:livestream_status`',
    ],
    ...(hasPanel
      ? [
          [
            'In a meeting, open Apps, Uplink.',
            'The panel shows the livestream of this meeting.',
            '`zoomapp:inmeeting`',
          ],
        ]
      : []),
    [
      'Remove the app in the Marketplace: Manage, Added Apps, Remove.',
      'The session ends; all data of the user is deleted.',
      '`app_deauthorized`',
    ],
  ];
  return document(
    'Test plan',
    'Needs a licensed Zoom user (Pro or higher; for webinars, the webinar plan). In Zoom’s settings, In Meeting (Advanced), turn on “Allow livestreaming of meetings” and “Custom Live Streaming Service”. Schedule a meeting and a webinar. Uplink has no accounts of its own: reviewers sign in with Zoom.',
    table(
      ['Step', 'Expected result', 'Uses'],
      steps.map(([step = '', result = '', uses = ''], index) => [`${index + 1}. ${step}`, result, uses]),
    ),
  );
}
