import { test } from 'tap';
import { changedSettings, differences, switchOf } from '../../src/ui/features/meeting/history/difference.ts';
import { partsOf } from '../../src/ui/lib/paste.ts';

const one = {
  stream_url: 'rtmp://one.example/live',
  stream_key_hint: '1111',
  stream_key_fingerprint: 'f1',
  page_url: 'https://one.example/',
  resolution: null,
};

test('only differences are shown, each before and after', async (t) => {
  t.strictSame(differences(one, { ...one, page_url: 'https://two.example/', resolution: '720p' }), [
    { field: 'page_url', before: 'https://one.example/', after: 'https://two.example/' },
    { field: 'resolution', before: 'None', after: '720p' },
  ]);
  t.strictSame(differences(one, { ...one }), []);
});

test('a summary names the services if the stream goes elsewhere, otherwise the changed fields', async (t) => {
  const youtube = { ...one, stream_url: 'rtmp://a.rtmp.youtube.com/live2' };
  const twitch = { ...one, stream_url: 'rtmps://live.twitch.tv/app' };
  t.equal(switchOf(twitch, youtube), 'Twitch → YouTube');
  t.equal(switchOf(youtube, { ...youtube, stream_url: 'rtmps://a.rtmps.youtube.com/live2' }), '');
  t.equal(switchOf(null, youtube), '');
  t.equal(
    changedSettings(one, { ...one, page_url: 'https://two.example/', resolution: '720p' }),
    'Watch page, Resolution',
  );
  t.equal(changedSettings(null, { ...one, page_url: '' }), 'Stream URL, Stream key');
  t.equal(changedSettings(one, { ...one }), '');
});

test('a key is shown by its last characters, and a different key with the same ones still differs', async (t) => {
  t.match(differences(one, { ...one, stream_key_fingerprint: 'f2', stream_key_hint: '2222' }), [
    { before: 'Ends in 1111', after: 'Ends in 2222' },
  ]);
  t.match(differences(one, { ...one, stream_key_fingerprint: 'f2' }), [{ after: 'Another key' }]);
});

test('without a previous version, everything is new', async (t) => {
  t.strictSame(
    differences(null, one).map(({ field, before }) => `${field} ${before}`),
    ['stream_url None', 'stream_key None', 'page_url None'],
  );
});

const parsed = {
  service: 'youtube' as const,
  rule: 'label' as const,
  alternatives: [],
  warnings: [],
  stream_url: '',
  stream_key: '',
  page_url: '',
};

test('a pasted URL with a key is split into both fields', async (t) => {
  const found = { ...parsed, stream_url: 'rtmp://a.example/live', stream_key: 'abcd' };
  t.strictSame(partsOf('rtmp://a.example/live/abcd', found), {
    stream_url: 'rtmp://a.example/live',
    stream_key: 'abcd',
  });
});

test('a single value stays in its field; a labelled one loses its label', async (t) => {
  t.strictSame(partsOf('abcd-efgh', { ...parsed, stream_key: 'abcd-efgh' }), {});
  t.strictSame(partsOf('Stream key: abcd', { ...parsed, stream_key: 'abcd' }), { stream_key: 'abcd' });
});

test('a URL without a host replaces nothing', async (t) => {
  const found = { ...parsed, stream_url: 'rtmp://', stream_key: 'abcd' };
  t.strictSame(partsOf('rtmp://\nabcd', found), { stream_key: 'abcd' });
});
