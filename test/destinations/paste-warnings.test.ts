import { test } from 'tap';
import { type PastedFields, parsePastedFields, parsePastedText } from '../../src/destinations/paste/parse.ts';

const GOOD = {
  streamUrl: 'rtmps://a.rtmps.youtube.com/live2',
  streamKey: 'canary-abcd-efgh',
  pageUrl: 'https://youtube.com/watch?v=1',
};
const warn = (fields: PastedFields) => parsePastedFields({ ...GOOD, ...fields }).warnings;
const codes = (fields: PastedFields) => warn(fields).map(({ code }) => code);

test('usual values have no warnings', async (t) => {
  t.strictSame(warn({}), []);
  t.strictSame(warn({ streamUrl: 'rtmp://cdn.example/app' }), [], 'plain rtmp without a known alternative');
  t.strictSame(parsePastedFields({}).warnings, []);
});

const secure: Record<string, string> = {
  'rtmp://a.rtmp.youtube.com/live2': 'rtmps://a.rtmps.youtube.com/live2',
  'rtmp://b.rtmp.youtube.com/live2?backup=1': 'rtmps://b.rtmps.youtube.com/live2?backup=1',
  'rtmp://live.twitch.tv/app/': 'rtmps://ingest.global-contribute.live-video.net:443/app',
  'rtmp://rtmp-global.cloud.vimeo.com/live': 'rtmps://rtmp-global.cloud.vimeo.com/live',
  'rtmp://live-api-s.facebook.com:80/rtmp/': 'rtmps://live-api-s.facebook.com:443/rtmp',
};
for (const [streamUrl, suggestion] of Object.entries(secure)) {
  test(`the encrypted URL is suggested for ${streamUrl}`, async (t) => {
    const pageUrl = 'https://watch.example/live';
    t.match(warn({ streamUrl, pageUrl }), [{ field: 'stream_url', code: 'insecure_scheme', suggestion }]);
    t.strictSame(warn({ streamUrl: suggestion, pageUrl }), [], 'which has no warning');
  });
}

test('an unusual URL or key has a warning and is returned anyway', async (t) => {
  t.strictSame(codes({ streamUrl: 'https://youtube.com/watch' }), ['unusual_scheme']);
  t.strictSame(codes({ streamUrl: 'srt://cdn.example:9000?streamid=1' }), ['unusual_scheme']);
  t.strictSame(codes({ streamUrl: 'my server' }), ['unusual_scheme']);
  t.match(warn({ streamUrl: 'live.twitch.tv/app' }), [{ code: 'missing_scheme', suggestion: /^rtmps:/ }]);
  t.match(warn({ streamUrl: 'cdn.example/app' }), [
    { code: 'missing_scheme', suggestion: 'rtmp://cdn.example/app' },
  ]);
  t.strictSame(codes({ streamUrl: 'rtmp://me:secret@cdn.example/app' }), ['user_info']);
  t.match(warn({ streamUrl: `rtmp://cdn.example/app/${GOOD.streamKey}` }), [
    { code: 'key_in_address', suggestion: 'rtmp://cdn.example/app' },
  ]);
  t.strictSame(codes({ streamKey: 'abcd efgh' }), ['key_has_spaces']);
  t.strictSame(codes({ streamKey: 'abc' }), ['key_is_short']);
  t.strictSame(codes({ streamKey: 'rtmp://cdn.example/app' }), ['key_is_address']);
  t.strictSame(codes({ streamKey: GOOD.pageUrl }), ['key_is_address', 'key_is_page']);
  t.strictSame(codes({ pageUrl: GOOD.streamUrl }), ['page_is_ingest']);
  t.strictSame(codes({ pageUrl: 'rtmp://cdn.example/other' }), ['page_is_ingest']);
  t.strictSame(codes({ pageUrl: 'youtube.com/watch' }), ['page_scheme']);
  t.equal(parsePastedFields({ ...GOOD, streamKey: 'abcd efgh' }).streamKey, 'abcd efgh');
});

test('no warning contains the key', async (t) => {
  const all = [
    { streamKey: 'canary with spaces' },
    { streamUrl: `rtmp://cdn.example/app/${GOOD.streamKey}` },
    { streamUrl: 'rtmp://me:canary@cdn.example/app' },
    { pageUrl: GOOD.streamKey },
  ];
  for (const fields of all) {
    t.ok(warn(fields).length > 0);
    t.notMatch(JSON.stringify(warn(fields)), /canary/);
  }
});

