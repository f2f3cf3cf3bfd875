import type { Kind } from '../../api/types.ts';

/** The page of a meeting. */
export const meeting = {
  name: { meetings: 'Meeting', webinars: 'Webinar' } satisfies Record<Kind, string>,
  back: { meetings: 'All meetings', webinars: 'All webinars' } satisfies Record<Kind, string>,
  idLabel: { meetings: 'Meeting ID', webinars: 'Webinar ID' } satisfies Record<Kind, string>,
  openAsOther: {
    meetings: 'Open it as a webinar',
    webinars: 'Open it as a meeting',
  } satisfies Record<Kind, string>,
  loading: 'Reading the livestream from Zoom…',
  check: 'Check with Zoom now',
  checking: 'Checking with Zoom…',
  same: 'Zoom has what is shown here.',
  changed: 'This was changed in Zoom since it was last read.',
  changedElsewhere: 'This was changed elsewhere a moment ago.',
  nowTitle: 'Right now',
  streamsTo: 'Streams to',
  watchedAt: 'Watched at',
  nothing: 'Not configured',
};
