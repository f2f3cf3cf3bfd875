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

/** One page, with the token that it was read by; the first has none. */
type Page = { token: string; next: string; meetings: Meeting[]; staleSince: string };

export type Listed = {
  pages: Page[];
  loading: boolean;
  failure: Failure | null;
  /** It has changed, and is too long to be read again without being asked to. */
  outdated: boolean;
};

export type MeetingList = ReturnType<typeof createMeetingList>;

const nothingYet: Listed = { pages: [], loading: false, failure: null, outdated: false };

/** Many changes at once are one reason to look, and looking again has its pace. */
const SOON_MS = 300;
const PACE_MS = 2_000;
/** Each page may cost a call to Zoom. */
const PAGES_AT_ONCE = 5;

/** A list of meetings, as far as it was read, which follows what the server tells. */
export function createMeetingList(kind: Kind, type: ListType) {
  const state: Signal<Listed> = signal(nothingYet);
  const filter: Signal<Filter> = signal(everything);
  /** When Zoom gave what is shown (ISO 8601); the oldest of the pages counts. Empty before the first. */
  const fetchedAt = signal('');
  const changed = new Set<Page | 'all'>();
  let watchers = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let checkedAt = 0;
  /** Why a page could not be read again. */
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

  /** Reads the next page, or the failed one again; from the beginning where its token has lapsed. */
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

  /** Reads one page anew, and answers the token of the one after it; null where it could not be had. */
  async function retry(page: Page, token: string, headers?: Record<string, string>): Promise<string | null> {
    const response = await request(token, headers);
    if (!response.ok) {
      if (isRejectedPage(response.failure)) put({ outdated: true });
      failedWith = response.failure;
      return null;
    }
    const fresh = pageOf(token, response.value, page.meetings);
    // Most changes are of a stream, which its row shows by itself: then the list need not be drawn again.
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
    if (all && pages.length > PAGES_AT_ONCE) put({ outdated: true });
    const due = pages.filter((page, index) => (all ? index < PAGES_AT_ONCE : changed.has(page)));
    changed.clear();
    let next: string | null = null;
    for (const page of due) next = await retry(page, all && next ? next : page.token);
  }

  function soon(): void {
    if (timer || watchers === 0 || changed.size === 0) return;
    timer = setTimeout(reload, Math.max(SOON_MS, checkedAt + PACE_MS - Date.now()));
  }

  /** Reads what is shown from Zoom now, the livestreams in view included; resolves to what went wrong. */
  async function refresh(): Promise<Failure | null> {
    const { pages, loading } = state.peek();
    if (loading) return null;
    if (pages.length === 0) {
      await more();
      return state.peek().failure;
    }
    refreshRows();
    failedWith = null;
    put({ loading: true, outdated: pages.length > PAGES_AT_ONCE });
    checkedAt = Date.now();
    let token: string | null = '';
    for (const page of pages.slice(0, PAGES_AT_ONCE)) {
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
    /** Reads the first page again if it is shown and old. */
    checkAge(): void {
      const [first] = state.peek().pages;
      if (watchers === 0 || !first || !isOld(fetchedAt.peek())) return;
      if (Date.now() - checkedAt < readIntervalMs()) return;
      changed.add(first);
      soon();
    },
    /** What of it is shown, and how far; it stays with the list. */
    filter,
    scrollPosition: createScrollPosition(),
    more,
    /** Begins anew with the first page. */
    async restart(): Promise<void> {
      changed.clear();
      put({ ...nothingYet });
      await more();
    },
    /** Something about this meeting, or about any, is not what it was. */
    recordChange(id: string | undefined): void {
      const held = state.peek().pages.filter(({ meetings }) => meetings.some((each) => each.id === id));
      for (const page of held) changed.add(page);
      if (id === undefined) changed.add('all');
      soon();
    },
    /** Somebody looks at it from now on; the returned function ends that. */
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

/** A page token lives for minutes only: once it is refused, the list starts anew. */
function isRejectedPage(failure: Failure | null): boolean {
  return failure?.kind === 'problem' && failure.problem.status === 400;
}

/** Rows that are as before stay the same objects, so that they are not drawn again. */
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

/** The list of this kind, which stays as far as it was read while other screens are shown. */
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
