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
  loading: 'Loading…',
  more: 'Load more',
  moreLoading: 'Loading more…',
  shown: (count: number) => (count === 1 ? '1 in the list.' : `${formatNumber(count)} in the list.`),
  empty: {
    upcoming:
      'Nothing scheduled. Meetings you schedule in Zoom appear here. Open an instant meeting by its ID.',
    live: 'Nothing is in progress.',
    previous: 'No previous meetings in Zoom’s records.',
  } satisfies Record<ListType, string>,
  search: 'Title, ID or join link',
  openReference: (id: string) => `Open ${id}`,
  only: 'Livestream',
  shows: {
    all: 'All',
    configured: 'Configured',
    none: 'Not configured',
    live: 'Live now',
  } satisfies Record<Show, string>,
  found: (found: number, of: number) => `${formatNumber(found)} of ${formatNumber(of)} shown.`,
  searching: (count: number) => `Searching… ${formatNumber(count)} checked so far.`,
  nothingFound: 'No matches.',
  clear: 'Clear filters',
  outdated: 'Your list changed in Zoom.',
  restart: 'Reload',
  nextHour: 'In the next hour',
  noTime: 'No fixed time',
  anyTime: 'Any time',
  untitled: { meetings: 'Untitled meeting', webinars: 'Untitled webinar' } satisfies Record<Kind, string>,
  recurring: 'recurring',
  notConfigured: 'Not configured',
  notChecked: 'Not checked yet',
  uncheckedCount: (count: number) =>
    count === 1 ? '1 meeting not checked yet.' : `${formatNumber(count)} meetings not checked yet.`,
  checkMore: 'Check now',
  live: 'Live',
  liveSince: (time: string) => `Live since ${time}`,
  idle: 'Not live',
  liveUnknown: 'Live status unknown',
};
