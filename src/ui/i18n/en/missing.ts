import type { Kind } from '../../api/types.ts';

/** The page of a meeting that Zoom doesn't have. */
export const missing = {
  deleted: {
    meetings: 'This meeting was deleted in Zoom.',
    webinars: 'This webinar was deleted in Zoom.',
  } satisfies Record<Kind, string>,
  deletedHint: 'If it moved to another host, only that host can open it here.',
  notFound: {
    meetings: 'We can’t find this meeting in your Zoom account.',
    webinars: 'We can’t find this webinar in your Zoom account.',
  } satisfies Record<Kind, string>,
  notFoundHint: 'Check the ID. It may belong to another host, or it was deleted or has expired.',
  toList: { meetings: 'Go to your meetings', webinars: 'Go to your webinars' } satisfies Record<Kind, string>,
  retry: 'Check again',
};
