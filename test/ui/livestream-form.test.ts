import { test } from 'tap';
import type { Livestream } from '../../src/ui/api/types.ts';
import {
  bodyOf,
  type FormState,
  firstError,
  formReducer,
  initialFormState,
  isDirty,
  missingOf,
} from '../../src/ui/features/meeting/form/form-reducer.ts';

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
const newer = { ...livestream, page_url: 'https://two.example/' };
const start = initialFormState({ livestream, etag: '"1"' });

const edit = (state: FormState, field: 'stream_url' | 'stream_key' | 'page_url', value: string) =>
  formReducer(state, { type: 'edited', field, value });

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

test('a form is dirty from its first change until it is taken back or saved', async (t) => {
  t.notOk(isDirty(start));
  const edited = edit(start, 'stream_url', 'rtmp://two.example/live');
  t.ok(isDirty(edited));
  t.notOk(isDirty(edit(edited, 'stream_url', livestream.stream_url)));
  t.notOk(isDirty(formReducer(edited, { type: 'discarded' })));
  t.notOk(
    isDirty(formReducer(edited, { type: 'saved', tagged: { livestream: newer, etag: '"2"' }, notice: 'ok' })),
  );
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
  const missing = missingOf(initialFormState({ livestream: empty, etag: '"0"' }), empty);
  t.notOk(isDirty(initialFormState({ livestream: empty, etag: '"0"' })), 'no resolution is no change');
  t.strictSame(Object.keys(missing).sort(), ['page_url', 'stream_key', 'stream_url']);
  t.strictSame(Object.keys(missingOf(edit(start, 'page_url', ' '), livestream)), ['page_url']);
});

test('a newer version from Zoom replaces an unedited form', async (t) => {
  const state = formReducer(start, { type: 'arrived', tagged: { livestream: newer, etag: '"2"' } });
  t.match(state, { values: { page_url: newer.page_url }, base: { etag: '"2"' }, remote: null });
});

test('a newer version is merged with edits of other settings: both are kept', async (t) => {
  const edited = edit(start, 'stream_url', 'rtmp://mine.example/live');
  const state = formReducer(edited, { type: 'arrived', tagged: { livestream: newer, etag: '"2"' } });
  t.match(state, {
    values: { stream_url: 'rtmp://mine.example/live', page_url: newer.page_url },
    base: { etag: '"2"' },
    remote: null,
    merged: ['page_url'],
  });
  t.strictSame(bodyOf(state), { stream_url: 'rtmp://mine.example/live' });
});

test('a newer version of the setting that the user is editing never overwrites the edit', async (t) => {
  const edited = edit(start, 'page_url', 'https://mine.example/');
  const state = formReducer(edited, { type: 'arrived', tagged: { livestream: newer, etag: '"2"' } });
  t.match(state, {
    values: { page_url: 'https://mine.example/' },
    remote: { etag: '"2"' },
    base: { etag: '"1"' },
  });
});

test('an edit that is the same as the newer version is no conflict', async (t) => {
  const edited = edit(start, 'page_url', newer.page_url);
  const state = formReducer(edited, { type: 'arrived', tagged: { livestream: newer, etag: '"2"' } });
  t.match(state, { remote: null, base: { etag: '"2"' } });
});

const twitch = {
  ...livestream,
  stream_url: 'rtmp://twitch.example/app',
  stream_key_hint: '9999',
  stream_key_fingerprint: 'f2',
};
const meets = (state: FormState, current: Livestream) =>
  formReducer(formReducer(state, { type: 'sending' }), {
    type: 'rejected',
    failure: problem('precondition_failed', { status: 412, livestream: current }),
  });

test('a rejected save of the watch page overwrites only the watch page', async (t) => {
  const state = meets(edit(start, 'page_url', 'https://mine.example/'), twitch);
  t.match(state, { remote: { livestream: twitch }, values: { stream_url: twitch.stream_url } });
  t.strictSame(bodyOf(state), { page_url: 'https://mine.example/' });
  t.strictSame(missingOf(state, twitch), {});
});

