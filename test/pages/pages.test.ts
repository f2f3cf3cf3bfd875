import { test } from 'tap';
import { languages } from '../../src/language.ts';
import { documentationPage } from '../../src/pages/documentation.ts';
import {
  appMisconfiguredPage,
  errorPage,
  notFoundPage,
  tooManyRequestsPage,
} from '../../src/pages/error-pages.ts';
import {
  continueWithZoomPage,
  exchangeFailedPage,
  noRefreshTokenPage,
  profileUnreadablePage,
  rejectedPage,
  startAgainPage,
} from '../../src/pages/install-pages.ts';
import { openAgainPage } from '../../src/pages/panel.ts';
import { privacyPage } from '../../src/pages/privacy.ts';
import type { Reader } from '../../src/pages/reader.ts';
import { supportPage } from '../../src/pages/support.ts';
import { termsPage } from '../../src/pages/terms.ts';

const publicUrl = 'https://uplink.example.org';
const next = '/meetings/82929473321';
const requestId = 'req-1';

function pagesFor(reader: Reader) {
  const listing = {
    privacy: privacyPage(reader, { publicUrl }),
    terms: termsPage(reader, { publicUrl }),
    support: supportPage(reader, { publicUrl }),
    documentation: documentationPage(reader, { publicUrl }),
  };
  const install = {
    startAgain: startAgainPage(reader, { next }),
    rejected: rejectedPage(reader, { error: 'server_error', quoted: 'no', next }),
    continueWithZoom: continueWithZoomPage(reader, { next }),
    exchangeFailed: exchangeFailedPage(reader, { next, requestId }),
    profileUnreadable: profileUnreadablePage(reader, { next, requestId }),
    noRefreshToken: noRefreshTokenPage(reader, { next, requestId }),
  };
  const others = {
    notFound: notFoundPage(reader),
    tooMany: tooManyRequestsPage(reader, { retryAfterSeconds: 12.2 }),
    misconfigured: appMisconfiguredPage(reader, { requestId }),
    error: errorPage(reader, { requestId }),
    openAgain: openAgainPage(reader),
  };
  return { listing, install, all: { ...listing, ...install, ...others } };
}

const readers = languages.map((language): Reader => ({ language, isChosen: false }));
const [english, german] = readers as [Reader, Reader];

const SCOPES = [
  'user:read:user',
  'user:read:settings',
  ...['meeting', 'webinar'].flatMap((noun) => [
    `${noun}:read:list_${noun}s`,
    `${noun}:read:livestream`,
    `${noun}:update:livestream`,
    `${noun}:update:livestream_status`,
    `${noun}:read:${noun}`,
  ]),
];

