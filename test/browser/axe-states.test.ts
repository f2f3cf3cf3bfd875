import type { Page } from 'playwright-core';
import { test } from 'tap';
import { saveDestination } from '../helpers/switches.ts';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import {
  addToZoom,
  allowAs,
  changeButton,
  expectAccessible,
  failOnComplaints,
  host,
  meeting,
  openForm,
  openMeeting,
  openSummary,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const UNAVAILABLE = {
  type: 'about:blank',
  title: 'Zoom is unavailable',
  status: 503,
  code: 'zoom_unavailable',
  detail: 'Zoom isn’t responding.',
  request_id: 'test',
};

/** Every request of `path` is rejected as the server does while Zoom is unreachable. */
async function rejectAll(page: Page, path: RegExp): Promise<void> {
  await page.route(path, (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify(UNAVAILABLE),
    }),
  );
}

const dialog = (page: Page) => page.getByRole('dialog');
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });

/** Closes the dialog with the keyboard. */
async function leaveDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
}

test('axe finds nothing on the signed-out page, whatever the reason', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await page.goto(url);
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  await expectAccessible(t, page, 'a first visit');

  await addToZoom(page, url);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('main').getByText('You’re signed out.').waitFor();
  await expectAccessible(t, page, 'after signing out');

  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.context().clearCookies();
  await page.getByRole('link', { name: '← All meetings' }).click();
  await page.getByRole('main').getByText('Your session has ended.').waitFor();
  await expectAccessible(t, page, 'an expired session');

  await addToZoom(page, url);
  // Input that is not saved keeps the page open while the first user signs out elsewhere.
  await openMeeting(page, url);
  await page.getByLabel('Watch page').fill('https://mine.example.org/');
  const tab = await page.context().newPage();
  await tab.goto(url);
  await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
  await tab.getByRole('link', { name: 'Add to Zoom' }).click();
  await allowAs(tab, 'Training Studio');
  await page.getByRole('alert').getByText('Another user is now signed in').waitFor();
  await expectAccessible(t, page, 'another user');

  await tab.getByRole('link', { name: 'Account' }).click();
  await tab.getByRole('button', { name: 'Disconnect and delete my data' }).click();
  await tab.getByRole('checkbox').check();
  await dialog(tab).getByRole('button', { name: 'Disconnect and delete my data' }).click();
  await tab.getByRole('alert').getByText('All your data was deleted').waitFor();
  await expectAccessible(t, tab, 'erased data');
});

test('axe finds nothing on the list in any state', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const link = page.getByRole('link', { name: meeting.topic, exact: true });
  await link.waitFor();
  await expectAccessible(t, page, 'rows');
  await page
    .getByRole('button', { name: `Actions for ${meeting.topic}`, exact: true })
    .first()
    .click();
  await page.getByRole('menu').waitFor();
  await expectAccessible(t, page, 'the menu of a row');
  await page.keyboard.press('Escape');
  await page
    .getByRole('checkbox', { name: `Select ${meeting.topic}`, exact: true })
    .first()
    .check();
  await page.getByRole('toolbar', { name: 'Selected meetings' }).waitFor();
  await expectAccessible(t, page, 'selected rows');
  await page.keyboard.press('Escape');
  await page.getByLabel('Title, ID or join link').fill('nothing like it');
  await page.getByText('No matches.').waitFor();
  await expectAccessible(t, page, 'no match');

  await rejectAll(page, /\/api\/meetings\?/);
  await page.goto(url);
  await page.getByRole('main').getByRole('alert').first().waitFor();
  await expectAccessible(t, page, 'a failure');
  await page.unroute(/\/api\/meetings\?/);
  await page.route(/\/api\/meetings\?/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...STALE } });
  });
  await page.goto(url);
  await page.getByText(/^Zoom isn’t responding\. Last updated/).waitFor();
  await expectAccessible(t, page, 'an old list');
});

const STALE = { stale: true, fetched_at: '2026-01-01T00:00:00Z' };

test('axe finds nothing on an empty list', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await page.route(/\/api\/meetings\?/, async (route) => {
    const response = await route.fetch();
    const json = { ...(await response.json()), meetings: [], next_page_token: '' };
    await route.fulfill({ response, json });
  });
  await page.goto(url);
  await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
  await page.locator('.empty').first().waitFor();
  await expectAccessible(t, page, 'an empty list');
});

test('axe finds nothing on a meeting before it is live', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openSummary(page, url);
  await page.locator('.overall-result').waitFor();
  await expectAccessible(t, page, 'the summary');
  await page.getByRole('button', { name: 'QR code' }).click();
  await dialog(page).getByRole('img').waitFor();
  await expectAccessible(t, page, 'the QR code');
  await leaveDialog(page);
  await openForm(page);
  await expectAccessible(t, page, 'the form');
  await page.getByLabel('Watch page').fill('https://mine.example.org/');
  await page.locator('.save-bar').getByText('Unsaved changes').waitFor();
  await expectAccessible(t, page, 'unsaved changes');
  const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
  if (livestream) livestream.page_url = 'https://theirs.example.org/';
  await save(page).click();
  await page.getByRole('region', { name: 'Changed in Zoom while you were editing' }).waitFor();
  await expectAccessible(t, page, 'a conflict');
  await page.getByRole('button', { name: 'Overwrite with mine' }).click();
  await changeButton(page).waitFor();
  await openForm(page);
  await page.getByLabel('Watch page').fill('https://newest.example.org/');
  await save(page).click();
  await changeButton(page).waitFor();
  await page
    .getByRole('button', { name: /^Restore…/ })
    .first()
    .click();
  await dialog(page).waitFor();
  await expectAccessible(t, page, 'the preview of a restore');
  await leaveDialog(page);
  simulator.deleteMeeting(meeting.id);
  await page.getByRole('alert').getByText('This meeting was deleted in Zoom.').waitFor();
  await expectAccessible(t, page, 'a deleted meeting');
});

test('axe finds nothing on a meeting that is live', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const user = await uplink.signIn(host.id);
  await saveDestination(user);
  simulator.startMeeting(meeting.id);
  await webhooksProcessed(uplink);
  await openSummary(page, url);
  await page.getByRole('button', { name: 'Go live' }).click();
  await page.getByRole('timer').waitFor();
  await expectAccessible(t, page, 'live');
  await page.getByRole('button', { name: 'Stop the livestream' }).click();
  await dialog(page).waitFor();
  await expectAccessible(t, page, 'the question before stopping');
  await leaveDialog(page);
  await page.getByRole('button', { name: 'Switch…' }).click();
  await dialog(page)
    .getByRole('radio', { name: /^Backup/ })
    .waitFor();
  await expectAccessible(t, page, 'the choice of another destination');
});
