import { effect } from '@preact/signals';
import { test } from 'tap';
import {
  cachedMeeting,
  clearMeetingCache,
  isLive,
  recordLiveStatus,
  recordLivestream,
  remember,
  stateOf,
} from '../../src/ui/api/meeting-cache.ts';
import type { Livestream, Meeting } from '../../src/ui/api/types.ts';

const livestream: Livestream = {
  destination_id: null,
  meeting_id: '82929473321',
  stream_url: 'rtmp://one.example/live',
  stream_key_hint: 'wxyz',
  stream_key_fingerprint: 'f1',
  page_url: 'https://one.example/',
  resolution: null,
  configured: true,
  source: 'zoom',
  fetched_at: '2026-11-22T10:00:00.000Z',
  stale: false,
};
const meeting: Meeting = {
  id: livestream.meeting_id,
  topic: 'Town hall',
  type: 2,
  start_time: null,
  duration: 60,
  timezone: 'UTC',
  recurring: false,
  livestream,
  live: { status: 'idle', since: null },
};
const now = () => stateOf('meetings', meeting.id).value;

test('a list that was requested before an event does not overwrite the event’s data', async (t) => {
  t.teardown(clearMeetingCache);
  const requestedAt = performance.now();
  const live = { status: 'live' as const, since: '2026-11-22T10:00:05.000Z' };
  recordLiveStatus('meetings', meeting.id, live);
  remember('meetings', [meeting], requestedAt - 1);
  t.strictSame(now().live, live);
  remember('meetings', [meeting], performance.now() + 1);
  t.equal(now().live.status, 'idle', 'one that was requested afterwards does');
});

test('an older value does not replace a newer one', async (t) => {
  t.teardown(clearMeetingCache);
  recordLivestream('meetings', { ...livestream, fetched_at: '2026-11-22T11:00:00.000Z', page_url: 'new' });
  remember('meetings', [meeting], performance.now());
  t.equal(now().livestream?.page_url, 'new');
});

test('a meeting and a webinar with the same ID are separate', async (t) => {
  t.teardown(clearMeetingCache);
  recordLivestream('webinars', livestream);
  t.equal(now().livestream, null);
});

test('a revealed key is not cached, and signing out clears the cache', async (t) => {
  recordLivestream('meetings', { ...livestream, stream_key: 'secret-key' });
  t.notOk(JSON.stringify(now()).includes('secret-key'));
  remember('meetings', [meeting], performance.now());
  clearMeetingCache();
  t.equal(cachedMeeting('meetings', meeting.id), undefined);
  t.equal(now().livestream, null);
});

test('whether a meeting is live follows lists and events, and other changes do not affect it', async (t) => {
  recordLiveStatus('meetings', '81', { status: 'live', since: null });
  const seen: boolean[] = [];
  const stop = effect(() => {
    seen.push(isLive('meetings', '81'));
  });
  recordLiveStatus('meetings', '82', { status: 'idle', since: null });
  t.same(seen, [true]);
  recordLiveStatus('meetings', '81', { status: 'idle', since: null });
  t.same(seen, [true, false]);
  stop();
  recordLiveStatus('meetings', '81', { status: 'live', since: null });
  clearMeetingCache();
  t.equal(isLive('meetings', '81'), false);
});

test('an unchanged value causes no render', async (t) => {
  t.teardown(clearMeetingCache);
  remember('meetings', [meeting], performance.now());
  const before = now();
  remember('meetings', [{ ...meeting }], performance.now());
  t.equal(now(), before);
});
