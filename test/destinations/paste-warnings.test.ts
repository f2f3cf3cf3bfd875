import { test } from 'tap';
import { type PastedFields, parsePastedFields } from '../../src/destinations/paste.ts';

const GOOD = {
  streamUrl: 'rtmps://a.rtmps.youtube.com/live2',
  streamKey: 'canary-abcd-efgh',
  pageUrl: 'https://youtube.com/watch?v=1',
};
const warn = (fields: PastedFields) => parsePastedFields({ ...GOOD, ...fields }).warnings;
const codes = (fields: PastedFields) => warn(fields).map(({ code }) => code);

test('what is usual warns of nothing', async (t) => {
  t.strictSame(warn({}), []);
  t.strictSame(
    warn({ streamUrl: 'rtmp://cdn.example/app' }),
    [],
    'plain rtmp, where nothing better is known',
  );
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
  test(`the encrypted address is suggested for ${streamUrl}`, async (t) => {
    t.match(warn({ streamUrl }), [{ field: 'stream_url', code: 'insecure_scheme', suggestion }]);
    t.strictSame(warn({ streamUrl: suggestion }), [], 'and warns of nothing itself');
  });
}

test('an address or a key that is unusual warns, and is given back all the same', async (t) => {
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

test('no warning holds the key', async (t) => {
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
