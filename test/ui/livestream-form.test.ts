import { test } from 'tap';
import type { Livestream } from '../../src/ui/api/types.ts';
import {
  bodyOf,
  firstError,
  type LivestreamFormState,
  livestreamForm,
  missingOf,
  newerVersion,
  rejectionOf,
} from '../../src/ui/features/meeting/form/livestream-values.ts';
import { formReducer, isDirty } from '../../src/ui/lib/form-state.ts';

const livestream: Livestream = {
  destination_id: null,
  meeting_id: '82929473321',
  stream_url: 'rtmp://one.example/live',
  stream_key_hint: 'k9f2',
  stream_key_fingerprint: 'f1',
  page_url: 'https://one.example/',
  resolution: '720p',
  configured: true,
  source: 'zoom',
  fetched_at: '2026-11-22T10:00:00Z',
  stale: false,
};
const start = livestreamForm({ value: livestream, etag: '"1"' });

const edit = (state: LivestreamFormState, field: 'stream_url' | 'stream_key' | 'page_url', value: string) =>
  formReducer(state, { type: 'edit', changes: { [field]: value } });

const problem = (code: string, members = {}) =>
  ({
    kind: 'problem',
    etag: '"2"',
    problem: {
      type: 'about:blank',
      title: code,
      status: 400,
      code,
      detail: code,
      request_id: 'r',
      ...members,
    },
  }) as const;

test('only what was changed is sent, without the spaces around it', async (t) => {
  t.strictSame(bodyOf(start), {});
  const edited = edit(start, 'page_url', ' https://mine.example/ ');
  t.strictSame(bodyOf(edited), { page_url: 'https://mine.example/' });
});

test('an empty key keeps the one that is set; a new one is sent with its URL', async (t) => {
  t.notOk('stream_key' in bodyOf(start));
  t.strictSame(bodyOf(edit(start, 'stream_key', 'new-key')), {
    stream_url: livestream.stream_url,
    stream_key: 'new-key',
  });
});

test('all three values are required without a configuration; later only cleared ones', async (t) => {
  const empty = {
    ...livestream,
    stream_url: '',
    page_url: '',
    stream_key_fingerprint: '',
    configured: false,
    resolution: null,
  };
  const missing = missingOf(livestreamForm({ value: empty, etag: '"0"' }), empty);
  t.notOk(isDirty(livestreamForm({ value: empty, etag: '"0"' })), 'no resolution is no change');
  t.strictSame(Object.keys(missing).sort(), ['page_url', 'stream_key', 'stream_url']);
  t.strictSame(Object.keys(missingOf(edit(start, 'page_url', ' '), livestream)), ['page_url']);
});

const twitch = {
  ...livestream,
  stream_url: 'rtmp://twitch.example/app',
  stream_key_hint: '9999',
  stream_key_fingerprint: 'f2',
};
const meets = (state: LivestreamFormState, current: Livestream) =>
  formReducer(formReducer(state, { type: 'submit' }), {
    ...rejectionOf(problem('precondition_failed', { status: 412, livestream: current })),
  });

test('a URL is never saved with the key of another version: its own key is required', async (t) => {
  const state = meets(edit(start, 'stream_url', 'rtmp://mine.example/live'), twitch);
  t.match(missingOf(state, twitch), { stream_key: /key for this URL/ });
  const withKey = edit(state, 'stream_key', 'own-key');
  t.strictSame(missingOf(withKey, twitch), {});
  t.strictSame(bodyOf(withKey), { stream_url: 'rtmp://mine.example/live', stream_key: 'own-key' });
});

test('only a rejected precondition with a livestream contains a newer version', async (t) => {
  const failure = problem('precondition_failed', { livestream });
  t.strictSame(newerVersion(failure), { value: livestream, etag: '"2"' });
  t.equal(newerVersion(problem('precondition_failed')), null);
  t.equal(newerVersion(problem('not_applied', { livestream })), null);
  t.equal(newerVersion({ kind: 'unreachable' }), null);
});

test('settings that Zoom accepted but did not keep are not invalid fields', async (t) => {
  const errors = [{ field: 'stream_url', message: 'was accepted by Zoom but not kept' }];
  const state = formReducer(start, rejectionOf(problem('not_applied', { errors })));
  t.strictSame(state.errors, {});
  t.match(state.failure, { problem: { code: 'not_applied' } });
});

test('server errors are shown at their fields, and disappear with the next edit', async (t) => {
  const errors = [
    { field: 'page_url', message: 'must be an http or https address' },
    { field: 'unheard_of', message: 'x' },
  ];
  const state = formReducer(start, rejectionOf(problem('invalid_request', { errors })));
  t.strictSame(state.errors, { page_url: 'Watch page must be an http or https address.' });
  t.equal(firstError(state.errors), 'page_url');
  t.strictSame(edit(state, 'page_url', 'https://x.example/').errors, {});
});

const destination = {
  id: 'd1',
  name: 'Channel',
  service: 'custom' as const,
  stream_url: 'rtmp://saved.example/live',
  stream_key_hint: '',
  last_used_at: null,
  stream_key_fingerprint: 'f9',
  page_url: '',
  resolution: null,
};

test('a chosen destination is sent by its id only, and is something to lose', async (t) => {
  const edited = edit(start, 'page_url', 'https://typed.example/');
  const chosen = formReducer(edited, { type: 'edit', changes: { destination } });
  t.strictSame(bodyOf(chosen), { destination_id: 'd1' });
  t.ok(isDirty(formReducer(start, { type: 'edit', changes: { destination } })));
  const back = formReducer(chosen, { type: 'edit', changes: { destination: null } });
  t.strictSame(bodyOf(back), { page_url: 'https://typed.example/' }, 'what was typed is kept');
});
