import type { Page } from 'playwright-core';
import { test } from 'tap';
import { save as saveDestination } from '../destinations/saved.ts';
import { createLatch } from '../helpers/latch.ts';
import { addToZoom, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const saveButton = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const textIn = (page: Page, id: string) => page.locator(`#${id}`).inputValue();
const focusOn = (page: Page, id: string) => page.locator(`#${id}:focus`).waitFor();

async function openNewDestination(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.locator('#name').waitFor();
}

test('after an empty save of a new destination, everything typed into Name stays in Name', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openNewDestination(page);
  await saveButton(page).click();
  await focusOn(page, 'name');
  await page.keyboard.type('Our YouTube channel');
  t.equal(await textIn(page, 'name'), 'Our YouTube channel');
  t.equal(await textIn(page, 'stream_url'), '');
  t.equal(await textIn(page, 'stream_key'), '');

  await page.keyboard.press('Enter');
  await focusOn(page, 'stream_url');
  t.equal(await textIn(page, 'name'), 'Our YouTube channel', 'the next rejected save moves the focus again');
  await page.keyboard.type('rtmps://live.example.org/app');
  t.equal(await textIn(page, 'stream_url'), 'rtmps://live.example.org/app');
  t.equal(await textIn(page, 'stream_key'), '');
});

test('choosing a service removes the error of the Stream URL that it fills in', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openNewDestination(page);
  await saveButton(page).click();
  await page.locator('#stream_url[aria-invalid=true]').waitFor();
  await page.getByLabel('Service').focus();
  await page.getByLabel('Service').selectOption('twitch');
  await page.locator('#stream_url[aria-invalid=false]').waitFor();
  t.equal(await page.locator('#stream_url-error').textContent(), '');
  t.equal(await page.locator('#name').getAttribute('aria-invalid'), 'true', 'others keep theirs');
  t.equal(await page.evaluate('document.activeElement.id'), 'service', 'the focus stays');
});

test('pasting removes the errors of all fields that it fills in', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openNewDestination(page);
  await saveButton(page).click();
  await page.locator('#stream_key[aria-invalid=true]').waitFor();
  await page.evaluate("navigator.clipboard.writeText('rtmp://a.rtmp.youtube.com/live2/abcd-efgh-jkmn-pqrs')");
  await page.locator('#stream_url').focus();
  await page.keyboard.press('ControlOrMeta+v');
  await page.locator('#stream_key[aria-invalid=false]').waitFor();
  t.equal(await page.locator('#stream_url').getAttribute('aria-invalid'), 'false');
  t.equal(await page.evaluate('document.activeElement.id'), 'stream_url', 'the focus stays');
});

test('after an empty save of a meeting, all input stays in its field', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const fresh = simulator.addMeeting({ hostId: host.id });
  await openMeeting(page, url, fresh.id);
  await page.locator('#page_url').pressSequentially('https://example.org/w');
  await page.locator('#page_url').press('ControlOrMeta+a');
  await page.locator('#page_url').press('Delete');
  await saveButton(page).click();
  await focusOn(page, 'stream_url');
  await page.keyboard.type('rtmp://live.example.org/app');
  await page.locator('#stream_key').focus();
  await page.keyboard.type('Secret-Key-0123456789');
  t.equal(await textIn(page, 'stream_url'), 'rtmp://live.example.org/app');
  t.equal(await textIn(page, 'stream_key'), 'Secret-Key-0123456789');
  t.equal(await textIn(page, 'page_url'), '', 'no key in a field that shows it');
});

test('a rejection that arrives while the user types elsewhere leaves the focus there', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const held = createLatch();
  await page.route(`**/api/meetings/${meeting.id}/livestream`, async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    await held.until;
    await route.continue();
  });
  await page.locator('#stream_url').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('not an address');
  const sent = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.keyboard.press('Enter');
  await sent;
  await page.locator('#page_url').focus();
  await page.keyboard.press('End');
  await page.keyboard.type('/first');
  held.release();
  await page.locator('#stream_url[aria-invalid=true]').waitFor();
  await page.keyboard.type('-second');
  t.match(await textIn(page, 'page_url'), /\/first-second$/);
  t.equal(await textIn(page, 'stream_url'), 'not an address');
});

test('a rejected destination keeps later input in its field', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  await saveDestination(await uplink.signIn(host.id), { name: 'Our channel' });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/destinations`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.locator('#page_url').pressSequentially('not an address');
  await page.keyboard.press('Enter');
  await page
    .getByText('Check the warning above, or save anyway.')
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#page_url[aria-invalid=true]').waitFor();
  await focusOn(page, 'page_url');
  await page.locator('#name').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Renamed');
  t.equal(await textIn(page, 'name'), 'Renamed');
  t.equal(await page.locator('#page_url').getAttribute('aria-invalid'), 'true', 'until it is edited');
});

test('a search field that was submitted empty receives all later input', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.getByLabel('Title, ID or join link').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('829 2947 3321');
  t.equal(await textIn(page, 'list-words'), '829 2947 3321');
});

test('after a rejected preview of a bulk edit, all input stays in its field', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/bulk`);
  await page.getByLabel('By title and date').check();
  await page.getByLabel('Title contains').pressSequentially('product');
  await page.getByLabel('Individual settings').check();
  await page.locator('#stream_url').pressSequentially('not an address');
  await page.locator('#page_url').pressSequentially('neither');
  await page.keyboard.press('Enter');
  await focusOn(page, 'stream_url');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('rtmp://live.example.org/app');
  t.equal(await textIn(page, 'stream_url'), 'rtmp://live.example.org/app');
  t.equal(await textIn(page, 'page_url'), 'neither');
  t.equal(await page.locator('#stream_url').getAttribute('aria-invalid'), 'false');
  t.equal(await page.locator('#page_url').getAttribute('aria-invalid'), 'true', 'until it is edited');
});
