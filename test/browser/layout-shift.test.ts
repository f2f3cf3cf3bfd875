import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type Test, test } from 'tap';
import { MAX_SHIFT, observeShifts, shiftOf } from '../helpers/layout-shift.ts';
import { addToZoom, listRows, meeting, pageShown } from './screens.ts';
import { startWithBrowser } from './start.ts';

/** Each screen: its path, and what is shown once it has loaded. */
const SCREENS: Record<string, { path: string; loaded: (page: Page) => Promise<void> }> = {
  list: {
    path: '/',
    loaded: (page) => page.getByRole('link', { name: meeting.topic, exact: true }).waitFor(),
  },
  webinars: {
    path: '/webinars',
    loaded: (page) => listRows(page).first().waitFor(),
  },
  meeting: {
    path: `/meetings/${meeting.id}`,
    loaded: async (page) => {
      await pageShown(page);
      await page.locator('.overall-result').waitFor();
    },
  },
  'a meeting that does not exist': {
    path: '/meetings/99999999999',
    loaded: (page) => page.getByRole('main').getByRole('button').first().waitFor(),
  },
  destinations: {
    path: '/destinations',
    loaded: (page) => page.getByText('Main stage').first().waitFor(),
  },
  'bulk edit': {
    path: '/bulk',
    loaded: (page) => page.getByRole('heading', { level: 1, name: 'Bulk edit' }).waitFor(),
  },
  account: {
    path: '/account',
    loaded: (page) => page.getByRole('button', { name: 'Create calendar link' }).waitFor(),
  },
};

async function measure(t: Test, page: Page, screen: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  const { total, sources } = await shiftOf(page);
  t.comment(`${screen}: ${total.toFixed(3)}`);
  t.ok(total < MAX_SHIFT, `${screen}: ${total.toFixed(3)} ${sources.join(' | ')}`);
}

async function saveDestination(page: Page): Promise<void> {
  const status = await page.evaluate<number>(`fetch('/api/destinations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Main stage', stream_url: 'rtmps://live.example.org/app', stream_key: 'fresh-key-2026-wxyz',
    }),
  }).then((response) => response.status)`);
  if (status !== 201) throw new Error(`The destination was not saved: ${status}.`);
}

/** The path of a bulk edit's progress. */
async function startBulkEdit(page: Page): Promise<string> {
  const id = await page.evaluate<string>(`fetch('/api/bulk-updates', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      kind: 'meetings', meeting_ids: ['${meeting.id}'], dry_run: false,
      changes: { page_url: 'https://example.org/bulk' },
    }),
  }).then((response) => response.json()).then(({ id }) => id)`);
  return `/bulk/${id}`;
}

for (const width of [1280, 360]) {
  test(`no screen shifts while it loads, ${width} wide`, async (t) => {
    const { url, newPage } = await startWithBrowser(t);
    const page = await newPage({ viewport: { width, height: 800 } });
    await observeShifts(page);
    await page.goto(url);
    await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
    await measure(t, page, 'signed out');
    await addToZoom(page, url);
    await saveDestination(page);
    for (const [screen, { path, loaded }] of Object.entries(SCREENS)) {
      await page.goto(url + path);
      await loaded(page);
      await measure(t, page, screen);
    }
    await page.goto(url + (await startBulkEdit(page)));
    await page.getByText('Done', { exact: true }).first().waitFor();
    await measure(t, page, 'the result of a bulk edit');
  });
}

/** Slower than the page waits for it before it shows the settings. */
const LATE_MS = 900;

for (const late of ['preflight', 'meetings?', 'status']) {
  test(`the meeting page does not shift on a phone if ${late} is slow`, async (t) => {
    const { url, newPage } = await startWithBrowser(t);
    const page = await newPage({ viewport: { width: 360, height: 800 } });
    await page.goto(url);
    await addToZoom(page, url);
    await observeShifts(page);
    await page.route(
      ({ pathname, search }) => `${pathname}${search}`.includes(late),
      async (route) => {
        await delay(LATE_MS);
        await route.continue();
      },
    );
    await page.goto(`${url}/meetings/${meeting.id}`);
    await pageShown(page);
    await page.locator('.overall-result').waitFor();
    await measure(t, page, 'meeting');
  });
}
