import type { Kind, ListType } from '../../api/types.ts';
import { formatNumber } from '../../lib/format-number.ts';
import type { Show } from '../../lib/list-filter.ts';

export const list = {
  title: { meetings: 'Meetings', webinars: 'Webinars' } satisfies Record<Kind, string>,
  show: 'Show',
  types: { upcoming: 'Upcoming', live: 'In progress', previous: 'Previous' } satisfies Record<
    ListType,
    string
  >,
  zone: (zone: string) => `Times are in ${zone}.`,
  loading: 'Asking for your list…',
  more: 'Load more',
  moreLoading: 'Loading more…',
  shown: (count: number) => (count === 1 ? '1 in the list.' : `${formatNumber(count)} in the list.`),
  empty: {
    upcoming:
      'Nothing is scheduled. What you schedule in Zoom appears here; an instant meeting opens by its ID.',
    live: 'Nothing of yours is in progress at this moment.',
    previous: 'Nothing has taken place in the time that Zoom remembers.',
  } satisfies Record<ListType, string>,
  search: 'Search by words or ID',
  only: 'Livestream',
  shows: {
    all: 'All',
    configured: 'Configured',
    none: 'Not configured',
    live: 'Live now',
  } satisfies Record<Show, string>,
  found: (found: number, of: number) => `${formatNumber(found)} of ${formatNumber(of)} shown.`,
  searching: (count: number) => `Looking through your list… ${formatNumber(count)} so far.`,
  nothingFound: 'Nothing in your list is like that.',
  clear: 'Show all again',
  outdated: 'Your list has changed in Zoom.',
  restart: 'Load it again',
  noTime: 'No fixed time',
  anyTime: 'Any time',
  untitled: { meetings: 'Untitled meeting', webinars: 'Untitled webinar' } satisfies Record<Kind, string>,
  recurring: 'recurring',
  notConfigured: 'Not configured',
  notChecked: 'Not checked yet',
  uncheckedCount: (count: number) =>
    count === 1 ? '1 meeting is not checked yet.' : `${formatNumber(count)} meetings are not checked yet.`,
  checkMore: 'Check them',
  live: 'Live',
  liveSince: (time: string) => `Live since ${time}`,
  idle: 'Not live',
  liveUnknown: 'Live state not known',
};
