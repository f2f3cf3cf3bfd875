import { test } from 'tap';
import { messages } from '../../src/pages/messages.ts';
import { de as german } from '../../src/ui/i18n/de/index.ts';
import { en as english } from '../../src/ui/i18n/en/index.ts';

/** Words that are the same in both languages. */
const SAME = new Set(['privacy.cookies.title']);

/** Every sentence of the page by its path. */
function sentencesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return sentencesOf(
      value((given: unknown) => String(given)),
      path,
    );
  if (typeof value !== 'object' || value === null) return [];
  if ('markup' in value) return [[path, String(value.markup)]];
  return Object.entries(value).flatMap(([name, held]) => sentencesOf(held, path ? `${path}.${name}` : name));
}

test('both languages have the same texts in the same order, and none is untranslated', async (t) => {
  const [inEnglish, inGerman] = [messages.en, messages.de].map((each) => sentencesOf(each)) as [
    [string, string][],
    [string, string][],
  ];
  t.strictSame(
    inGerman.map(([path]) => path),
    inEnglish.map(([path]) => path),
  );
  t.ok(inEnglish.length > 90);
  const german = new Map(inGerman);
  t.strictSame(
    inEnglish.filter(([path, text]) => !SAME.has(path) && german.get(path) === text),
    [],
  );
  for (const [path, text] of inGerman) t.notMatch(text, /\b(the|and|your|you|with)\b/i, path);
  for (const [path, text] of inGerman) t.notMatch(text, /\b(du|dein\w*|dir|dich)\b/i, path);
});

test('both languages have the same links', async (t) => {
  const linksOf = (each: unknown) =>
    sentencesOf(each).flatMap(([, text]) => [...text.matchAll(/href="([^"]+)"/g)].map(([, href]) => href));
  t.strictSame(linksOf(messages.de), linksOf(messages.en));
});

test('button names on the pages match the labels of the UI', async (t) => {
  for (const [pages, screens] of [
    [messages.en, english],
    [messages.de, german],
  ] as const) {
    const strong = (text: unknown) =>
      sentencesOf(text).flatMap(([, markup]) =>
        [...markup.matchAll(/<strong>([^<]+)</g)].map(([, name]) => name),
      );
    const named = new Set(strong(pages));
    for (const label of [
      screens.signedOut.add,
      screens.header.kinds.meetings,
      screens.header.kinds.webinars,
      screens.header.destinations,
      screens.header.bulk,
      screens.header.account,
      screens.form.show,
      screens.form.copy,
      screens.form.save,
      screens.meeting.check,
      screens.preflight.title,
      screens.live.start,
      screens.live.startMeeting.meetings,
      screens.live.stopShort,
      screens.summary.change,
      screens.switching.open,
      screens.history.title,
      screens.bulk.preview,
      screens.account.eraseAction,
    ])
      t.ok(named.has(label), label);
    t.equal(pages.frame.privacy, screens.footer.privacy);
    t.equal(pages.frame.terms, screens.footer.terms);
    t.equal(pages.frame.support, screens.footer.support);
    t.equal(pages.frame.documentation, screens.footer.help);
  }
});
