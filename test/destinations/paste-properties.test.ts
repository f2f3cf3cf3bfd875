import fc from 'fast-check';
import { test } from 'tap';
import { type Pasted, parsePastedFields, parsePastedText } from '../../src/destinations/paste/parse.ts';
import { presets } from '../../src/destinations/paste/services.ts';

const runs = { numRuns: 2000 };
const letters = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: min, maxLength: max });
const segment = letters(4, 12).map((text) => `s${text}`);
const host = fc.constantFrom(
  'a.rtmp.youtube.com',
  'live.twitch.tv',
  'cdn.example:1935',
  '[2001:db8::1]:443',
  '10.0.0.1',
);
const address = fc
  .tuple(fc.constantFrom('rtmp', 'rtmps'), host, fc.array(segment, { minLength: 1, maxLength: 3 }))
  .map(([scheme, where, path]) => `${scheme}://${where}/${path.join('/')}`);
const key = fc.tuple(segment, fc.constantFrom('', '?a=1&b=c/d', '?x')).map(([text, query]) => text + query);
const page = segment.map((text) => `https://watch.example/${text}?v=1`);

/** Fragments of pasted texts, including unusual ones. */
const bits = fc.oneof(
  fc.constantFrom(
    ...[
      'Stream URL',
      'Stream key:',
      'key',
      'KEY=',
      'url:',
      'page url',
      'server',
      'rtmp',
      'rtmp://',
      'https://a.example/b',
      '://',
    ],
    ...[
      '"',
      '“',
      "'",
      '<',
      '>',
      '(',
      ')',
      ':',
      '=',
      '/',
      '//',
      '?',
      '#',
      '@',
      ',',
      ' ',
      '\t',
      '\n',
      '\r\n',
      '\u200b',
      '\ufeff',
    ],
    ...[
      'live2',
      'rtmp://a/b/c/',
      'rtmps://a.rtmps.youtube.com/live2',
      'a.example/b',
      'ü',
      '\ud800',
      '🎥',
      '*',
      '`',
      '•',
    ],
  ),
  fc.string({ maxLength: 6 }),
);
const anything = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(bits, { maxLength: 14 }).map((each) => each.join('')),
);

/** Layouts in which people write a URL and a key. */
const LAYOUTS: Record<string, (url: string, streamKey: string) => string> = {
  'one URL': (url, streamKey) => `${url}/${streamKey}`,
  'two lines': (url, streamKey) => `${url}\n${streamKey}`,
  'two lines, the key first': (url, streamKey) => `${streamKey}\n${url}`,
  'one line': (url, streamKey) => `${url} ${streamKey}`,
  'labels on the same line': (url, streamKey) => `Stream URL: ${url}\nStream key: ${streamKey}`,
  'labels above': (url, streamKey) => `Server URL\n${url}\n\nStream key\n${streamKey}\nCopy`,
  'a list': (url, streamKey) => `1. ${url}\n2. ${streamKey}`,
  JSON: (url, streamKey) => JSON.stringify({ server: url, key: streamKey }),
  variables: (url, streamKey) => `RTMP_URL="${url}"\nSTREAM_KEY="${streamKey}"`,
  'a table': (url, streamKey) => `| Server | ${url} |\n|---|---|\n| Key | ${streamKey} |`,
  'a letter': (url, streamKey) => `Hi,\nhere is the stream:\n${url}\n${streamKey}\nThanks, Ben`,
  HTML: (url, streamKey) => `<p>Server: <b>${url}</b></p><p>Key: <b>${escaped(streamKey)}</b></p>`,
};
const escaped = (text: string) => text.replaceAll('&', '&amp;');
const values = ({ streamUrl, streamKey, pageUrl }: Pasted) => ({ streamUrl, streamKey, pageUrl });

for (const { service, streamUrls, example, key: shape } of presets) {
  if (service === 'custom') continue;
  test(`URL and key of ${service} are found in every layout`, async (t) => {
    const urls = [...streamUrls, ...(example === undefined ? [] : [example])];
    const someKey =
      shape === undefined
        ? fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{6}[0-9][A-Za-z0-9]{8,30}$/)
        : fc.stringMatching(shape);
    for (const [layout, join] of Object.entries(LAYOUTS)) {
      const property = fc.property(fc.constantFrom(...urls), someKey, (url, streamKey) => {
        // Such a key is a query of the application, not a path below it.
        const text =
          layout === 'one URL' && streamKey.startsWith('?') ? `${url}${streamKey}` : join(url, streamKey);
        const parsed = values(parsePastedText(text));
        t.strictSame(parsed, { streamUrl: url, streamKey, pageUrl: '' }, `${layout}: ${text}`);
      });
      fc.assert(property, { numRuns: 15 });
    }
  });
}

const own = fc
  .tuple(fc.constantFrom('rtmp', 'rtmps'), host, segment)
  .map(([scheme, where, app]) => `${scheme}://${where}/${app}`);
const clearKey = fc.stringMatching(/^[A-Za-z]{4}[0-9]{3}[A-Za-z0-9_-]{3,20}[a-z]$/);

