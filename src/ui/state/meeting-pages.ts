import type { Failure } from '../api/client.ts';
import type { Meeting, MeetingsPage } from '../api/types.ts';

/** One page, with the page token of its request; empty for the first page. */
export type Page = { token: string; next: string; meetings: Meeting[]; staleSince: string };

/** Each page may cost a call to Zoom. */
export const MAX_RELOADED_PAGES = 5;

/** A page of the list. Unchanged rows stay the same objects, so they are not rendered again. */
export function pageOf(token: string, page: MeetingsPage, before: Meeting[] = []): Page {
  const previous = new Map(before.map((meeting) => [rowOf(meeting), meeting]));
  return {
    token,
    next: page.next_page_token ?? '',
    meetings: page.meetings.map((meeting) => previous.get(rowOf(meeting)) ?? meeting),
    staleSince: page.stale ? page.fetched_at : '',
  };
}

/** The row without what it shows from the meeting cache. */
function rowOf({ livestream: _livestream, live: _live, ...row }: Meeting): string {
  return JSON.stringify(row);
}

/** The pages with `fresh` instead of `page`; the same array if nothing has changed. */
export function withPage(pages: Page[], page: Page, fresh: Page): Page[] {
  // The list may have started again since the page was requested.
  if (!pages.includes(page) || isSamePage(page, fresh)) return pages;
  const replaced = pages.map((each) => (each === page ? fresh : each));
  return fresh.next ? replaced : replaced.slice(0, replaced.indexOf(fresh) + 1);
}

function isSamePage(one: Page, other: Page): boolean {
  const isSameRow = (meeting: Meeting, index: number) => meeting === one.meetings[index];
  return (
    one.token === other.token &&
    one.next === other.next &&
    one.staleSince === other.staleSince &&
    one.meetings.length === other.meetings.length &&
    other.meetings.every(isSameRow)
  );
}

/** The pages to reload after these changes, up to a limit if any page may have changed. */
export function duePages(pages: Page[], changed: ReadonlySet<Page | 'all'>): Page[] {
  return changed.has('all') ? pages.slice(0, MAX_RELOADED_PAGES) : pages.filter((page) => changed.has(page));
}

/** A page token is valid for minutes only: if Zoom rejects it, the list starts again. */
export function isTokenRejected(failure: Failure | null): boolean {
  return failure?.kind === 'problem' && failure.problem.status === 400;
}
