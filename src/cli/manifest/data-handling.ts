import { limits } from '../../limits.ts';
import { type ManifestOptions, marketplaceUrls } from './manifest.ts';
import { document, table } from './markdown.ts';

/** What is stored, why and for how long. The durations are the constants that the app uses. */
export function dataHandling({ publicUrl }: Pick<ManifestOptions, 'publicUrl'>): string {
  return document(
    'Data handling',
    'Data is stored in the operator’s PostgreSQL database and sent only to Zoom and to the user’s own browser and calendar. Uplink has no access to audio, video, chat, recordings or participants.',
    '## Stored data',
    table(['Data', 'Purpose', 'Protection'], STORED),
    '## Retention',
    table(['Data', 'Maximum per user', 'Deleted'], retention()),
    '## Deletion',
    `A user deletes all their data under Account, “Disconnect and delete my data”, or by removing the app in Zoom: the event \`app_deauthorized\` deletes it. The operator can delete it with \`uplink users erase\`. Tokens, sessions and the user’s data key are deleted immediately, the rest within seconds for most users. A keyed hash of the user ID remains for ${limits.erasedUser.retention}, to recognize late messages from Zoom. Users can download their data under Account. See ${marketplaceUrls(publicUrl).privacy}.`,
  );
}

const STORED = [
  ['Zoom user ID, account ID, granted scopes', 'identifies the user', 'not encrypted'],
  ['Name, e-mail address, time zone, plan', 'shown to the user', 'encrypted'],
  ['Access and refresh token', 'calls to Zoom’s API', 'encrypted; never sent to a browser'],
  ['Livestream settings with stream key', 'cache, history and undo', 'encrypted'],
  ['Destinations with stream key', 'saved by the user', 'encrypted'],
  ['Lists of meetings and webinars', 'cache', 'encrypted; meeting IDs are lookup keys and not encrypted'],
  ['Sessions', 'sign-in', 'hash of the session token, names of browser and operating system'],
  ['Calendar feed', 'upcoming streamed meetings in a calendar', 'encrypted; hash of the secret link'],
  ['Events from Zoom', 'processed once', 'encrypted; the content is deleted after processing'],
];

function retention(): string[][] {
  const row = (data: string, { max, retention: after }: { max?: number; retention?: string }) => [
    data,
    max === undefined ? '–' : String(max),
    after === undefined ? 'when the user deletes it' : `after ${after}`,
  ];
  return [
    ['Profile and tokens', '1', 'when the user deletes their data or removes the app'],
    row('Sessions', limits.session),
    row('Sign-ins in progress, per browser', limits.authorizationRequest),
    row('Destinations', limits.destination),
    row('Cached livestream settings', limits.livestream),
    row('Live statuses', limits.liveStatus),
    row('Times when meetings started and ended', limits.meetingSession),
    row('Attempts to start a livestream', limits.startAttempt),
    row('Latest switch of a livestream', limits.destinationSwitch),
    row('Cached pages of meeting lists', limits.listingPage),
    ['Calendar feed', '1', 'when the user revokes it'],
    row('History', limits.history),
    row('Bulk edits', limits.bulkUpdate),
    row('Events for browsers', limits.userEvent),
    row('Events from Zoom', limits.webhookEvent),
    row('Failed background jobs', limits.failedJob),
    row('Keyed hashes of erased users', limits.erasedUser),
    row('State of the rate limiter', limits.rateLimit),
  ];
}
