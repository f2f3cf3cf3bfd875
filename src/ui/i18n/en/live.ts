import type { Kind, StatusUpdate } from '../../api/types.ts';

type Settings = NonNullable<StatusUpdate['settings']>;

/** Going live, and what is said while it runs. */
export const live = {
  title: 'On air',
  start: 'Go live',
  starting: 'Asking Zoom to start…',
  requested: 'Zoom has been asked. This shows “Live” as soon as Zoom says that it streams.',
  noWord: 'Zoom has not said yet that it streams. Look in the meeting, or try again.',
  started: 'The livestream is running.',
  stop: 'Stop the livestream',
  stopping: 'Asking Zoom to stop…',
  stopped: 'The livestream has stopped.',
  stopTitle: 'Stop the livestream?',
  stopBody: 'The audience sees the stream end at once. The meeting itself goes on.',
  keepOn: 'Keep streaming',
  running: 'Running for',
  unknown: 'Uplink has not heard from Zoom whether this streams at the moment.',
  idle: 'Nothing is streamed at the moment.',
  notConfigured: 'Save livestream settings first: Zoom has nowhere to stream to.',
  unsaved: 'Your changes below are not saved. Going live uses what Zoom has.',
  needsMeeting: {
    meetings: 'Zoom can start it once the meeting is running.',
    webinars: 'Zoom can start it once the webinar is running.',
  } satisfies Record<Kind, string>,
  inProgress: {
    meetings: 'Meeting in progress',
    webinars: 'Webinar in progress',
  } satisfies Record<Kind, string>,
  notInProgress: {
    meetings: 'Meeting not in progress',
    webinars: 'Webinar not in progress',
  } satisfies Record<Kind, string>,
  startFirst: {
    meetings: 'Start the meeting in Zoom first. Then go live here.',
    webinars: 'Start the webinar in Zoom first. Then go live here.',
  } satisfies Record<Kind, string>,
  how: 'How it looks',
  layout: 'Layout',
  layouts: {
    follow_host: 'As the host sees it',
    gallery_view: 'Gallery',
    speaker_view: 'Speaker',
  } satisfies Record<NonNullable<Settings['layout']>, string>,
  captions: 'Captions',
  captionKinds: {
    'burnt-in': 'In the picture',
    embedded: 'Beside the picture, to be switched on',
    off: 'None',
  } satisfies Record<NonNullable<Settings['close_caption']>, string>,
  displayName: 'Name of the stream',
  displayNameHint: 'Up to 50 characters. Leave empty for Zoom’s own.',
  speakerName: 'Show who is speaking',
  change: 'Change how it looks',
  changing: 'Telling Zoom…',
  changed: 'Zoom has changed how it looks.',
};