const HIDDEN = ['••••••••', '********', '●●●●●●●●●●', 'abcd-••••-••••', '********wxyz'];
const PLACEHOLDERS = [
  '{stream_key}',
  '<stream-key>',
  '[stream-key]',
  'YOUR_STREAM_KEY',
  '$STREAM_KEY',
  `\${STREAM_KEY}`,
  '{{streamKey}}',
  '%STREAM_KEY%',
  'your-stream-key',
  'STREAM_KEY',
  '[your stream key]',
  '<Streamschlüssel>',
];

test('a masked key and a placeholder have a warning, in a field and in a text', async (t) => {
  const cases = [
    ...HIDDEN.map((key) => [key, 'key_is_hidden']),
    ...PLACEHOLDERS.map((key) => [key, 'key_is_placeholder']),
  ];
  for (const [streamKey = '', code] of cases) {
    t.strictSame(codes({ streamKey }), [code], streamKey);
    const text = `Stream URL: ${GOOD.streamUrl}\nStream key: ${streamKey}`;
    const { warnings, streamUrl } = parsePastedText(text);
    t.strictSame(
      warnings.map((warning) => warning.code),
      [code],
      text,
    );
    t.equal(streamUrl, GOOD.streamUrl);
  }
  for (const streamKey of ['my-key-2026', 'keynote-2026', 'streamer-77ab', 'name-of-the-rose'])
    t.strictSame(codes({ streamKey }), [], streamKey);
});

test('a placeholder is removed from the URL if there is a separate key', async (t) => {
  for (const placeholder of [
    '{stream_key}',
    '<stream-key>',
    '[stream-key]',
    'YOUR_STREAM_KEY',
    '$STREAM_KEY',
  ])
    t.match(parsePastedFields({ ...GOOD, streamUrl: `${GOOD.streamUrl}/${placeholder}` }), {
      streamUrl: GOOD.streamUrl,
      streamKey: GOOD.streamKey,
    });
});

test('a key or page of another service than the URL has a warning', async (t) => {
  const twitch = 'rtmps://ingest.global-contribute.live-video.net:443/app';
  t.match(parsePastedFields({ streamUrl: twitch, streamKey: 'abcd-efgh-jkmn-pqrs' }).warnings, [
    { field: 'stream_key', code: 'service_mismatch' },
  ]);
  t.match(parsePastedFields({ streamUrl: twitch, pageUrl: 'https://youtu.be/1' }).warnings, [
    { field: 'page_url', code: 'service_mismatch' },
  ]);
  const forwarded = { streamUrl: 'rtmp://live.restream.io/live', pageUrl: 'https://youtu.be/1' };
  t.strictSame(parsePastedFields(forwarded).warnings, [], 'the page of a forwarding service is elsewhere');
  const own = { streamUrl: 'rtmp://cdn.example/app', streamKey: 'abcd-efgh-jkmn-pqrs' };
  t.strictSame(parsePastedFields(own).warnings, [], 'other servers are unknown');
});

test('a page without a scheme or with non-ASCII letters has a valid suggestion', async (t) => {
  t.match(warn({ pageUrl: 'youtube.com/watch?v=1' }), [
    { code: 'page_scheme', suggestion: 'https://youtube.com/watch?v=1' },
  ]);
  t.match(warn({ pageUrl: 'https://youtube.com/@müller/live' }), [
    { code: 'page_not_ascii', suggestion: 'https://youtube.com/@m%C3%BCller/live' },
  ]);
  t.match(warn({ pageUrl: 'https://bücher.example' }), [
    { code: 'page_not_ascii', suggestion: 'https://xn--bcher-kva.example' },
  ]);
  t.match(warn({ pageUrl: 'bücher.example/live' }), [
    { code: 'page_scheme', suggestion: 'https://xn--bcher-kva.example/live' },
  ]);
});

test('a URL with a malformed prefix has a repaired suggestion', async (t) => {
  t.match(warn({ streamUrl: 'rtmp://rtmp://host.example/app' }), [
    { code: 'unusual_scheme', suggestion: 'rtmp://host.example/app' },
  ]);
  t.match(warn({ streamUrl: 'rtmp:/host.example/app' }), [
    { code: 'unusual_scheme', suggestion: 'rtmp://host.example/app' },
  ]);
});

test('a key with HTML entities has a warning', async (t) => {
  t.strictSame(codes({ streamKey: 'abc12345?s_bl=1&amp;a=b' }), ['key_has_entities']);
});
