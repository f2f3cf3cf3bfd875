import { test } from 'tap';
import type { Tagged } from '../../src/ui/api/client.ts';
import {
  editedSince,
  type FormAction,
  type FormState,
  fieldErrorsOf,
  formReducer,
  initialFormState,
  isDirty,
  needsOwnKey,
  overlapOf,
} from '../../src/ui/lib/form-state.ts';
import { patchOf, type Version } from '../../src/ui/lib/three-way.ts';

const fields = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
type Field = (typeof fields)[number];
type Values = Record<Field, string> & { destination: Version | null };
type State = FormState<Values, Tagged<Version>>;

const version: Version = {
  stream_url: 'rtmp://one.example/live',
  stream_key_fingerprint: 'f1',
  page_url: 'https://one.example/',
  resolution: '720p',
};
const newer = { ...version, page_url: 'https://two.example/' };
const twitch = { ...version, stream_url: 'rtmp://twitch.example/app', stream_key_fingerprint: 'f2' };
const destination = { ...version, stream_url: 'rtmp://saved.example/live', page_url: '', resolution: null };

const empty: Values = { stream_url: '', stream_key: '', page_url: '', resolution: '', destination: null };
const first = { value: version, etag: '"1"' };
const start: State = initialFormState(empty, first);
const second = { value: newer, etag: '"2"' };

const after = (state: State, ...actions: FormAction<Values, Tagged<Version>>[]) =>
  actions.reduce<State>(formReducer, state);
const edit = (changes: Partial<Values>) => ({ type: 'edit', changes }) as const;
const receive = (value: Version, etag = '"2"') => ({ type: 'receive', saved: { value, etag } }) as const;
const conflict = (value: Version) => ({ type: 'conflict', remote: { value, etag: '"2"' } }) as const;
const rejected = { type: 'rejected', failure: { kind: 'unreachable' }, errors: {} } as const;
const saved = (sent: Values) => ({ type: 'saved', saved: second, sent, notice: 'Saved.' }) as const;
const patch = ({ values, filled }: State) => patchOf(fields, values, filled);

test('a form starts with the saved version and an empty key', async (t) => {
  t.match(start, {
    base: first,
    values: {
      stream_url: version.stream_url,
      stream_key: '',
      page_url: version.page_url,
      resolution: '720p',
    },
    filledKey: 'f1',
    submitting: false,
  });
  t.match(initialFormState(empty, null), { base: null, values: empty, filledKey: '' });
});

test('a form is dirty from its first edit until that is reverted, discarded or saved', async (t) => {
  t.notOk(isDirty(start));
  const edited = after(start, edit({ stream_url: 'rtmp://two.example/live' }));
  t.ok(isDirty(edited));
  t.notOk(isDirty(after(edited, edit({ stream_url: ` ${version.stream_url}` }))), 'white space is ignored');
  t.notOk(isDirty(after(edited, { type: 'discard' })));
  t.notOk(isDirty(after(edited, saved(edited.values))));
  t.ok(isDirty(after(start, edit({ destination }))));
});

test('an edit clears the error of its field, the notice and the confirmation', async (t) => {
  const errors = { stream_url: 'x', page_url: 'y' };
  const state = after(start, { type: 'invalid', errors }, { type: 'await-confirmation' });
  t.match(after(state, edit({ stream_url: 'r' })), { errors: { page_url: 'y' }, needsConfirmation: false });
  t.match(after(state, { type: 'fill', changes: { stream_url: 'r' } }), {
    errors: { page_url: 'y' },
    needsConfirmation: true,
  });
  const same = after(state, { type: 'fill', changes: { stream_url: version.stream_url } });
  t.strictSame(same.errors, errors, 'an unchanged value keeps its error');
  t.equal(after(start, saved(start.values), edit({ page_url: 'z' })).notice, '');
});

test('values that the form fills in never replace a newer edit', async (t) => {
  const changes = { stream_url: 'rtmp://a.example/live', stream_key: 'key', page_url: 'https://a.example/' };
  const state = after(start, edit({ page_url: 'https://typed.example/' }), {
    type: 'fill',
    changes,
    since: start.values,
  });
  t.match(state.values, { ...changes, page_url: 'https://typed.example/' });
});

