import type { Page } from 'playwright-core';
import { test } from 'tap';
import { saveDestination } from '../helpers/switches.ts';
import {
  addToZoom,
  chooseDelete,
  expectAccessible,
  failOnComplaints,
  host,
  loseConnection,
  meeting,
  openMeeting,
  openSummary,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const previewButton = (page: Page) => page.getByRole('button', { name: 'Preview changes' });

test('axe finds nothing on the destinations in any state', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByText('No destinations yet.').waitFor();
  await expectAccessible(t, page, 'no destinations');
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').waitFor();
  await expectAccessible(t, page, 'a new destination');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Enter a name.').waitFor();
  await expectAccessible(t, page, 'missing values');
  await page.getByLabel('Name').fill('Main channel');
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill('abcd-efgh-ijkl-mnop');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('main').getByText('Main channel saved.').waitFor();
  await expectAccessible(t, page, 'rows');
  await chooseDelete(page, 'Main channel');
  await dialog(page).waitFor();
  await expectAccessible(t, page, 'the question before deleting');
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('main').getByText('Main channel deleted.').waitFor();
  await expectAccessible(t, page, 'after deleting');
});

test('axe finds nothing on the bulk edit from its form to its result', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await saveDestination(await uplink.signIn(host.id));
  await page.goto(`${url}/bulk`);
  await page.getByLabel('Choose from a list').check();
  await page.getByLabel('Select all listed').check();
  await expectAccessible(t, page, 'from a list');
  await page.getByLabel('By title and date').check();
  await page.getByLabel('Individual settings').check();
  await expectAccessible(t, page, 'by title, with individual settings');
  await page.getByLabel('From a table').check();
  const table = page.getByRole('textbox', { name: 'Paste from your spreadsheet' });
  await table.waitFor();
  await expectAccessible(t, page, 'from a table');
  await table.fill('Title,Stream URL,Stream key\nNowhere,no-address,abcd-efgh-ijkl-mnop');
  await page.getByRole('button', { name: 'Read table' }).click();
  await page.getByRole('table', { name: 'Rows' }).waitFor();
  await expectAccessible(t, page, 'a table with problems');
  await page.getByRole('button', { name: /^Edit row/ }).click();
  await page.getByRole('button', { name: 'Done' }).waitFor();
  await expectAccessible(t, page, 'a row of the table being edited');

  await page.getByLabel('By title and date').check();
  await page.getByLabel('Title contains').fill('product');
  await page.getByLabel('Individual settings').check();
  await page.getByLabel('Watch page').fill('https://example.org/everywhere');
  await previewButton(page).click();
  await page.getByRole('heading', { level: 2, name: 'Preview' }).waitFor();
  await expectAccessible(t, page, 'the preview');
  await page.getByRole('button', { name: /^Change \d+ meetings?$/ }).click();
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  await expectAccessible(t, page, 'the result');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await dialog(page).waitFor();
  await expectAccessible(t, page, 'the question before undoing');
});

test('axe finds nothing on the account, an unknown page and the panel', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('This browser', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Create calendar link' }).click();
  await page.getByLabel('Calendar link', { exact: true }).waitFor();
  await expectAccessible(t, page, 'the account');
  await page.getByRole('button', { name: 'Disconnect and delete my data' }).click();
  await dialog(page).waitFor();
  await expectAccessible(t, page, 'the question before erasing');
  await page.keyboard.press('Escape');
  await page.goto(`${url}/bulk/not-a-bulk-edit`);
  await page
    .getByRole('main')
    .getByRole('alert')
    .or(page.getByRole('heading', { level: 1 }))
    .first()
    .waitFor();
  await expectAccessible(t, page, 'a bulk edit that does not exist');
  await page.evaluate(
    `history.pushState(null, '', '/no-such-screen'); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await heading(page, 'Page not found.');
  await expectAccessible(t, page, 'an unknown page');
  await page.goto(`${url}/panel`);
  await heading(page, 'Open this page in Zoom');
  await expectAccessible(t, page, 'the panel outside Zoom');
});

test('axe finds nothing while the connection is lost, and on a toast', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('Watch page').fill('https://example.org/changed');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Undo', exact: true }).hover();
  await expectAccessible(t, page, 'a toast');
  await page.context().setOffline(true);
  await page.locator('.strip[role=alert]').waitFor();
  await expectAccessible(t, page, 'offline');
  await page.context().setOffline(false);
  await openSummary(page, url, meeting.id);
  await loseConnection(page, simulator);
  await expectAccessible(t, page, 'the banner to reconnect');
});
