import fc from 'fast-check';
import { test } from 'tap';
import { type Pasted, parsePastedFields, parsePastedText } from '../../src/destinations/paste.ts';

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

/** Bits of what people paste, the awkward ones among them, in any order. */
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

const values = ({ streamUrl, streamKey, pageUrl }: Pasted) => ({ streamUrl, streamKey, pageUrl });

test('splitting what was joined gives it back', async (t) => {
  const joined: Record<string, (url: string, streamKey: string, pageUrl: string) => string> = {
    'as one address': (url, streamKey) => `${url}/${streamKey}`,
    'as one address among spaces and quotes': (url, streamKey) => ` "${url}/${streamKey}"\u200b\n`,
    'on two lines': (url, streamKey) => `${url}\n${streamKey}`,
    'with labels': (url, streamKey) => `Stream key: ${streamKey}\nStream URL: ${url}/`,
    'with labels on lines of their own': (url, streamKey) => `Server\n\n${url}\nStream Key\n${streamKey}`,
  };
  for (const [how, join] of Object.entries(joined)) {
    t.test(how, async () => {
      fc.assert(
        fc.property(address, key, page, (streamUrl, streamKey, pageUrl) => {
          const parsed = parsePastedText(join(streamUrl, streamKey, pageUrl));
          return parsed.streamUrl === streamUrl && parsed.streamKey === streamKey && parsed.pageUrl === '';
        }),
        runs,
      );
    });
  }
  t.test('with a page', async (t) => {
    fc.assert(
      fc.property(address, key, page, (streamUrl, streamKey, pageUrl) => {
        const parsed = parsePastedText(`Page URL: ${pageUrl}\nURL: ${streamUrl}\nKey: ${streamKey}`);
        t.strictSame(values(parsed), { streamUrl, streamKey, pageUrl });
      }),
      { numRuns: 100 },
    );
  });
});

/** What once was read another way the second time. */
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

test('no text is refused, and what was read is read the same again', async () => {
  const property = fc.property(anything, (text) => isSettled(parsePastedText(text)));
  fc.assert(property, { ...runs, examples: awkward.map((text) => [text]) });
});

test('no boxes are refused, and what was read is read the same again', async () => {
  const property = fc.property(anything, anything, anything, (streamUrl, streamKey, pageUrl) =>
    isSettled(parsePastedFields({ streamUrl, streamKey, pageUrl })),
  );
  const examples = awkward.flatMap((text): [string, string, string][] => [
    [text, '', ''],
    ['', text, ''],
    ['', '', text],
  ]);
  fc.assert(property, { ...runs, examples });
});

function isSettled(once: Pasted): boolean {
  const again = parsePastedFields(values(once));
  return JSON.stringify(again) === JSON.stringify(once);
}

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
};

test('50 kB of anything take a time that grows as the text does', async (t) => {
  for (const [what, unit] of Object.entries(adversarial)) {
    const text = (length: number) => `x${unit.repeat(Math.ceil(length / unit.length))}x`;
    const forms = [
      (length: number) => parsePastedText(text(length)),
      (length: number) =>
        parsePastedFields({ streamUrl: text(length), streamKey: text(length), pageUrl: text(length) }),
    ];
    for (const parse of forms) {
      parse(5_000);
      const ratio = Math.min(
        ...[1, 2, 3, 4, 5].map(() => timeOf(() => parse(400_000)) / timeOf(() => parse(50_000))),
      );
      // Eight times the text: eight times as long; sixty-four times if it grew with the square.
      t.ok(ratio < 24, `${what}: ${ratio.toFixed(1)}`);
    }
  }
});

/** Milliseconds of this process's own work, so that what else the machine does is not counted; half of one counts at least. */
function timeOf(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  return process.cpuUsage(before).user / 1000 + 0.5;
}