for (const [layout, join] of Object.entries(LAYOUTS))
  test(`a custom server and key are found in: ${layout}`, async () => {
    fc.assert(
      fc.property(own, clearKey, (streamUrl, streamKey) => {
        const parsed = parsePastedText(join(streamUrl, streamKey));
        return parsed.streamUrl === streamUrl && parsed.streamKey === streamKey && parsed.pageUrl === '';
      }),
      { numRuns: 300 },
    );
  });

test('a URL with any key below it is split', async () => {
  fc.assert(
    fc.property(address, key, (streamUrl, streamKey) => {
      const parsed = parsePastedText(`${streamUrl}/${streamKey}`);
      return (
        `${parsed.streamUrl}/${parsed.streamKey}` === `${streamUrl}/${streamKey}` && parsed.streamKey !== ''
      );
    }),
    runs,
  );
});

test('labels name URL, key and page', async (t) => {
  fc.assert(
    fc.property(address, key, page, (streamUrl, streamKey, pageUrl) => {
      const parsed = parsePastedText(`Page URL: ${pageUrl}\nURL: ${streamUrl}\nKey: ${streamKey}`);
      // After a known service's application follows a key: the labelled key takes precedence.
      const isKnown = parsed.service !== 'custom';
      t.match(values(parsed), { streamKey, pageUrl, ...(isKnown ? {} : { streamUrl }) });
    }),
    { numRuns: 100 },
  );
});

/** Regressions: texts whose result was parsed differently the second time. */
const awkward = [
  'Stream key:rtmp://a/b/c/',
  'Stream URL“/',
  'KEY=KEY=-',
  'url::,//',
  '0 /',
  "? rtmp://a/b/c/'rtmp://",
  'rtmps://a.rtmps.youtube.com/live2“rtmp://',
  'rtmp://a/b/c/KEY=-',
  '<Stream URL:# >-',
  'url:$ //',
  'rtmp://“KEY=',
  'rtmp://>KEY=//',
];

test('no text is rejected, and every value is a part of the text', async () => {
  const property = fc.property(anything, (text) => {
    const parsed = parsePastedText(text);
    // Only repairs change a value.
    const isChanged = /&|:\/|\\|[[<{]|[\u00ad\u061c\u115f\u1160\u180e\u200b-\u206f\ufeff]/.test(text);
    return isChanged || Object.values(values(parsed)).every((value) => text.includes(value));
  });
  fc.assert(property, { ...runs, examples: awkward.map((text) => [text]) });
});

test('two filled fields keep their values', async () => {
  const word = anything.map((text) =>
    text.replace(/[\s\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, ''),
  );
  const property = fc.property(word, (text) => {
    const streamKey = `${text}7`;
    const parsed = parsePastedFields({ streamUrl: 'rtmp://cdn.example/app/room/', streamKey });
    return parsed.streamKey === streamKey && parsed.streamUrl === 'rtmp://cdn.example/app/room/';
  });
  fc.assert(property, runs);
});

test('no fields are rejected', async () => {
  const property = fc.property(anything, anything, anything, (streamUrl, streamKey, pageUrl) => {
    parsePastedFields({ streamUrl, streamKey, pageUrl });
  });
  const examples = awkward.flatMap((text): [string, string, string][] => [
    [text, '', ''],
    ['', text, ''],
    ['', '', text],
  ]);
  fc.assert(property, { ...runs, examples });
});

const adversarial: Record<string, string> = {
  spaces: ' ',
  quotes: '"',
  labels: 'stream key ',
  'labels with colons': 'key:',
  'labels with empty notes': 'key (',
  'half labels': 'stream\t\t\t\t',
  slashes: '/',
  'addresses without an end': 'rtmp://a/',
  'addresses on lines': 'rtmp://a/b\n',
  dots: 'a.',
  colons: ':',
  lines: '\n',
  'lines of words': 'word\n',
  'openings of quotes': '“<',
  'characters of no width': '\u200b',
  'names with signs': 'a =b ',
  'rows of cells': 'a,b\n',
  'open braces': '{"a":',
  'unfinished strings': '{"a":"\\',
  tags: '<b>',
  links: '[a](',
  'hidden keys': '••••\n',
  dashes: ' - ',
};

test('parsing 16 KiB takes linear time', async (t) => {
  for (const [what, unit] of Object.entries(adversarial)) {
    const text = (length: number) => `x${unit.repeat(Math.ceil(length / unit.length))}x`;
    const forms = [
      (length: number) => parsePastedText(text(length)),
      (length: number) =>
        parsePastedFields({ streamUrl: text(length), streamKey: text(length), pageUrl: text(length) }),
    ];
    for (const parse of forms) {
      parse(2_000);
      const ratio = Math.min(
        ...[1, 2, 3, 4, 5].map(() => timeOf(() => parse(16_000)) / timeOf(() => parse(2_000))),
      );
      // Eight times the text takes eight times as long; 64 times if it were quadratic.
      t.ok(ratio < 24, `${what}: ${ratio.toFixed(1)}`);
    }
  }
});

/**
 * CPU time of this process in milliseconds, so that other load on the machine does not count; at
 * least 0.5.
 */
function timeOf(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  return process.cpuUsage(before).user / 1000 + 0.5;
}
