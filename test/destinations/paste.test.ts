import { test } from 'tap';
import { parsePastedFields, parsePastedText } from '../../src/destinations/paste/parse.ts';

const KEY = 'abcd-efgh-ijkl-mnop';
const YOUTUBE = 'rtmp://a.rtmp.youtube.com/live2';
const FACEBOOK_KEY = 'FB-102-0-AbC?s_bl=1&s_oil=2&s_psm=1&a=AbwX_y-z';

const texts: Record<string, [text: string, url: string, key: string, page?: string]> = {
  'an address with its key': [`${YOUTUBE}/${KEY}`, YOUTUBE, KEY],
  'an address with its key, in angle brackets': [`<${YOUTUBE}/${KEY}>`, YOUTUBE, KEY],
  'an address with a trailing slash': [`${YOUTUBE}/`, YOUTUBE, ''],
  'an address without a key': [YOUTUBE, YOUTUBE, ''],
  'an address and a key on two lines': [`${YOUTUBE}\r\n${KEY}\r\n`, YOUTUBE, KEY],
  'a key before its address': [`${KEY}\n${YOUTUBE}`, YOUTUBE, KEY],
  'a URL and a key beside each other': [`${YOUTUBE}  ${KEY}`, YOUTUBE, KEY],
  'a URL of two segments with its key below': [
    `rtmp://cdn.example/app/room\n${KEY}`,
    'rtmp://cdn.example/app/room',
    KEY,
  ],
  'quotes and spaces around': [`  "${YOUTUBE}"\n  “${KEY}” `, YOUTUBE, KEY],
  'invisible characters': [`\ufeff${YOUTUBE}\u200b\n\u2066${KEY}\u2069`, YOUTUBE, KEY],
  'a sentence around a URL': [`Please send it to ${YOUTUBE}/${KEY} before ten.`, YOUTUBE, KEY],
  'labels with colons': [`Stream URL: ${YOUTUBE}\nStream key: ${KEY}`, YOUTUBE, KEY],
  'labels on lines of their own': [`Stream URL\n${YOUTUBE}\n\nStream key\n${KEY}\n`, YOUTUBE, KEY],
  'labels on one line': [`Server: ${YOUTUBE}/, Stream Key: ${KEY}`, YOUTUBE, KEY],
  'the key first': [`Stream name/key: ${KEY}\nPrimary server URL: ${YOUTUBE}`, YOUTUBE, KEY],
  'a list': [`- **RTMP URL**: \`${YOUTUBE}\`\n- **Stream Key**: \`${KEY}\``, YOUTUBE, KEY],
  JSON: [`{"stream_url": "${YOUTUBE}", "stream_key": "${KEY}"}`, YOUTUBE, KEY],
  variables: [`RTMP_URL=${YOUTUBE}\nSTREAM_KEY="${KEY}"`, YOUTUBE, KEY],
  'German labels': [`Stream-URL: ${YOUTUBE}\nStreamschlüssel: ${KEY}`, YOUTUBE, KEY],
  'Spanish labels': [`URL del servidor: ${YOUTUBE}\nClave de transmisión: ${KEY}`, YOUTUBE, KEY],
  'a label with a note': [
    `Server URL (recommended): ${YOUTUBE}\nStream key (keep it secret): ${KEY}`,
    YOUTUBE,
    KEY,
  ],
  'the three fields of Zoom': [
    `Stream URL: ${YOUTUBE}\nStream key: ${KEY}\nLive streaming page URL: https://youtube.com/watch?v=1`,
    YOUTUBE,
    KEY,
    'https://youtube.com/watch?v=1',
  ],
  'a page without a label': [`${YOUTUBE}\n${KEY}\nhttps://youtu.be/1`, YOUTUBE, KEY, 'https://youtu.be/1'],
  'a key with a query': [
    `rtmps://live-api-s.facebook.com:443/rtmp/${FACEBOOK_KEY}`,
    'rtmps://live-api-s.facebook.com:443/rtmp',
    FACEBOOK_KEY,
  ],
  'a backup address': [
    'rtmp://b.rtmp.youtube.com/live2?backup=1',
    'rtmp://b.rtmp.youtube.com/live2?backup=1',
    '',
  ],
  'a key alone': [KEY, '', KEY],
  nothing: [' \n ', '', ''],
};

for (const [what, [text, url, key, page = '']] of Object.entries(texts)) {
  test(`pasting ${what} gives URL, key and page`, async (t) => {
    const { streamUrl, streamKey, pageUrl } = parsePastedText(text);
    t.strictSame({ streamUrl, streamKey, pageUrl }, { streamUrl: url, streamKey: key, pageUrl: page });
  });
}

test('two fields are read separately', async (t) => {
  const address = 'rtmp://cdn.example/app/room';
  t.match(parsePastedFields({ streamUrl: ` ${address}/ `, streamKey: ` ${KEY}\n` }), {
    streamUrl: address,
    streamKey: KEY,
  });
});

test('several values in the URL field are split over the others', async (t) => {
  t.match(parsePastedFields({ streamUrl: `${YOUTUBE}/${KEY}` }), { streamUrl: YOUTUBE, streamKey: KEY });
  t.match(parsePastedFields({ streamUrl: `Server: ${YOUTUBE}\nKey: ${KEY}`, pageUrl: 'https://a.example' }), {
    streamUrl: YOUTUBE,
    streamKey: KEY,
    pageUrl: 'https://a.example',
  });
});

test('a URL with its key in the key field is split too', async (t) => {
  t.match(parsePastedFields({ streamKey: `${YOUTUBE}/${KEY}` }), { streamUrl: YOUTUBE, streamKey: KEY });
});

test('a label copied with the key is removed', async (t) => {
  t.match(parsePastedFields({ streamUrl: YOUTUBE, streamKey: `Stream key: ${KEY}` }), { streamKey: KEY });
});

test('the service is detected from the URL', async (t) => {
  const services = {
    'rtmps://a.rtmps.youtube.com/live2': 'youtube',
    'rtmp://LIVE.twitch.tv/app': 'twitch',
    'rtmps://fra02.contribute.live-video.net/app': 'twitch',
    'rtmps://ingest.global-contribute.live-video.net:443/app': 'twitch',
    'rtmps://0123abc.global-contribute.live-video.net:443/app': 'amazon_ivs',
    'rtmps://live-api-s.facebook.com:443/rtmp/': 'facebook',
    'rtmps://rtmp-global.cloud.vimeo.com/live': 'vimeo',
    'rtmp://live.restream.io/live': 'restream',
    'rtmp://youtube.com.example.org/live2': 'custom',
    'rtmp://notyoutube.com/live2': 'custom',
    'rtmp://cdn.example/youtube.com': 'custom',
    'rtmp://youtube.com@cdn.example/app': 'custom',
    '': 'custom',
  };
  for (const [streamUrl, service] of Object.entries(services))
    t.equal(parsePastedFields({ streamUrl }).service, service, streamUrl);
});
