import t from 'tap';
import type { Destination, Service } from '../../src/ui/api/types.ts';
import {
  addressFor,
  afterParsing,
  changesTo,
  missingOf,
  newDestinationOf,
  valuesOf,
  withSuggestion,
} from '../../src/ui/features/destinations/destination-form.ts';

const saved: Destination = {
  id: '1',
  name: 'Main',
  service: 'custom',
  stream_url: 'rtmps://live.example.org/app',
  stream_key_hint: 'wxyz',
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
  t.strictSame(Object.keys(missingOf(valuesOf(), true)), ['name', 'stream_url', 'stream_key']);
  t.strictSame(missingOf(valuesOf(saved), false), {});
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

t.test('a suggestion replaces the value of its field', async (t) => {
  const warning = { field: 'stream_url' as const, code: 'insecure_scheme' as const, message: '' };
  t.equal(withSuggestion(valuesOf(saved), { ...warning, suggestion: 'rtmps://x' }).stream_url, 'rtmps://x');
  t.strictSame(withSuggestion(valuesOf(saved), warning), valuesOf(saved));
});