for (const reader of readers) {
  const { language } = reader;
  const { listing, install, all } = pagesFor(reader);

  test(`every page in ${language} is a whole document that a strict content security policy allows`, async (t) => {
    for (const [name, page] of Object.entries(all)) {
      t.ok(page.startsWith(`<!doctype html>\n<html lang="${language}">`), `${name} is a document`);
      t.match(page, '<link rel="stylesheet" href="/uplink.css">', `${name} links the style sheet`);
      t.notMatch(page, /<script|<style|\sstyle=|\son\w+=|javascript:/i, `${name} has nothing inline`);
      t.notMatch(
        page,
        /<form/i,
        `${name} has no form, which form-action would block on the redirect to Zoom`,
      );
      t.equal(page.match(/<h1>/g)?.length, 1, `${name} has one h1`);
      t.notMatch(
        page,
        /undefined|\[object|<p><\/p>|<li><\/li>|<d[dt]><\/d[dt]>/,
        `${name} has no empty element`,
      );
    }
  });

  test(`every page in ${language} that interrupts the sign-in links to its start and keeps the destination`, async (t) => {
    for (const [name, page] of Object.entries(install))
      t.match(page, 'href="/install?next=%2Fmeetings%2F82929473321"', name);
    t.match(startAgainPage(reader), 'href="/install"');
  });

  test(`an error page in ${language} shows the request ID`, async (t) => {
    const { exchangeFailed, profileUnreadable, noRefreshToken, misconfigured, error } = all;
    for (const page of [exchangeFailed, profileUnreadable, noRefreshToken, misconfigured, error])
      t.match(page, '<code>req-1</code>');
  });

  test(`the documentation in ${language} explains every scope`, async (t) => {
    for (const scope of SCOPES) t.match(listing.documentation, `<code>${scope}</code>`);
  });

  test(`the pages of the listing in ${language} name the server and may be indexed; the others may not`, async (t) => {
    for (const page of Object.values(listing)) {
      t.match(page, publicUrl);
      t.notMatch(page, 'noindex');
    }
    for (const page of Object.values(install)) t.match(page, 'noindex');
  });

  test(`a page in ${language} whose URL works again links to itself in the other language`, async (t) => {
    const other = language === 'en' ? 'de' : 'en';
    const link = `<a href="?lang=${other}" lang="${other}" hreflang="${other}">`;
    for (const page of [...Object.values(listing), all.notFound]) t.match(page, link);
    for (const page of Object.values(install))
      t.notMatch(page, '?lang=', 'an authorization response works only once');
  });

  test(`links between pages in ${language} keep a chosen language`, async (t) => {
    for (const page of Object.values(pagesFor({ language, isChosen: true }).listing)) {
      const own = [...page.matchAll(/href="(\/(?:documentation|privacy|terms|support)[^"]*)"/g)];
      t.ok(own.length >= 4);
      for (const [, path] of own) t.match(path, `?lang=${language}`);
    }
    for (const page of Object.values(listing)) t.notMatch(page, /href="\/\w+\?lang=/);
  });
}

for (const reader of readers) {
  test(`the privacy, terms and support pages in ${reader.language} name the operator, escaped`, async (t) => {
    const operator = { name: 'Müller & <Søn>', contact: 'help+a?b@a.example' };
    for (const page of [privacyPage, termsPage, supportPage]) {
      const named = page(reader, { publicUrl, operator });
      t.match(named, 'Müller &amp; &lt;Søn&gt;, <a href="mailto:help%2Ba%3Fb@a.example">');
      const linked = page(reader, {
        publicUrl,
        operator: { name: undefined, contact: 'https://a.example/?a&b' },
      });
      t.match(linked, '<p><a href="https://a.example/?a&amp;b">https://a.example/?a&amp;b</a></p>');
      const anonymous = page(reader, { publicUrl, operator: { name: undefined, contact: undefined } });
      t.equal(anonymous, page(reader, { publicUrl }));
      t.equal(anonymous.match(/<h2>/g)?.length, (linked.match(/<h2>/g)?.length ?? 0) - 1);
    }
  });
}

test('Zoom’s error message is escaped and truncated', async (t) => {
  const page = rejectedPage(english, {
    error: 'x',
    quoted: `<img src=x onerror=alert(1)>${'a'.repeat(5000)}`,
  });
  t.match(page, '&lt;img src=x onerror=alert(1)&gt;');
  t.notMatch(page, '<img');
  t.notMatch(page, 'a'.repeat(300));
});

test('a cancelled installation is not an error', async (t) => {
  t.match(rejectedPage(english, { error: 'access_denied' }), 'Uplink wasn’t added');
  t.match(rejectedPage(german, { error: 'access_denied' }), 'Uplink wurde nicht hinzugefügt');
});

test('the page for too many requests states the wait in whole seconds', async (t) => {
  t.match(pagesFor(english).all.tooMany, '13 seconds');
  t.match(pagesFor(german).all.tooMany, '13 Sekunden');
  t.match(tooManyRequestsPage(english), 'a minute');
  t.match(tooManyRequestsPage(german), 'einer Minute');
});

test('the documentation has the three parts that the Marketplace requires', async (t) => {
  for (const [reader, parts] of [
    [english, ['Adding', 'Usage', 'Removing']],
    [german, ['Hinzufügen', 'Verwenden', 'Entfernen']],
  ] as const)
    for (const part of parts) t.match(pagesFor(reader).listing.documentation, `<h2>${part}</h2>`);
});

test('privacy and documentation explain how to remove the app in Zoom', async (t) => {
  for (const [reader, way, remove] of [
    [english, /Manage<\/strong>, then <strong>Added Apps/, /<strong>Remove/],
    [german, /Verwalten<\/strong>, dann <strong>Hinzugefügte Apps/, /<strong>Entfernen/],
  ] as const) {
    const { privacy, documentation } = pagesFor(reader).listing;
    for (const page of [privacy, documentation]) {
      t.match(page, way);
      t.match(page, remove);
    }
  }
});
