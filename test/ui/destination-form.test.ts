import t from 'tap';
import type { Destination, Service } from '../../src/ui/api/types.ts';
import {
  addressFor,
  afterParsing,
  changesTo,
  type DestinationValues,
  hasNewWarning,
  missingOf,
  newDestinationOf,
  valuesOf,
} from '../../src/ui/features/destinations/destination-form.ts';
import { formReducer, initialFormState } from '../../src/ui/lib/form-state.ts';

const saved: Destination = {
  id: '1',
  name: 'Main',
  service: 'custom',
  stream_url: 'rtmps://live.example.org/app',
  stream_key_hint: 'wxyz',
  last_used_at: null,
  stream_key_fingerprint: 'one',
  page_url: 'https://example.org/',
  resolution: '720p',
};

t.test(
  'only what was edited is sent; an empty key keeps the saved one, and a new one goes with its URL',
  async (t) => {
    const filled = valuesOf(saved);
    t.strictSame(changesTo(filled, filled), {});
    t.strictSame(changesTo({ ...filled, name: ' New ', resolution: '', page_url: '' }, filled), {
      name: 'New',
      page_url: '',
      resolution: null,
    });
    t.strictSame(changesTo({ ...filled, stream_key: ' k ' }, filled), {
      stream_url: saved.stream_url,
      stream_key: 'k',
    });
  },
);

t.test('a new destination needs a name, a URL and a key', async (t) => {
  t.strictSame(Object.keys(missingOf(initialFormState(valuesOf(), null), null)), [
    'name',
    'stream_url',
    'stream_key',
  ]);
  const base = { value: saved, etag: '"1"' };
  const form = initialFormState<DestinationValues, typeof base | null>(valuesOf(), base);
  t.strictSame(missingOf(form, base), {});
  const edited = formReducer(form, {
    type: 'edit',
    changes: { stream_url: 'rtmps://other.example.org/app' },
  });
  t.strictSame(missingOf(edited, base), {}, 'the key in the base is kept');
  const other = { value: { ...saved, stream_key_fingerprint: 'two' }, etag: '"2"' };
  t.match(missingOf(edited, other), { stream_key: /another URL/ }, 'but not the key of another version');
  t.match(newDestinationOf({ ...valuesOf(), name: ' A ' }), { name: 'A', page_url: null, resolution: null });
});

t.test('pasted text is split, and an empty result loses no input', async (t) => {
  const typed = { ...valuesOf(), name: 'A', stream_url: 'rtmp://h/app/key', page_url: 'https://p/' };
  const parsed = {
    stream_url: 'rtmp://h/app',
    stream_key: 'key',
    page_url: '',
    service: 'custom' as const,
    rule: 'label' as const,
    alternatives: [],
  };
  t.match(afterParsing(typed, { ...parsed, warnings: [] }, true), {
    isSplit: true,
    values: { name: 'A', stream_url: 'rtmp://h/app', stream_key: 'key', page_url: 'https://p/' },
  });
  t.strictSame(afterParsing(typed, { ...parsed, warnings: [] }, false), { values: typed, isSplit: false });
  const retry = { ...typed, stream_url: 'rtmp://h/app', stream_key: 'key' };
  t.equal(afterParsing(retry, { ...parsed, warnings: [] }, true).isSplit, false);
});

t.test('a preset fills in its URL, but never over one that the user typed', async (t) => {
  const service = (name: Service['service'], ...stream_urls: string[]): Service => ({
    service: name,
    name,
    stream_urls,
    key_help: '',
    key_path: [],
    key_url: null,
    max_video_kbps: null,
  });
  const [a, b, other] = [service('youtube', 'rtmps://a'), service('twitch', 'rtmps://b'), service('custom')];
  const all = [a, b, other];
  t.equal(addressFor(a, '', all), 'rtmps://a');
  t.equal(addressFor(b, 'rtmps://a', all), 'rtmps://b');
  t.equal(addressFor(other, 'rtmps://a', all), '');
  t.equal(addressFor(b, 'rtmps://mine', all), 'rtmps://mine');
});

t.test('a warning is new until the user has seen its code', async (t) => {
  const warning = { field: 'stream_url' as const, code: 'insecure_scheme' as const, message: '' };
  t.ok(hasNewWarning([warning], []));
  t.notOk(hasNewWarning([warning], [warning]));
  t.notOk(hasNewWarning([], [warning]));
});
