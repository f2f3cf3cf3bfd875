import type { Kind } from '../../api/types.ts';

/** What a new user does first, above the list. */
export const firstSteps = {
  title: 'First steps',
  saved: 'Save a destination',
  used: { meetings: 'Use it in a meeting', webinars: 'Use it in a webinar' } satisfies Record<Kind, string>,
  checked: 'Check readiness',
  hints: {
    saved: 'Your channel’s Stream URL and key, by name.',
    used: 'Open one and choose your destination.',
    checked: 'See what to fix before you go live.',
  },
  isDone: '(done)',
  skip: 'Skip',
  skipping: 'Skipping…',
  skipAll: 'Skip the first steps',
  skipFailed: 'Couldn’t skip the first steps. Check your connection and try again.',
  finished: 'All set. Go live from the meeting’s page.',
  close: 'Close',
};
