import type { Page } from 'playwright-core';
import { test } from 'tap';
import { addToZoom, axeFindings, chooseDelete, failOnComplaints } from './screens.ts';
import { startWithBrowser } from './start.ts';

test('axe finds nothing on destinations, bulk and account, light or dark, and none is wider than 320 pixels', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ viewport: { width: 320, height: 700 } });
  failOnComplaints(t, page);
  const appearance = async (screen: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      t.strictSame(await axeFindings(page), [], `${screen}, ${colorScheme}`);
    }
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${screen} fits`);
  };
  await addToZoom(page, url);
  await checkDestinations(page, appearance);
  await checkBulk(page, appearance);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  await appearance('the account');
  await page.getByRole('button', { name: 'Disconnect and delete my data' }).click();
  await page.getByRole('dialog').waitFor();
  await appearance('the question before erasing');
});

test('a screen whose script fails to load shows an error with a retry', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  const cutOff = /destinations-[^/]*\.js$|\/livez$/;
  await page.route(cutOff, (route) => route.abort());
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('alert').getByText('Can’t reach Uplink.').waitFor();
  await page.unroute(cutOff);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No destinations yet.').waitFor();
});

test('a session that ends while a destination is edited loses no input', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill('Kept');
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill('abcd-efgh-ijkl-mnop');
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: 'Sign in again' }).waitFor();
  t.equal(await page.getByLabel('Name').inputValue(), 'Kept');
  await page.context().addCookies(cookies);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Kept saved.').first().waitFor();
});

type Appearance = (screen: string) => Promise<void>;

async function checkDestinations(page: Page, appearance: Appearance): Promise<void> {
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByText('No destinations yet.').waitFor();
  await appearance('no destinations');
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill('A destination with quite a long name, as people give them');
  await page.getByLabel('Stream URL').fill('rtmp://a.rtmp.youtube.com/live2');
  await page.getByLabel('Stream key', { exact: true }).fill('abcd-efgh-ijkl-mnop');
  await page.getByLabel('Watch page').focus();
  await page.getByRole('button', { name: 'Use rtmps://a.rtmps.youtube.com/live2' }).waitFor();
  await appearance('a new destination');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Edit A destination' }).waitFor();
  await appearance('the destinations');
  await chooseDelete(page, 'A destination');
  await page.getByRole('dialog').waitFor();
  await appearance('the question before deleting');
  await page.keyboard.press('Escape');
}

async function checkBulk(page: Page, appearance: Appearance): Promise<void> {
  await page.getByRole('link', { name: 'Bulk edit' }).click();
  await page.getByLabel('Select all listed').check();
  await appearance('choosing for bulk');
  await page.getByLabel('Destination', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Preview changes' }).click();
  await page.getByRole('heading', { name: 'Preview' }).waitFor();
  await appearance('the dry run');
  await page.getByRole('button', { name: /^Change \d+ meetings$/ }).click();
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  await appearance('the result');
  await page.goBack();
  await page.getByLabel('By title and date').check();
  await page.getByLabel('Individual settings').check();
  await appearance('bulk by filter');
}
