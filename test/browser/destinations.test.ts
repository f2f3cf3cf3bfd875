import type { Page } from 'playwright-core';
import { test } from 'tap';
import { createLatch } from '../helpers/latch.ts';
import { addToZoom, chooseDelete, failOnComplaints } from './screens.ts';
import { startWithBrowser } from './start.ts';

const KEY = 'abcd-efgh-ijkl-mnop';

async function openDestinations(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor();
}

async function addOne(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill(KEY);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await shownSaved(page, name);
}

const shownSaved = (page: Page, name: string) => page.getByRole('main').getByText(`${name} saved.`).waitFor();

test('a URL pasted with its key is split, and one click applies the encrypted URL', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openDestinations(page);
  await page.getByText('No destinations yet.').waitFor();

  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill('Our channel');
  await page.evaluate(`navigator.clipboard.writeText('rtmp://a.rtmp.youtube.com/live2/${KEY}')`);
  await page.getByLabel('Stream URL').focus();
  await page.keyboard.press('ControlOrMeta+v');
  const suggestion = page.getByRole('button', { name: 'Use rtmps://a.rtmps.youtube.com/live2' });
  await suggestion.waitFor();
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmp://a.rtmp.youtube.com/live2');
  t.equal(await page.getByLabel('Stream key', { exact: true }).inputValue(), KEY);
  t.equal(await page.getByLabel('Stream key', { exact: true }).getAttribute('type'), 'password', 'hidden');
  t.equal(await page.getByLabel('Service').inputValue(), 'youtube');
  t.match(await page.locator('#service-hint').textContent(), 'YouTube Studio');

  await suggestion.click();
  await suggestion.waitFor({ state: 'detached' });
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmps://a.rtmps.youtube.com/live2');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await shownSaved(page, 'Our channel');
  const row = page.getByRole('listitem').filter({ hasText: 'Our channel' });
  t.match(await row.textContent(), '••••••••mnop');
  t.notMatch(await page.content(), KEY, 'the key is nowhere on the page');
});

test('a warning is shown before saving, and saving again saves anyway', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openDestinations(page);
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Enter a name.').waitFor();
  await page.locator('#name:focus').waitFor();

  await page.getByLabel('Service').selectOption('twitch');
  t.match(
    await page.getByLabel('Stream URL').inputValue(),
    'rtmps://',
    'the encrypted address of the preset',
  );
  // A fast typist: the values are checked only after they have pressed Enter.
  const searching = createLatch();
  await page.route('**/api/destinations/parse', async (route) => {
    await searching.until;
    await route.continue();
  });
  await page.getByLabel('Name').fill('Stage');
  await page.getByLabel('Stream key', { exact: true }).fill('a b c d e f g h');
  await page.keyboard.press('Enter');
  searching.release();
  await page.getByText('This stream key contains spaces.').waitFor();
  await page
    .getByText('Check the warning above, or save anyway.')
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await shownSaved(page, 'Stage');
});

test('input during the parsing of pasted text is not lost', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openDestinations(page);
  await page.getByRole('button', { name: 'Add a destination' }).click();
  const response = createLatch();
  await page.route('**/api/destinations/parse', async (route) => {
    await response.until;
    await route.continue();
  });
  await page.getByLabel('Stream URL').fill(`rtmp://a.rtmp.youtube.com/live2/${KEY}`);
  await page.getByLabel('Watch page').focus();
  await page.keyboard.type('https://example.org/typed');
  response.release();
  await page.getByRole('button', { name: 'Use rtmps://a.rtmps.youtube.com/live2' }).waitFor();
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://example.org/typed');
  t.equal(await page.getByLabel('Stream key', { exact: true }).inputValue(), KEY);
});

test('after a change in two windows, both versions are shown and the user decides', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openDestinations(page);
  await addOne(page, 'Main');
  await page.getByRole('button', { name: 'Edit Main' }).click();
  await page.getByLabel('Watch page').fill('https://mine.example.org/');

  const other = await page.context().newPage();
  await other.goto(`${url}/destinations`);
  await other.getByRole('button', { name: 'Edit Main' }).click();
  await other.getByLabel('Watch page').fill('https://theirs.example.org/');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await shownSaved(other, 'Main');

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = page.getByRole('region', { name: 'Changed elsewhere while you were editing' });
  await conflict.waitFor();
  t.match(await conflict.textContent(), 'https://theirs.example.org/');
  t.match(await conflict.textContent(), 'https://mine.example.org/');
  await conflict.getByRole('button', { name: 'Overwrite with mine' }).click();
  await shownSaved(page, 'Main');
  await page.getByRole('button', { name: 'Main', exact: true }).click();
  await page.getByRole('link', { name: 'https://mine.example.org/' }).waitFor();
});

test('deleting requires one confirmation, and the destination can be added again', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openDestinations(page);
  await addOne(page, 'Main');

  await chooseDelete(page, 'Main');
  const dialog = page.getByRole('dialog', { name: 'Delete Main?' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  t.equal(await page.getByRole('button', { name: 'Edit Main' }).count(), 1, 'cancelling keeps it');
  const focused = page.locator(':focus');
  await page.getByRole('button', { name: 'More actions for Main' }).and(focused).waitFor();

  await chooseDelete(page, 'Main');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No destinations yet.').waitFor();
  await page.getByRole('button', { name: 'Add again' }).click();
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill(KEY);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await shownSaved(page, 'Main');
});

test('a destination can be saved by keyboard', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/destinations`);
  await page.getByText('No destinations yet.').waitFor();
  await page.getByRole('button', { name: 'Add a destination' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('h2:focus').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Vimeo');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  t.match(await page.getByLabel('Stream URL').inputValue(), 'vimeo.com');
  await page.getByLabel('Stream URL').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await shownSaved(page, 'By keyboard');
});