test('a submit clears the last errors, immediately or with the response', async (t) => {
  const state = after(start, { ...rejected, errors: { page_url: 'x' } });
  t.match(after(state, { type: 'submit' }), { submitting: true, errors: {}, failure: null });
  const kept = after(state, { type: 'submit', keepErrors: true });
  t.match(kept, { submitting: true, errors: { page_url: 'x' }, failure: { kind: 'unreachable' } });
  t.match(after(kept, { type: 'submitted' }), { submitting: false, errors: {}, failure: null });
  t.match(after(state, { type: 'clear-errors' }), { errors: {}, failure: null });
});

test('each rejected submit counts once; an edit or a discard does not count', async (t) => {
  const invalid = after(start, { type: 'invalid', errors: { stream_url: 'x', page_url: 'y' } });
  t.equal(invalid.rejections, 1);
  t.equal(after(invalid, edit({ stream_url: 'r' })).rejections, 1);
  t.equal(after(invalid, { type: 'discard' }).rejections, 1);
  t.equal(after(invalid, { type: 'submit' }, rejected).rejections, 2);
  t.equal(after(start, { type: 'load-failed', failure: { kind: 'unreachable' } }).rejections, 0);
});

test('input is kept after a rejected submit', async (t) => {
  const state = after(start, edit({ stream_key: 'new-key' }), { type: 'submit' }, rejected);
  t.match(state, {
    values: { stream_key: 'new-key' },
    failure: { kind: 'unreachable' },
    submitting: false,
  });
});

test('a newer version replaces an unedited form', async (t) => {
  t.match(after(start, receive(newer)), {
    values: { page_url: newer.page_url },
    base: { etag: '"2"' },
    remote: null,
  });
});

test('a newer version is merged with edits of other units', async (t) => {
  const state = after(start, edit({ stream_url: 'rtmp://mine.example/live' }), receive(newer));
  t.match(state, {
    values: { stream_url: 'rtmp://mine.example/live', page_url: newer.page_url },
    base: { etag: '"2"' },
    remote: null,
    merged: ['page_url'],
  });
  t.strictSame(patch(state), { stream_url: 'rtmp://mine.example/live' });
});

test('a newer version of an edited unit never overwrites the edit', async (t) => {
  const state = after(start, edit({ page_url: 'https://mine.example/' }), receive(newer));
  t.match(state, {
    values: { page_url: 'https://mine.example/' },
    remote: { etag: '"2"' },
    base: { etag: '"1"' },
  });
  t.strictSame(overlapOf(state, newer), ['page_url']);
});

test('an edit that is equal to the newer version is no conflict', async (t) => {
  const state = after(start, edit({ page_url: newer.page_url }), receive(newer));
  t.match(state, { remote: null, base: { etag: '"2"' } });
});

test('a chosen destination conflicts with a newer stream, unless that is the same', async (t) => {
  const state = after(start, edit({ destination }));
  t.match(after(state, receive(newer)).remote, null, 'the destination has no watch page');
  t.match(after(state, receive(twitch)).remote, { etag: '"2"' });
  t.match(after(state, receive({ ...destination, page_url: version.page_url })).remote, null);
});

test('the same version with a new age keeps the edits and the messages', async (t) => {
  const edited = after(start, edit({ stream_url: 'rtmp://mine.example/live' }));
  t.match(after(edited, receive({ ...version }, '"1"')), {
    remote: null,
    values: { stream_url: 'rtmp://mine.example/live' },
  });
  t.equal(after(start, saved(start.values), receive(newer)).notice, 'Saved.');
});

test('a conflict ends when the initial version is back', async (t) => {
  const state = after(start, edit({ page_url: 'https://mine.example/' }), receive(newer));
  t.match(after(state, receive(version, '"1"')), {
    remote: null,
    values: { page_url: 'https://mine.example/' },
  });
});

test('a save over a newer version overwrites only the edited units', async (t) => {
  const state = after(
    start,
    edit({ page_url: 'https://mine.example/' }),
    { type: 'submit' },
    conflict(twitch),
  );
  t.match(state, { submitting: false, remote: { value: twitch }, values: { stream_url: twitch.stream_url } });
  t.strictSame(patch(state), { page_url: 'https://mine.example/' });
  t.notOk(needsOwnKey(state, twitch));
});

