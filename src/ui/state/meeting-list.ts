import { effect, type Signal, signal } from '@preact/signals';
import { type ApiResult, api, type Failure } from '../api/client.ts';
import { recordLiveStatus, remember } from '../api/meeting-cache.ts';
import type { Kind, ListType, Meeting, MeetingsPage } from '../api/types.ts';
import { everything, type Filter } from '../lib/list-filter.ts';
import { isOld, readIntervalMs, whileInUse } from './keep-current.ts';
import { createScrollPosition } from './scroll-position.ts';
import { read, session } from './session.ts';
import { onEvent } from './user-events.ts';
import { checkRows, forgetRows, recordRowChange, refreshRows, retryRows } from './visible-rows.ts';

/** One page, with the page token of its request; empty for the first page. */
type Page = { token: string; next: string; meetings: Meeting[]; staleSince: string };

export type Listed = {
  pages: Page[];
  loading: boolean;
  failure: Failure | null;
  /** The list changed in Zoom, and is too long to be reloaded automatically. */
  outdated: boolean;
};

export type MeetingList = ReturnType<typeof createMeetingList>;

const nothingYet: Listed = { pages: [], loading: false, failure: null, outdated: false };

/** A burst of changes causes one reload, and reloads keep a minimum interval. */
const SOON_MS = 300;
const PACE_MS = 2_000;
/** Each page may cost a call to Zoom. */
const MAX_RELOADED_PAGES = 5;

/** A list of meetings that is loaded page by page, and follows the server's events. */
export function createMeetingList(kind: Kind, type: ListType) {
  const state: Signal<Listed> = signal(nothingYet);
  const filter: Signal<Filter> = signal(everything);
  /** When Zoom returned what is shown (ISO 8601), for the oldest page. Empty before the first. */
  const fetchedAt = signal('');
  const changed = new Set<Page | 'all'>();
  let watchers = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let checkedAt = 0;
  /** Why a page could not be reloaded. */
  let failedWith: Failure | null = null;

  const put = (change: Partial<Listed>) => {
    state.value = { ...state.peek(), ...change };
  };

  async function request(
    token: string,
    headers: Record<string, string> = {},
  ): Promise<ApiResult<MeetingsPage>> {
    const requestedAt = performance.now();
    const query = { type, ...(token ? { page_token: token } : {}) };
    const response = await read(api.GET(`/api/${kind}`, { params: { query }, headers }));
    if (!response.ok) return response;
    remember(kind, response.value.meetings, requestedAt);
    const isFirst = token === '';
    if (isFirst || response.value.fetched_at < fetchedAt.peek()) fetchedAt.value = response.value.fetched_at;
    checkRows();
    return response;
  }

  /**
   * Loads the next page, or retries the failed one; from the beginning if its token has expired.
   */
  async function more(): Promise<void> {
    const { loading, failure } = state.peek();
    if (loading) return;
    const pages = isRejectedPage(failure) ? [] : state.peek().pages;
    put({ loading: true });
    const token = pages.at(-1)?.next ?? '';
    const response = await request(token);
    if (!response.ok) return put({ loading: false, failure: response.failure });
    put({ loading: false, failure: null, pages: [...pages, pageOf(token, response.value)] });
  }

  /** Reloads one page and returns the token of the next one; null if that failed. */
  async function retry(page: Page, token: string, headers?: Record<string, string>): Promise<string | null> {
    const response = await request(token, headers);
    if (!response.ok) {
      if (isRejectedPage(response.failure)) put({ outdated: true });
      failedWith = response.failure;
      return null;
    }
    const fresh = pageOf(token, response.value, page.meetings);
    // Most changes concern a stream, which its row shows on its own: the list is not rendered again
    // then.
    if (isSamePage(page, fresh)) return fresh.next;
    const pages = state.peek().pages.map((each) => (each === page ? fresh : each));
    put({ pages: fresh.next ? pages : pages.slice(0, pages.indexOf(fresh) + 1) });
    return fresh.next;
  }

  async function reload(): Promise<void> {
    timer = undefined;
    checkedAt = Date.now();
    const { pages } = state.peek();
    const all = changed.has('all');
    if (all && pages.length > MAX_RELOADED_PAGES) put({ outdated: true });
    const due = pages.filter((page, index) => (all ? index < MAX_RELOADED_PAGES : changed.has(page)));
    changed.clear();
    let next: string | null = null;
    for (const page of due) next = await retry(page, all && next ? next : page.token);
  }

  function soon(): void {
    if (timer || watchers === 0 || changed.size === 0) return;
    timer = setTimeout(reload, Math.max(SOON_MS, checkedAt + PACE_MS - Date.now()));
  }

  /**
   * Reloads what is shown from Zoom, including the livestreams in view. Resolves to the failure, if
   * any.
   */
  async function refresh(): Promise<Failure | null> {
    const { pages, loading } = state.peek();
    if (loading) return null;
    if (pages.length === 0) {
      await more();
      return state.peek().failure;
    }
    refreshRows();
    failedWith = null;
    put({ loading: true, outdated: pages.length > MAX_RELOADED_PAGES });
    checkedAt = Date.now();
    let token: string | null = '';
    for (const page of pages.slice(0, MAX_RELOADED_PAGES)) {
      token = await retry(page, token, { 'cache-control': 'no-cache' });
      if (!token) break;
    }
    put({ loading: false });
    return failedWith;
  }

  return {
    state,
    fetchedAt,
    refresh,
    /** Reloads the first page if it is shown and old. */
    checkAge(): void {
      const [first] = state.peek().pages;
      if (watchers === 0 || !first || !isOld(fetchedAt.peek())) return;
      if (Date.now() - checkedAt < readIntervalMs()) return;
      changed.add(first);
      soon();
    },
    /** The filter and the scroll position, which stay with the list. */
    filter,
    scrollPosition: createScrollPosition(),
    more,
    /** Starts again with the first page. */
    async restart(): Promise<void> {
      changed.clear();
      put({ ...nothingYet });
      await more();
    },
    /** Something about this meeting, or about any meeting, has changed. */
    recordChange(id: string | undefined): void {
      const held = state.peek().pages.filter(({ meetings }) => meetings.some((each) => each.id === id));
      for (const page of held) changed.add(page);
      if (id === undefined) changed.add('all');
      soon();
    },
    /** The list is shown from now on; the returned function ends that. */
    watch(): () => void {
      watchers += 1;
      const [first] = state.peek().pages;
      if (first) changed.add(first);
      else more();
      soon();
      return () => {
        watchers -= 1;
      };
    },
  };
}