test('a URL is never saved with the key of another version: its own key is required', async (t) => {
  const state = meets(edit(start, 'stream_url', 'rtmp://mine.example/live'), twitch);
  t.match(missingOf(state, twitch), { stream_key: /key for this URL/ });
  const withKey = edit(state, 'stream_key', 'own-key');
  t.strictSame(missingOf(withKey, twitch), {});
  t.strictSame(bodyOf(withKey), { stream_url: 'rtmp://mine.example/live', stream_key: 'own-key' });
});

test('a new key is saved with the URL that it was typed for', async (t) => {
  const state = meets(edit(start, 'stream_key', 'own-key'), twitch);
  t.strictSame(bodyOf(state), { stream_url: livestream.stream_url, stream_key: 'own-key' });
});

test('Zoom’s version of one setting can be taken while an edit of another is kept', async (t) => {
  const both = edit(edit(start, 'stream_key', 'own-key'), 'page_url', 'https://mine.example/');
  const state = formReducer(meets(both, { ...twitch, page_url: newer.page_url }), {
    type: 'accept-remote-units',
    units: ['stream'],
  });
  t.match(state.values, { stream_url: twitch.stream_url, stream_key: '', page_url: 'https://mine.example/' });
  t.strictSame(bodyOf(state), { page_url: 'https://mine.example/' });
});

test('each rejected submit counts once, and editing a field counts none', async (t) => {
  const invalid = formReducer(start, { type: 'invalid', errors: { stream_url: 'x', page_url: 'y' } });
  t.equal(invalid.rejections, 1);
  t.equal(edit(invalid, 'stream_url', 'r').rejections, 1);
  t.equal(formReducer(invalid, { type: 'discarded' }).rejections, 1);
});

test('settings that Zoom accepted but did not keep are not invalid fields', async (t) => {
  const errors = [{ field: 'stream_url', message: 'was accepted by Zoom but not kept' }];
  const state = formReducer(start, { type: 'rejected', failure: problem('not_applied', { errors }) });
  t.strictSame(state.errors, {});
  t.match(state.failure, { problem: { code: 'not_applied' } });
});

test('the same version with a new age keeps the edits without a conflict', async (t) => {
  const retry = { ...livestream, fetched_at: '2026-11-22T11:00:00Z' };
  const edited = edit(start, 'stream_url', 'rtmp://mine.example/live');
  const state = formReducer(edited, { type: 'arrived', tagged: { livestream: retry, etag: '"1"' } });
  t.equal(state.remote, null);
  t.equal(state.base.livestream.fetched_at, retry.fetched_at);
  t.equal(state.values.stream_url, 'rtmp://mine.example/live');
});

test('a save that met a newer version keeps both, until the user takes Zoom’s', async (t) => {
  const state = meets(edit(start, 'stream_url', 'rtmp://mine.example/live'), newer);
  t.match(state, { saving: false, failure: null, remote: { livestream: newer, etag: '"2"' } });
  t.strictSame(bodyOf(state), { stream_url: 'rtmp://mine.example/live' });
  t.match(formReducer(state, { type: 'accept-remote' }), {
    values: { page_url: newer.page_url },
    remote: null,
  });
});

test('server errors are shown at their fields, and disappear with the next edit', async (t) => {
  const errors = [
    { field: 'page_url', message: 'must be an http or https address' },
    { field: 'unheard_of', message: 'x' },
  ];
  const state = formReducer(start, { type: 'rejected', failure: problem('invalid_request', { errors }) });
  t.strictSame(state.errors, { page_url: 'Watch page must be an http or https address.' });
  t.equal(firstError(state.errors), 'page_url');
  t.strictSame(edit(state, 'page_url', 'https://x.example/').errors, {});
});

test('input is kept after a broken connection', async (t) => {
  const edited = edit(start, 'stream_key', 'new-key');
  const state = formReducer(edited, { type: 'rejected', failure: { kind: 'unreachable' } });
  t.match(state, { values: { stream_key: 'new-key' }, failure: { kind: 'unreachable' }, saving: false });
});

const destination = {
  id: 'd1',
  name: 'Channel',
  service: 'custom' as const,
  stream_url: 'rtmp://saved.example/live',
  stream_key_hint: '',
  stream_key_fingerprint: 'f9',
  page_url: '',
  resolution: null,
};

