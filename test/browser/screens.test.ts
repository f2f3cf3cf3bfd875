import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { enableWebhooks } from '../helpers/webhooks.ts';
import {
  addToZoom,
  axeFindings,
  changeButton,
  failOnComplaints,
  hasFocus,
  listRows,
  meeting,
  openForm,
  openMeeting,
  pageShown,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const FIRST_PAGE_BYTES = 60 * 1024;

test('a pasted ID and a join link open the meeting', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);

  for (const pasted of [meeting.readable, `https://us02web.zoom.us/j/${meeting.id}?pwd=abc`]) {
    await page.goto(url);
    await page.getByLabel('Title, ID or join link').fill(pasted);
    t.notMatch(page.url(), /pwd/, 'the passcode of a link does not become part of the address');
    await page.getByRole('link', { name: `Open ${meeting.readable}` }).waitFor();
    await page.keyboard.press('Enter');
    await openForm(page);
    t.equal(new URL(page.url()).pathname, `/meetings/${meeting.id}`, pasted);
  }

  await page.goto(url);
  await page.getByLabel('Title, ID or join link').fill('9007199254740993');
  await page.keyboard.press('Enter');
  await openForm(page);
  t.equal(new URL(page.url()).pathname, '/meetings/9007199254740993', 'beyond 2^53 every digit stays');

  await page.goto(url);
  await page.getByLabel('Title, ID or join link').fill('the meeting on Monday');
  await page.keyboard.press('Enter');
  await page.getByText('No matches.').waitFor();
});

test('webinars have their own list and open in the same form', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Webinars' }).click();
  await page.getByRole('heading', { level: 1, name: 'Webinars' }).waitFor();
  await listRows(page).getByRole('link').first().click();
  await openForm(page);
  t.match(new URL(page.url()).pathname, /^\/webinars\/[0-9]+$/);
});

test('opening and saving a meeting work by keyboard', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  const link = page.getByRole('link', { name: meeting.topic, exact: true });
  await link.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await link.and(page.locator(':focus')).count()) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await pageShown(page);
  t.ok(await hasFocus(page.locator('h1')), 'a new screen begins at its heading');
  await changeButton(page).press('Enter');
  await page.locator('#apply-destination:focus').waitFor();
  await page.getByLabel('Watch page').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('https://example.org/typed');
  await page.keyboard.press('Enter');
  await page.getByText('Saved to Zoom.').filter({ visible: true }).first().waitFor();
  t.equal(simulator.state.meetings.get(meeting.id)?.livestream?.page_url, 'https://example.org/typed');
  await changeButton(page).and(page.locator(':focus')).waitFor();
});

test('axe finds nothing on any screen, light or dark, and none is wider than 320 pixels', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage({ viewport: { width: 320, height: 700 } });

  const appearance = async (screen: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      t.strictSame(await axeFindings(page), [], `${screen}, ${colorScheme}`);
    }
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${screen} fits`);
  };

  await page.goto(url);
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  await appearance('signed out');
  for (const path of [
    '/privacy',
    '/terms',
    '/support',
    '/documentation',
    '/nothing/here',
    '/oauth/callback?error=access_denied',
  ]) {
    for (const language of ['en', 'de']) {
      const address = new URL(path, url);
      address.searchParams.set('lang', language);
      await page.goto(address.href);
      t.equal(await page.locator('html').getAttribute('lang'), language, path);
      await appearance(`${path} in ${language}`);
    }
  }
  await addToZoom(page, url);
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
  await appearance('the list');
  await page.getByLabel('Title, ID or join link').fill('nothing like it');
  await page.getByText('No matches.').waitFor();
  await appearance('nothing found');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await openMeeting(page, url);
  await page.getByText('Layout and captions').click();
  await page.getByRole('button', { name: 'Check again' }).waitFor();
  await appearance('one meeting');
  await page.getByRole('button', { name: 'Go live' }).click();
  await page.getByRole('region', { name: 'Livestream', exact: true }).getByRole('alert').waitFor();
  await appearance('a rejected start');
  simulator.startMeeting(meeting.id);
  await page.getByRole('button', { name: 'Go live' }).click();
  await page.getByText('You started the livestream').waitFor();
  await page.getByRole('button', { name: 'Stop the livestream' }).click();
  await page.getByRole('dialog').waitFor();
  await appearance('the question before stopping');
  await page.keyboard.press('Escape');
  await page.getByLabel('Watch page').fill('not an address');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#page_url[aria-invalid=true]').waitFor();
  await appearance('an invalid field');
  await page.getByLabel('Watch page').fill('https://mine.example.org/');
  const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
  if (livestream) livestream.page_url = 'https://theirs.example.org/';
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('region', { name: 'Changed in Zoom while you were editing' }).waitFor();
  await appearance('two versions');
  await page.getByRole('button', { name: 'Overwrite with mine' }).click();
  await page
    .getByRole('button', { name: /^Undo: Changed,/ })
    .first()
    .waitFor();
  await appearance('a history');
  const saved = simulator.state.meetings.get(meeting.id)?.livestream;
  if (saved) saved.page_url = 'https://theirs-again.example.org/';
  await page
    .getByRole('button', { name: /^Undo: Changed,/ })
    .first()
    .click();
  await page.getByRole('dialog', { name: /^Restore the settings/ }).waitFor();
  await appearance('an undo that met a newer version');
  await page.route('**/api/events*', (route) => route.abort());
  await openMeeting(page, url);
  await page.locator('.strip').waitFor();
  await appearance('while changes do not arrive');
});

test('the first page uses only its own origin, and its script and style are at most 60 KiB compressed', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    t.ok(response.url().startsWith(`${url}/`), response.url());
    if (['script', 'stylesheet'].includes(response.request().resourceType())) bodies.push(response.body());
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  t.equal(sizes.length, 2, 'one script, one sheet');
  t.ok(sizes.reduce((sum, size) => sum + size, 0) <= FIRST_PAGE_BYTES, `${sizes.join(' + ')} bytes`);
});