test('only a rejected save is a save conflict; a change elsewhere is not', async (t) => {
  const updated = after(start, edit({ page_url: 'https://mine.example/' }), receive(newer));
  t.equal(updated.remoteIsSaveConflict, false);
  const met = after(updated, { type: 'submit' }, conflict(newer));
  t.equal(met.remoteIsSaveConflict, true);
  t.equal(after(met, receive(newer)).remoteIsSaveConflict, true, 'the same version again');
  t.equal(after(met, receive(twitch, '"3"')).remoteIsSaveConflict, false);
});

test('the user can accept the remote version completely', async (t) => {
  const state = after(start, edit({ stream_url: 'rtmp://mine.example/live' }), conflict(newer));
  t.match(after(state, { type: 'accept-remote' }), {
    values: { stream_url: version.stream_url, page_url: newer.page_url },
    base: { etag: '"2"' },
    remote: null,
  });
});

test('the user can accept the remote version of one unit and keep an edit of another', async (t) => {
  const both = edit({ stream_key: 'own-key', page_url: 'https://mine.example/' });
  const state = after(start, both, conflict({ ...twitch, page_url: newer.page_url }), {
    type: 'accept-remote-units',
    units: ['stream'],
  });
  t.match(state.values, { stream_url: twitch.stream_url, stream_key: '', page_url: 'https://mine.example/' });
  t.strictSame(patch(state), { page_url: 'https://mine.example/' });
});

test('a URL is never saved with the key of another version', async (t) => {
  const state = after(start, edit({ stream_url: 'rtmp://mine.example/live' }), conflict(twitch));
  t.ok(needsOwnKey(state, twitch));
  const withKey = after(state, edit({ stream_key: ' own-key ' }));
  t.notOk(needsOwnKey(withKey, twitch));
  t.strictSame(patch(withKey), { stream_url: 'rtmp://mine.example/live', stream_key: 'own-key' });
});

test('a new key is saved with the URL that it was typed for', async (t) => {
  const state = after(start, edit({ stream_key: 'own-key' }), conflict(twitch));
  t.strictSame(patch(state), { stream_url: version.stream_url, stream_key: 'own-key' });
});

test('a version that the user restored changes unedited units without a conflict', async (t) => {
  const edited = after(start, edit({ stream_url: 'rtmp://mine.example/live' }));
  t.match(after(edited, { type: 'rebase', saved: { value: newer, etag: '"2"' } }), {
    base: { etag: '"2"' },
    remote: null,
    values: { stream_url: 'rtmp://mine.example/live', page_url: newer.page_url },
  });
});

test('input during a save stays in the form as unsaved', async (t) => {
  const sending = after(start, edit({ page_url: newer.page_url, stream_key: 'sent-key' }), {
    type: 'submit',
  });
  const state = after(sending, edit({ stream_url: 'rtmp://typed.example/live' }), saved(sending.values));
  t.match(state, {
    values: { stream_url: 'rtmp://typed.example/live', page_url: newer.page_url, stream_key: '' },
    submitting: false,
  });
  t.ok(isDirty(state));
  t.match(state.notice, 'aren’t saved yet');
});

test('a destination chosen during a save stays chosen; the saved one does not', async (t) => {
  const sending = after(start, edit({ destination }), { type: 'submit' });
  t.equal(after(sending, saved(sending.values)).values.destination, null);
  const other = { ...destination };
  t.equal(after(sending, edit({ destination: other }), saved(sending.values)).values.destination, other);
});

test('edits since a moment are the values that differ from it', async (t) => {
  t.equal(editedSince(start.values, { ...start.values }), null);
  t.strictSame(editedSince(start.values, { ...start.values, page_url: 'x' }), { page_url: 'x' });
});

test('the API’s field errors become sentences', async (t) => {
  const failure = (errors: { field: string; message: string }[]) =>
    ({
      kind: 'problem',
      etag: '',
      problem: {
        type: 'about:blank',
        title: '',
        status: 400,
        code: 'invalid_request',
        detail: '',
        request_id: 'r',
        errors,
      },
    }) as const;
  const message = 'must be an http or https address';
  t.strictSame(
    fieldErrorsOf(
      failure([
        { field: 'page_url', message },
        { field: 'unknown', message: 'x' },
      ]),
      fields,
    ),
    { page_url: 'Watch page must be an http or https address.' },
  );
  t.strictSame(fieldErrorsOf(failure([{ field: 'changes.stream_url', message: 'Use rtmp.' }]), fields), {
    stream_url: 'Use rtmp.',
  });
  t.strictSame(fieldErrorsOf({ kind: 'unreachable' }, fields), {});
});
