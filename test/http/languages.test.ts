import t from 'tap';
import { weightedList } from '../../src/routes/weighted-list.ts';
import { startApp } from '../helpers/app.ts';
import { hasSecurityHeaders } from '../helpers/security-headers.ts';

const app = await startApp(t);
const anyUser = app.client();
const LISTING = ['/privacy', '/terms', '/support', '/documentation'];
const HTML = { accept: 'text/html' };

const get = (path: string, acceptLanguage?: string) =>
  anyUser.get(path, {
    ...HTML,
    ...(acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage }),
  });

for (const path of LISTING)
  t.test(`${path} is in the browser’s language, else English`, async (t) => {
    for (const [requested, language] of [
      ['de-CH,de;q=0.9,en;q=0.8', 'de'],
      ['en-GB,en;q=0.9,de;q=0.8', 'en'],
      ['en;q=0.3, de;q=0.7', 'de'],
      ['fr-FR,de;q=0.5', 'de'],
      ['fr', 'en'],
      ['de;q=0', 'en'],
      ['*', 'en'],
      [undefined, 'en'],
    ] as const) {
      const { status, headers, text } = await get(path, requested);
      t.equal(status, 200);
      t.match(text, `<html lang="${language}">`, String(requested));
      t.match(headers, {
        'content-language': language,
        vary: /accept-language/i,
        'cache-control': 'public, max-age=300',
        'content-type': 'text/html; charset=utf-8',
      });
    }
  });

t.test('the language in the URL overrides the browser’s, and an unsupported one is ignored', async (t) => {
  for (const [path, language] of [
    ['/privacy?lang=de', 'de'],
    ['/privacy?lang=en', 'en'],
    ['/privacy?lang=klingon', 'en'],
    ['/privacy?lang=de&lang=en', 'en'],
    ['/privacy?lang=%22%3E%3Cscript%3E', 'en'],
  ] as const) {
    const { headers, text } = await get(path, 'en');
    t.match(text, `<html lang="${language}">`, path);
    t.notMatch(text, /<script|klingon/);
    t.match(headers.vary, /accept-language/i, 'Vary is always set');
  }
});

t.test('the not-found page and sign-in error pages are in that language too', async (t) => {
  for (const [path, status, title] of [
    ['/nothing', 404, 'Seite nicht gefunden'],
    ['/oauth/callback?error=access_denied', 400, 'Uplink wurde nicht hinzugefügt'],
    ['/oauth/callback?code=x&state=y', 400, 'Bitte starten Sie erneut'],
  ] as const) {
    const response = await get(path, 'de-DE');
    t.equal(response.status, status, path);
    t.match(response.text, title);
    t.match(response.headers, {
      'content-language': 'de',
      vary: /accept-language/i,
      'cache-control': 'no-store',
    });
  }
});

t.test('the API description is in English and declares it', async (t) => {
  const { headers, text } = await get('/docs', 'de');
  t.match(text, '<html lang="en">');
  t.equal(headers['content-language'], 'en');
  t.equal(headers.vary, 'accept-encoding', 'and does not vary by language');
});

t.test('a page in German has the same security headers', async (t) => {
  for (const path of [...LISTING, '/nothing']) hasSecurityHeaders(t, (await get(path, 'de')).headers);
});

t.test('a browser’s languages are ordered by weight, then by position', async (t) => {
  t.strictSame(weightedList('en;q=0.5, de, fr;q=0.5,it ;q=0.9'), ['de', 'it', 'en', 'fr']);
  t.strictSame(weightedList('de;q=0, en;q=2, fr;q=x, it;level=1'), []);
  t.strictSame(weightedList(' , ,'), []);
  t.strictSame(weightedList(undefined), []);
});
