import { readdir, readFile } from 'node:fs/promises';
import t from 'tap';
import { languageOf } from '../../src/language.ts';
import { problems as catalogue } from '../../src/problem.ts';
import { german } from '../../src/ui/german/german.ts';
import { problems } from '../../src/ui/german/problems.ts';
import { localeOf } from '../../src/ui/language.ts';
import { english } from '../../src/ui/strings.ts';

t.test(
  'the language is the one chosen here, else the browser’s first that there is, else English',
  async (t) => {
    t.equal(languageOf(null, ['fr-FR', 'de-CH', 'en']), 'de');
    t.equal(languageOf(null, ['en-GB', 'de']), 'en');
    t.equal(languageOf('en', ['de-DE']), 'en');
    t.equal(languageOf('de', ['en-US']), 'de');
    t.equal(languageOf('klingon', ['de-DE']), 'de');
    t.equal(languageOf(null, ['fr', 'den']), 'en', 'a tag that only begins alike is another language');
    t.equal(languageOf(null, []), 'en');
  },
);

t.test('dates are written as the browser’s region writes them', async (t) => {
  t.equal(localeOf('en', ['de-DE', 'en-GB']), 'en-GB');
  t.equal(localeOf('de', ['en-US']), 'de');
});

/** What is the same word in both languages, or no word at all. */
const SAME = new Set([
  'product',
  'productLong',
  'titleOf',
  'signedOut.samples.0.time',
  'signedOut.samples.0.to',
  'signedOut.samples.0.state',
  'signedOut.samples.1.time',
  'signedOut.samples.1.state',
  'signedOut.samples.2.time',
  'signedOut.samples.2.to',
  'signedOut.samples.2.state',
  'header.kinds.meetings',
  'list.title.meetings',
  'list.live',
  'list.only',
  'meeting.name.meetings',
  'meeting.name.webinars',
  'destinations.name',
  'destinations.keyHidden',
  'destinations.services.youtube',
  'destinations.services.twitch',
  'destinations.services.facebook',
  'destinations.services.vimeo',
  'destinations.services.restream',
  'bulk.untitled',
  'account.name',
  'account.plan',
  'account.languages.en',
  'account.languages.de',
  'apply.keyHidden',
  'history.at',
  'history.by.zoom',
  'preflight.fixFor',
  'preflight.status.problem',
]);

const SAMPLES: unknown[][] = [
  ['x', 'y', 'z'],
  [1, 1, 1],
  [2, 2, 2],
];

/** Every string by its path; a function by what it says of samples. */
function wordsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [[path, SAMPLES.map((sample) => String(value(...sample))).join('|')]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) => wordsOf(held, path ? `${path}.${name}` : name));
}

const { server: _english, ...englishWords } = english;
const { server: _german, ...germanWords } = german;

t.test('no word of the screens was left in English', async (t) => {
  const inEnglish = new Map(wordsOf(englishWords));
  const inGerman = new Map(wordsOf(germanWords));
  t.strictSame([...inGerman.keys()].sort(), [...inEnglish.keys()].sort(), 'both say the same things');
  t.ok(inEnglish.size > 250);
  const left = [...inEnglish].filter(([path, text]) => !SAME.has(path) && inGerman.get(path) === text);
  t.strictSame(left, []);
  const differing = [...SAME].filter((path) => inGerman.get(path) !== inEnglish.get(path));
  t.strictSame(differing, [], 'and what is listed as the same is so');
});

t.test('German needs nothing of the app, which waits for it: each would wait for the other', async (t) => {
  const folder = new URL('../../src/ui/german/', import.meta.url);
  for (const file of await readdir(folder)) {
    const imports = (await readFile(new URL(file, folder), 'utf8')).match(/^import .*?from '.*?';$/gms) ?? [];
    const outside = imports.filter((line) => !/^import type /.test(line) && !/from '\.\/[^/]+';$/.test(line));
    t.strictSame(outside, [], file);
  }
});

t.test('every refusal of the API has its German sentence, and no other', async (t) => {
  t.strictSame(Object.keys(problems).sort(), Object.keys(catalogue).sort());
  for (const [code, [, title, detail]] of Object.entries(catalogue)) {
    const said = german.server.problem({ code, title, detail });
    t.not(said, detail, code);
    t.notMatch(said, /\b(the|and|your|again)\b/, code);
  }
});

t.test('what the API says beyond its code is said in German too', async (t) => {
  const said = (code: string, detail: string, errors?: { field: string; message: string }[]) =>
    german.server.problem({ code, title: '', detail, ...(errors ? { errors } : {}) });
  t.equal(
    said('invalid_request', 'You have 100 destinations, which is the most. Delete one, then save again.'),
    'Sie haben 100 Ziele, mehr gehen nicht. Löschen Sie eines, das Sie nicht mehr brauchen, und speichern Sie dann erneut.',
  );
  t.equal(
    said('invalid_request', 'Not configured.', [
      { field: 'stream_url', message: 'is needed, because Zoom holds none yet' },
      { field: 'page_url', message: 'is needed, because Zoom holds none yet' },
    ]),
    'Es fehlt noch: Streaming-URL, Livestreaming-Seiten-URL.',
  );
  t.equal(german.server.field('must be one of 720p, 1080p'), 'muss eines hiervon sein: 720p, 1080p');
});
