import { readdir, readFile } from 'node:fs/promises';
import t from 'tap';
import { languageOf } from '../../src/language.ts';
import {
  problems as catalogue,
  FIELD_REASONS,
  PROBLEM_REASONS,
  type ProblemReason,
} from '../../src/problem.ts';
import { de as german } from '../../src/ui/i18n/de/index.ts';
import { problems } from '../../src/ui/i18n/de/problems.ts';
import { en as english } from '../../src/ui/i18n/en/index.ts';
import { localeOf } from '../../src/ui/i18n/language.ts';

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

t.test('dates are formatted for the browser’s region', async (t) => {
  t.equal(localeOf('en', ['de-DE', 'en-GB']), 'en-GB');
  t.equal(localeOf('de', ['en-US']), 'de');
});

t.test('the German module imports nothing from the main bundle', async (t) => {
  const folder = new URL('../../src/ui/i18n/de/', import.meta.url);
  for (const file of await readdir(folder)) {
    const text = await readFile(new URL(file, folder), 'utf8');
    const imported = [...text.matchAll(/^import (?!type)[^;]*from '([^']+)';/gm)].map(([, path]) => path);
    t.strictSame(
      imported.filter((path) => !path?.startsWith('./')),
      [],
      file,
    );
  }
});

/** Texts that are the same in both languages. */
const SAME = new Set([
  'signedOut.inUplink',
  'meeting.tab.live',
  'meeting.at',
  'meeting.fromTo',
  'live.title',
  'live.layout',
  'product',
  'productLong',
  'titleOf',
  'header.kinds.meetings',
  'list.title.meetings',
  'list.live',
  'list.shows.live',
  'meeting.name.meetings',
  'meeting.name.webinars',
  'destinations.name',
  'destinations.keyHidden',
  'bulk.state',
  'bulk.untitled',
  'bulkTable.meeting',
  'conflict.units.name',
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

/** Arguments for functions that take an object. */
const OWN_SAMPLES: Record<string, unknown[][]> = {
  'bulk.about': ['meetings', 'webinars'].map((kind) => [
    { fields: ['stream_url', 'stream_key'], total: 2, kind, undo_of: null },
  ]),
  'bulk.chosenTitles': [[5, 'meetings', ['x', 'y', 'z', 'w', 'v']]],
  'bulk.aboutTopics': [[['x', 'y', 'z'], 5]],
  'bulk.settingsOf': [[['stream_url', 'stream_key']]],
  'bulk.group': ['same', 'unknown', 'cannot', 'would'].map((outlook) => [
    { outlook, rows: ['x', 'y'], fields: ['stream_key'], from: '', to: null, hasOwnKeys: true },
    'meetings',
  ]),
};

/** Every string by its path; functions are called with sample values. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [[path, (OWN_SAMPLES[path] ?? SAMPLES).map((sample) => String(value(...sample))).join('|')]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) => textsOf(held, path ? `${path}.${name}` : name));
}

const { server: _english, ...englishTexts } = english;
const { server: _german, ...germanTexts } = german;

t.test('no text of the UI is left in English', async (t) => {
  // Brand names are the same in all languages, so the German texts have none of their own.
  const isBrand = ([path]: [string, string]) => /^destinations\.services\.(?!custom$)/.test(path);
  const inEnglish = new Map(textsOf(englishTexts).filter((entry) => !isBrand(entry)));
  const inGerman = new Map(textsOf(germanTexts));
  t.strictSame([...inGerman.keys()].sort(), [...inEnglish.keys()].sort(), 'both say the same things');
  t.ok(inEnglish.size > 250);
  const left = [...inEnglish].filter(([path, text]) => !SAME.has(path) && inGerman.get(path) === text);
  t.strictSame(left, []);
  const differing = [...SAME].filter((path) => inGerman.get(path) !== inEnglish.get(path));
  t.strictSame(differing, [], 'and what is listed as the same is so');
});

t.test('the German module needs nothing of the app, which waits for it', async (t) => {
  const folder = new URL('../../src/ui/i18n/de/', import.meta.url);
  for (const file of await readdir(folder)) {
    const imports = (await readFile(new URL(file, folder), 'utf8')).match(/^import .*?from '.*?';$/gms) ?? [];
    const outside = imports.filter((line) => !/^import type /.test(line) && !/from '\.\/[^/]+';$/.test(line));
    t.strictSame(outside, [], file);
  }
});

t.test('every problem code of the API has a German message, and there are no others', async (t) => {
  t.strictSame(Object.keys(problems).sort(), Object.keys(catalogue).sort());
  for (const [code, { title, detail }] of Object.entries(catalogue)) {
    const message = german.server.problem({ code, title, detail });
    t.not(message, detail, code);
    t.notMatch(message, /\b(the|and|your|again)\b/, code);
  }
});

const ENGLISH = /\b(the|and|your|again|must|is|undefined)\b/;

t.test('every problem reason of the API has a German message with its facts', async (t) => {
  const facts = { most: 71, meetings: 82, seconds: 93, resolution: '1080p' };
  const named: Partial<Record<ProblemReason, string[]>> = {
    too_many_destinations: ['71'],
    too_many_meetings: ['82', '71'],
    too_many_bulk_updates: ['71'],
    too_many_windows: ['71'],
    started_too_soon: ['93'],
    resolution_stays: ['1080p'],
  };
  for (const reason of PROBLEM_REASONS) {
    const message = german.server.problem({
      code: 'invalid_request',
      title: '',
      detail: 'the',
      reason,
      facts,
    });
    t.match(message, /^[\p{Lu}\d].+\.$/u, reason);
    t.not(message, problems.invalid_request, reason);
    t.notMatch(message, ENGLISH, reason);
    for (const particular of named[reason] ?? []) t.match(message, particular, reason);
  }
  const newer = { code: 'invalid_request', title: '', detail: '', reason: 'newer' as 'unreadable' };
  t.equal(
    german.server.problem(newer),
    problems.invalid_request,
    'a newer reason leaves the code’s sentence',
  );
});

t.test('every field error has a German message', async (t) => {
  for (const reason of FIELD_REASONS) {
    const facts = { most: 71, allowed: ['720p', '1080p'] };
    const message = german.server.field({ field: 'x', message: 'must be the one', reason, facts });
    t.notMatch(message, ENGLISH, reason);
    t.match(message, /^\p{Ll}.*[^.]$/u, 'in words that follow the field’s name');
    if (reason === 'too_long') t.match(message, '71');
    if (reason === 'one_of') t.match(message, '720p, 1080p');
  }
  t.equal(german.server.field({ field: 'x', message: 'Zoom’s own words' }), 'Zoom’s own words');
  const error = (field: string) => ({ field, message: '', reason: 'needed' as const });
  const errors = [error('stream_url'), error('changes.page_url')];
  t.equal(
    german.server.problem({ code: 'invalid_request', title: '', detail: '', errors }),
    'Es fehlt noch: Streaming-URL, Seite zum Zusehen.',
  );
});
