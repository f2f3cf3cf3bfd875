import { test } from 'tap';
import type { Meeting, MeetingsPage } from '../../src/ui/api/types.ts';
import {
  duePages,
  isTokenRejected,
  MAX_RELOADED_PAGES,
  pageOf,
  withPage,
} from '../../src/ui/state/meeting-pages.ts';

const meeting = (id: string, changed: Partial<Meeting> = {}): Meeting => ({
  id,
  topic: `Meeting ${id}`,
  type: 2,
  start_time: null,
  duration: 60,
  timezone: 'UTC',
  recurring: false,
  livestream: null,
  live: { status: 'idle', since: null },
  ...changed,
});
const response = (next: string | null, ...meetings: Meeting[]): MeetingsPage => ({
  meetings,
  next_page_token: next,
  fetched_at: '2026-11-22T10:00:00.000Z',
  stale: false,
});

const [one, two] = [meeting('1'), meeting('2')];
const first = pageOf('', response('b', one));
const second = pageOf('b', response('c', two));
const third = pageOf('c', response(null, meeting('3')));
const pages = [first, second, third];

test('rows stay the same objects unless they show something else', async (t) => {
  const live = { status: 'live' as const, since: null };
  const fresh = pageOf('', response('b', meeting('1', { live }), meeting('2', { topic: 'New' })), [one, two]);
  t.equal(fresh.meetings[0], one, 'the live status comes from the cache');
  t.not(fresh.meetings[1], two);
});

test('a page knows since when it is stale', async (t) => {
  t.equal(first.staleSince, '');
  t.equal(pageOf('', { ...response(null), stale: true }).staleSince, '2026-11-22T10:00:00.000Z');
});

test('an unchanged page causes no render', async (t) => {
  t.equal(withPage(pages, first, pageOf('', response('b', meeting('1')), first.meetings)), pages);
});

test('a changed page is replaced; after a new last page, none follow', async (t) => {
  const renamed = pageOf('b', response('c', meeting('2', { topic: 'New' })), second.meetings);
  t.strictSame(withPage(pages, second, renamed), [first, renamed, third]);
  const last = pageOf('b', response(null, two), second.meetings);
  t.strictSame(withPage(pages, second, last), [first, last]);
  t.strictSame(withPage([first], second, last), [first], 'a page that is not in the list is dropped');
});

test('changed pages are reloaded, or the first five if any may have changed', async (t) => {
  t.strictSame(duePages(pages, new Set([third, first])), [first, third], 'in their order');
  const many = Array.from({ length: 7 }, (_, index) => ({ ...first, token: `${index}` }));
  t.equal(duePages(many, new Set(['all'])).length, MAX_RELOADED_PAGES);
});

test('only an invalid page token restarts the list', async (t) => {
  const problem = { type: '', title: '', code: 'invalid_request', detail: '', request_id: '' } as const;
  t.ok(isTokenRejected({ kind: 'problem', etag: '', problem: { ...problem, status: 400 } }));
  t.notOk(isTokenRejected({ kind: 'problem', etag: '', problem: { ...problem, status: 503 } }));
  t.notOk(isTokenRejected({ kind: 'unreachable' }));
  t.notOk(isTokenRejected(null));
});