test('a chosen destination is sent by its id only, and is something to lose', async (t) => {
  const edited = edit(start, 'page_url', 'https://typed.example/');
  const chosen = formReducer(edited, { type: 'choose-destination', destination });
  t.strictSame(bodyOf(chosen), { destination_id: 'd1' });
  t.ok(isDirty(formReducer(start, { type: 'choose-destination', destination })));
  const back = formReducer(chosen, { type: 'choose-destination', destination: null });
  t.strictSame(bodyOf(back), { page_url: 'https://typed.example/' }, 'what was typed is kept');
});

test('receiving the same version again keeps the form’s messages', async (t) => {
  const saved = formReducer(start, { type: 'saved', tagged: { livestream, etag: '"1"' }, notice: 'Saved.' });
  const state = formReducer(saved, { type: 'arrived', tagged: { livestream, etag: '"1"' } });
  t.equal(state.notice, 'Saved.');
});

test('input during a save is kept as unsaved', async (t) => {
  const sending = formReducer(edit(edit(start, 'page_url', newer.page_url), 'stream_key', 'sent-key'), {
    type: 'sending',
  });
  const typed = edit(sending, 'stream_url', 'rtmp://typed.example/live');
  const state = formReducer(typed, {
    type: 'saved',
    tagged: { livestream: newer, etag: '"2"' },
    notice: 'ok',
  });
  t.match(state, {
    values: { stream_url: 'rtmp://typed.example/live', page_url: newer.page_url, stream_key: '' },
    saving: false,
    sent: null,
  });
  t.ok(isDirty(state));
  t.match(state.notice, 'aren’t saved yet');
});

test('a destination chosen during a save stays chosen; the saved one does not', async (t) => {
  const sending = formReducer(formReducer(start, { type: 'choose-destination', destination }), {
    type: 'sending',
  });
  const done = { type: 'saved', tagged: { livestream: newer, etag: '"2"' }, notice: 'ok' } as const;
  t.equal(formReducer(sending, done).destination, null);
  const other = { ...destination, id: 'd2' };
  const chosen = formReducer(sending, { type: 'choose-destination', destination: other });
  t.equal(formReducer(chosen, done).destination?.id, 'd2');
});

test('only a rejected save is a save conflict; a change elsewhere is not', async (t) => {
  const edited = edit(start, 'page_url', 'https://mine.example/');
  const updated = formReducer(edited, { type: 'arrived', tagged: { livestream: newer, etag: '"2"' } });
  t.equal(updated.remoteIsSaveConflict, false);
  const failure = problem('precondition_failed', { status: 412, livestream: newer });
  t.equal(
    formReducer(formReducer(updated, { type: 'sending' }), { type: 'rejected', failure })
      .remoteIsSaveConflict,
    true,
  );
});

test('a conflict ends when Zoom has the initial version again', async (t) => {
  const edited = edit(start, 'page_url', 'https://mine.example/');
  const updated = formReducer(edited, { type: 'arrived', tagged: { livestream: newer, etag: '"2"' } });
  const back = formReducer(updated, { type: 'arrived', tagged: { livestream, etag: '"1"' } });
  t.match(back, { remote: null, values: { page_url: 'https://mine.example/' } });
});

test('an own restore changes unedited fields without a conflict', async (t) => {
  const edited = edit(start, 'stream_url', 'rtmp://mine.example/live');
  const state = formReducer(edited, { type: 'restore', tagged: { livestream: newer, etag: '"2"' } });
  t.match(state, {
    base: { etag: '"2"' },
    remote: null,
    values: { stream_url: 'rtmp://mine.example/live', page_url: newer.page_url },
  });
});

test('parts of a paste go only into fields that were not edited since', async (t) => {
  const pasted = { ...start.values, stream_url: 'rtmp://a.example/live/key' };
  const parts = { stream_url: 'rtmp://a.example/live', stream_key: 'key', page_url: 'https://a.example/' };
  const typed = edit(edit(start, 'stream_url', pasted.stream_url), 'page_url', 'https://typed.example/');
  t.match(formReducer(typed, { type: 'split-paste', parts, pasted }).values, {
    stream_url: 'rtmp://a.example/live',
    stream_key: 'key',
    page_url: 'https://typed.example/',
  });
});
