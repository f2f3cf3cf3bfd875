import type { Kind } from '../../api/types.ts';

/** The page of a meeting. */
export const meeting = {
  name: { meetings: 'Meeting', webinars: 'Webinar' } satisfies Record<Kind, string>,
  back: { meetings: 'All meetings', webinars: 'All webinars' } satisfies Record<Kind, string>,
  idLabel: { meetings: 'Meeting ID', webinars: 'Webinar ID' } satisfies Record<Kind, string>,
  openAsOther: {
    meetings: 'Open as a webinar',
    webinars: 'Open as a meeting',
  } satisfies Record<Kind, string>,
  /** Precedes the topic in the browser's tab. */
  tab: { live: '● Live', ready: 'Ready' },
  copyId: { meetings: 'Copy meeting ID', webinars: 'Copy webinar ID' } satisfies Record<Kind, string>,
  states: {
    'not started': 'Not started',
    'in progress': 'In progress',
    ended: 'Ended',
    deleted: 'Deleted',
  },
  inProgressSince: (time: string) => `In progress since ${time}`,
  endedAt: (time: string) => `Ended ${time}`,
  at: (day: string, time: string) => `${day}, ${time}`,
  fromTo: (day: string, start: string, end: string) => `${day}, ${start} – ${end}`,
  loading: 'Loading livestream…',
  check: 'Refresh from Zoom',
  checking: 'Refreshing…',
  same: 'Up to date.',
  changed: 'These settings changed in Zoom.',
  changedElsewhere: 'These settings were just changed elsewhere.',
  nowTitle: 'Current settings',
  streamsTo: 'Streams to',
  watchedAt: 'Watch page',
  nothing: 'Not set up',
};
