import { test } from 'tap';
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
  refusedPage,
  startAgainPage,
} from '../../src/pages/install-pages.ts';
import { privacyPage } from '../../src/pages/privacy.ts';
import { supportPage } from '../../src/pages/support.ts';
import { termsPage } from '../../src/pages/terms.ts';

const publicUrl = 'https://uplink.example.org';

const listing = {
  privacy: privacyPage({ publicUrl }),
  terms: termsPage({ publicUrl }),
  support: supportPage({ publicUrl }),
  documentation: documentationPage({ publicUrl }),
};

const install = {
  startAgain: startAgainPage({ next: '/meetings/82929473321' }),
  refused: refusedPage({ error: 'server_error', errorDescription: 'no', next: '/meetings/82929473321' }),
  continueWithZoom: continueWithZoomPage({ next: '/meetings/82929473321' }),
  exchangeFailed: exchangeFailedPage({ next: '/meetings/82929473321', requestId: 'req-1' }),
  profileUnreadable: profileUnreadablePage({ next: '/meetings/82929473321', requestId: 'req-1' }),
  noRefreshToken: noRefreshTokenPage({ next: '/meetings/82929473321', requestId: 'req-1' }),
};

const pages = {
  ...listing,
  ...install,
  notFound: notFoundPage(),
  tooMany: tooManyRequestsPage({ retryAfterSeconds: 12.2 }),
  misconfigured: appMisconfiguredPage({ requestId: 'req-1' }),
  error: errorPage({ requestId: 'req-1' }),
};

test('every page is a whole document that the strictest content security policy lets through', async (t) => {
  for (const [name, page] of Object.entries(pages)) {
    t.match(page, /^<!doctype html>\n<html lang="en">/, `${name} is a document`);
    t.match(page, '<link rel="stylesheet" href="/uplink.css">', `${name} links the sheet`);
    t.notMatch(page, /<script|<style|\sstyle=|\son\w+=|javascript:/i, `${name} has nothing inline`);
    t.notMatch(page, /<form/i, `${name} has no form, which form-action would stop on its way to Zoom`);
    t.equal(page.match(/<h1>/g)?.length, 1, `${name} has one heading of the first rank`);
  }
});

test('every page that interrupts the sign-in leads back to its start, and on to where the person was going', async (t) => {
  for (const [name, page] of Object.entries(install)) {
    t.match(page, 'href="/install?next=%2Fmeetings%2F82929473321"', name);
  }
  t.match(startAgainPage(), 'href="/install"');
});

test('what came with the refusal is shown escaped and short', async (t) => {
  const page = refusedPage({
    error: 'x',
    errorDescription: `<img src=x onerror=alert(1)>${'a'.repeat(5000)}`,
  });
  t.match(page, '&lt;img src=x onerror=alert(1)&gt;');
  t.notMatch(page, '<img');
  t.notMatch(page, 'a'.repeat(300));
});

test('a cancelled installation is not called a failure', async (t) => {
  t.match(refusedPage({ error: 'access_denied' }), 'You did not add Uplink');
});

test('a failure carries the id under which the operator finds it', async (t) => {
  const withId = [
    pages.exchangeFailed,
    pages.profileUnreadable,
    pages.noRefreshToken,
    pages.misconfigured,
    pages.error,
  ];
  for (const page of withId) t.match(page, '<code>req-1</code>');
});

test('too many requests says how long to wait, in whole seconds', async (t) => {
  t.match(pages.tooMany, '13 seconds');
  t.match(tooManyRequestsPage(), 'a minute');
});

test('the documentation has the three parts that the Marketplace asks for', async (t) => {
  for (const part of ['Adding', 'Usage', 'Removing']) t.match(listing.documentation, `<h2>${part}</h2>`);
});

test('the documentation gives the reason of every permission', async (t) => {
  const scopes = [
    'user:read:user',
    'meeting:read:list_meetings',
    'meeting:read:livestream',
    'meeting:update:livestream',
    'webinar:read:list_webinars',
    'webinar:read:livestream',
    'webinar:update:livestream',
  ];
  for (const scope of scopes) t.match(listing.documentation, `<code>${scope}</code>`);
});

test('privacy and documentation say how to remove the app in Zoom', async (t) => {
  for (const page of [listing.privacy, listing.documentation]) {
    t.match(page, /Manage<\/strong>, then <strong>Added Apps/);
    t.match(page, /<strong>Remove/);
  }
});

test('the pages of the listing name the server they speak of, and may be found; the others may not', async (t) => {
  for (const page of Object.values(listing)) {
    t.match(page, publicUrl);
    t.notMatch(page, 'noindex');
  }
  for (const page of Object.values(install)) t.match(page, 'noindex');
});
