import type { Kind, StatusUpdate } from '../../api/types.ts';

type Settings = NonNullable<StatusUpdate['settings']>;

/** Going live, and the card while a livestream runs. */
export const live = {
  title: 'Livestream',
  setUp: 'Set up',
  startMeeting: {
    meetings: 'Start meeting in Zoom',
    webinars: 'Start webinar in Zoom',
  } satisfies Record<Kind, string>,
  start: 'Go live',
  starting: 'Starting…',
  requested: 'Starting… “Live” appears here once Zoom confirms.',
  noWord: 'No confirmation from Zoom yet. Check the meeting or try again.',
  started: 'You’re live.',
  stop: 'Stop the livestream',
  stopShort: 'Stop',
  stopping: 'Stopping…',
  stopped: 'Livestream stopped.',
  stopTitle: 'Stop the livestream?',
  stopBody: 'Your audience sees the stream end immediately. The meeting continues.',
  keepOn: 'Keep streaming',
  running: 'Live for',
  watchedAt: 'Viewers watch at',
  notConfigured: 'Set a destination first.',
  unsaved: 'You have unsaved changes. Going live uses the saved settings.',
  needsMeeting: {
    meetings: 'You can go live once the meeting has started.',
    webinars: 'You can go live once the webinar has started.',
  } satisfies Record<Kind, string>,
  startFirst: {
    meetings: 'The meeting hasn’t started. Start it in Zoom, then go live.',
    webinars: 'The webinar hasn’t started. Start it in Zoom, then go live.',
  } satisfies Record<Kind, string>,
  how: 'Layout and captions',
  layout: 'Layout',
  layouts: {
    follow_host: 'Same as host’s view',
    gallery_view: 'Gallery',
    speaker_view: 'Speaker',
  } satisfies Record<NonNullable<Settings['layout']>, string>,
  captions: 'Captions',
  captionKinds: {
    'burnt-in': 'Burned in',
    embedded: 'Closed captions (viewers can turn on)',
    off: 'None',
  } satisfies Record<NonNullable<Settings['close_caption']>, string>,
  displayName: 'Stream title',
  displayNameHint: 'Up to 50 characters. Leave blank for Zoom’s default.',
  speakerName: 'Show the speaker’s name',
  change: 'Apply',
  changing: 'Applying…',
  changed: 'Layout and captions applied.',
};