/** A page token is valid for minutes only: if Zoom rejects it, the list starts again. */
function isRejectedPage(failure: Failure | null): boolean {
  return failure?.kind === 'problem' && failure.problem.status === 400;
}

/** Unchanged rows stay the same objects, so that they are not rendered again. */
function pageOf(token: string, page: MeetingsPage, before: Meeting[] = []): Page {
  const cached = new Map(before.map((meeting) => [rowOf(meeting), meeting]));
  return {
    token,
    next: page.next_page_token ?? '',
    meetings: page.meetings.map((meeting) => cached.get(rowOf(meeting)) ?? meeting),
    staleSince: page.stale ? page.fetched_at : '',
  };
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

function rowOf({ livestream: _livestream, live: _live, ...row }: Meeting): string {
  return JSON.stringify(row);
}

const lists = new Map<string, MeetingList>();

/** The list of this kind. Loaded pages are kept while other screens are shown. */
export function meetingList(kind: Kind, type: ListType): MeetingList {
  const cached = lists.get(`${kind} ${type}`);
  if (cached) return cached;
  const fresh = createMeetingList(kind, type);
  lists.set(`${kind} ${type}`, fresh);
  return fresh;
}

whileInUse(() => {
  for (const list of lists.values()) list.checkAge();
});

onEvent('livestream', ({ kind, meeting_id }) => {
  recordRowChange(kind, meeting_id);
  for (const [name, list] of lists) if (!kind || name.startsWith(kind)) list.recordChange(meeting_id);
});

onEvent('connection', ({ status }) => status === 'connected' && retryRows());

onEvent('live', ({ kind, meeting_id, status, since }) =>
  recordLiveStatus(kind, meeting_id, { status, since }),
);

/** Another user may sign in on the same page. */
effect(() => {
  if (session.value.state !== 'signed out') return;
  lists.clear();
  forgetRows();
});
