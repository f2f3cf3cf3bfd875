import { effect, type Signal, signal } from '@preact/signals';
import { type ApiResult, api, type Failure } from '../api/client.ts';
import { recordLiveStatus, remember } from '../api/meeting-cache.ts';
import type { Kind, ListType, Meeting, MeetingsPage } from '../api/types.ts';
import { everything, type Filter } from '../lib/list-filter.ts';
import { isOld, readIntervalMs, whileInUse } from './keep-current.ts';
import {
  duePages,
  isTokenRejected,
  MAX_RELOADED_PAGES,
  type Page,
  pageOf,
  withPage,
} from './meeting-pages.ts';
import { createScrollPosition } from './scroll-position.ts';
import { read, session } from './session.ts';
import { onEvent } from './user-events.ts';
import { checkRows, forgetRows, recordRowChange, refreshRows, retryRows } from './visible-rows.ts';

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

/** The pages of a list as they are loaded from the API. */
function createPages(kind: Kind, type: ListType) {
  const state: Signal<Listed> = signal(nothingYet);
  /** When Zoom returned what is shown (ISO 8601), for the oldest page. Empty before the first. */
  const fetchedAt = signal('');

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
    const pages = isTokenRejected(failure) ? [] : state.peek().pages;
    put({ loading: true });
    const token = pages.at(-1)?.next ?? '';
    const response = await request(token);
    if (!response.ok) return put({ loading: false, failure: response.failure });
    put({ loading: false, failure: null, pages: [...pages, pageOf(token, response.value)] });
  }

  /** Reloads one page with this token, and returns the token of the next one. */
  async function reload(
    page: Page,
    token: string,
    headers?: Record<string, string>,
  ): Promise<ApiResult<string>> {
    const response = await request(token, headers);
    if (!response.ok) {
      if (isTokenRejected(response.failure)) put({ outdated: true });
      return response;
    }
    const fresh = pageOf(token, response.value, page.meetings);
    const { pages } = state.peek();
    const reloaded = withPage(pages, page, fresh);
    // Most changes concern a stream, which its row shows on its own: the list is not rendered again
    // then.
    if (reloaded !== pages) put({ pages: reloaded });
    return { ...response, value: fresh.next };
  }

  return { state, fetchedAt, put, more, reload };
}

/** Reloads the pages that have changed, while the list is shown. */
function createReloads({ state, put, more, reload }: ReturnType<typeof createPages>, isShown: () => boolean) {
  const changed = new Set<Page | 'all'>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reloadedAt = 0;

  async function reloadChanged(): Promise<void> {
    timer = undefined;
    reloadedAt = Date.now();
    const { pages } = state.peek();
    const isAll = changed.has('all');
    if (isAll && pages.length > MAX_RELOADED_PAGES) put({ outdated: true });
    const due = duePages(pages, changed);
    changed.clear();
    let next = '';
    for (const page of due) {
      const response = await reload(page, isAll && next ? next : page.token);
      next = response.ok ? response.value : '';
    }
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
    put({ loading: true, outdated: pages.length > MAX_RELOADED_PAGES });
    reloadedAt = Date.now();
    const failure = await reloadInOrder(pages.slice(0, MAX_RELOADED_PAGES));
    put({ loading: false });
    return failure;
  }

  async function reloadInOrder(pages: Page[]): Promise<Failure | null> {
    let token = '';
    for (const page of pages) {
      const response = await reload(page, token, { 'cache-control': 'no-cache' });
      if (!response.ok) return response.failure;
      token = response.value;
      if (!token) break;
    }
    return null;
  }

  return {
    refresh,
    /** Reloads these pages, and those that changed while the list was not shown. */
    add(...pages: (Page | 'all')[]): void {
      for (const page of pages) changed.add(page);
      if (timer || !isShown() || changed.size === 0) return;
      timer = setTimeout(reloadChanged, Math.max(SOON_MS, reloadedAt + PACE_MS - Date.now()));
    },
    clear: () => changed.clear(),
    isRecent: () => Date.now() - reloadedAt < readIntervalMs(),
  };
}

/** A list of meetings that is loaded page by page, and follows the server's events. */
export function createMeetingList(kind: Kind, type: ListType) {
  let watchers = 0;
  const pages = createPages(kind, type);
  const { state, fetchedAt, more } = pages;
  const reloads = createReloads(pages, () => watchers > 0);

  return {
    state,
    fetchedAt,
    /** The filter and the scroll position, which stay with the list. */
    filter: signal<Filter>(everything),
    scrollPosition: createScrollPosition(),
    more,
    refresh: reloads.refresh,
    /** Reloads the first page if it is shown and old. */
    checkAge(): void {
      const [first] = state.peek().pages;
      if (watchers === 0 || !first || !isOld(fetchedAt.peek()) || reloads.isRecent()) return;
      reloads.add(first);
    },
    /** Starts again with the first page. */
    async restart(): Promise<void> {
      reloads.clear();
      pages.put({ ...nothingYet });
      await more();
    },
    /** Something about this meeting, or about any meeting, has changed. */
    recordChange(id: string | undefined): void {
      const affected = state.peek().pages.filter(({ meetings }) => meetings.some((each) => each.id === id));
      reloads.add(...affected, ...(id === undefined ? (['all'] as const) : []));
    },
    /** The list is shown from now on; the returned function ends that. */
    watch(): () => void {
      watchers += 1;
      const [first] = state.peek().pages;
      if (!first) more();
      reloads.add(...(first ? [first] : []));
      return () => {
        watchers -= 1;
      };
    },
  };
}

const lists = new Map<string, MeetingList>();
/** Increases when the lists of the previous user are removed. */
const generation = signal(0);

/** The list of this kind. Loaded pages are kept while other screens are shown. */
export function meetingList(kind: Kind, type: ListType): MeetingList {
  const cached = lists.get(`${kind} ${type}`);
  if (cached) return cached;
  const fresh = createMeetingList(kind, type);
  lists.set(`${kind} ${type}`, fresh);
  return fresh;
}

/** The loaded rows of meetings that are not over. A signal's value: it changes with the lists. */
export function loadedMeetings(kind: Kind): Meeting[] {
  generation.value;
  return (['upcoming', 'live'] as const).flatMap((type) =>
    meetingList(kind, type).state.value.pages.flatMap(({ meetings }) => meetings),
  );
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
  generation.value = generation.peek() + 1;
  forgetRows();
});
