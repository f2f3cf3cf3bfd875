import type { Page } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { addToZoom, failOnComplaints } from './screens.ts';
import { startWithBrowser } from './start.ts';

const KEY = 'typed-key-0001';
const PAGE = 'https://example.org/all-of-them';

async function openBulk(page: Page, url: string): Promise<void> {
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Bulk edit' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bulk edit' }).waitFor();
}

async function fill(page: Page): Promise<void> {
  await page.getByLabel('By title and date').check();
  await page.getByLabel('Title contains').fill('product');
  await page.getByLabel('Individual settings').check();
  await page.getByLabel('Stream key', { exact: true }).fill(KEY);
  await page.getByLabel('Watch page').fill(PAGE);
}

const filled = async (page: Page) => [
  await page.getByLabel('Title contains').inputValue(),
  await page.getByLabel('Stream key', { exact: true }).inputValue(),
  await page.getByLabel('Watch page').inputValue(),
];
const all = ['product', KEY, PAGE];

const preview = (page: Page) => page.getByRole('button', { name: 'Preview changes' });
const previewed = (page: Page) => page.getByRole('heading', { level: 2, name: 'Preview' });

test('leaving a filled-in form prompts, and Back from the preview returns to the form', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await openBulk(page, url);
  await fill(page);
  const requested: string[] = [];
  let stays = true;
  page.on('dialog', (dialog) => {
    requested.push(dialog.message());
    return stays ? dialog.dismiss() : dialog.accept();
  });
  await page.getByRole('link', { name: 'Destinations' }).click();
  t.strictSame(await filled(page), all, 'a link prompts first');
  await page.evaluate('history.back()');
  t.ok(await eventually(() => requested.length === 2));
  t.strictSame(await filled(page), all, 'so does Back');
  t.equal(new URL(page.url()).pathname, '/bulk');

  const skip = () => page.getByRole('link', { name: 'Skip to content' }).press('Enter');
  const retry = page.getByRole('button', { name: 'Back' });
  for (const back of [
    () => page.goBack(),
    () => retry.click(),
    () => retry.dblclick(),
    async () => {
      await skip();
      t.ok(await previewed(page).isVisible(), 'the skip link leads nowhere else');
      await retry.click();
    },
    () => page.goBack(),
    () => retry.click(),
  ]) {
    await preview(page).click();
    await previewed(page).waitFor();
    await back();
    await page.getByRole('heading', { level: 1, name: 'Bulk edit' }).waitFor();
    t.strictSame(await filled(page), all, 'all is as it was');
  }
  t.equal(requested.length, 2, 'which loses nothing and shows no prompt');
  t.notMatch(await page.evaluate('JSON.stringify([location.href, history.state])'), KEY);

  stays = false;
  await page.getByRole('link', { name: 'Meetings', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
  t.equal(requested.length, 3);

  await page.getByRole('link', { name: 'Bulk edit' }).click();
  await fill(page);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  t.equal(new URL(page.url()).pathname, '/');
  t.equal(requested.length, 4, 'signing out prompts once');
});

test('applying does not prompt, and Back from the progress page leads to an empty form once', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await openBulk(page, url);
  await fill(page);
  page.on('dialog', (dialog) => {
    t.fail(`prompt: ${dialog.message()}`);
    return dialog.accept();
  });
  await preview(page).click();
  await page.getByRole('button', { name: /^Change \d+ meetings?$/ }).click();
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Bulk edit' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
  t.pass();
});

test('after a sign-out in another tab, the form keeps its input and offers signing in in a new tab', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await openBulk(page, url);
  await fill(page);
  const other = await page.context().newPage();
  await other.goto(url);
  await other.getByRole('button', { name: 'Sign out', exact: true }).click();
  await other.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  await preview(page).click();
  await page.getByRole('link', { name: 'Sign in again' }).waitFor();
  t.strictSame(await filled(page), all);
  await page.getByRole('radio', { name: 'Webinars' }).check();
  await page.getByLabel('Choose from a list').check();
  await page.getByRole('main').getByRole('alert').nth(1).waitFor();
  await page.getByLabel('By title and date').check();
  t.strictSame(await filled(page), all, 'nor is it lost by loading a list');
});

test('a rejected field gets the focus; the error stays until the next response, and the button does not move', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await openBulk(page, url);
  await fill(page);
  await page.getByLabel('Watch page').fill('not an address');
  await preview(page).click();
  await page.locator('#page_url[aria-invalid=true]').waitFor();
  await page.locator('#page_url:focus').waitFor();
  const rejection = page.getByRole('main').getByRole('alert');
  await rejection.waitFor();

  await page.getByLabel('Watch page').fill(PAGE);
  const held = createLatch();
  simulator.addFault({ method: 'GET', kind: 'delay', until: held.until, times: Number.POSITIVE_INFINITY });
  const button = page.locator('button[type=submit].primary');
  const before = await button.boundingBox();
  await button.click();
  await page.locator('form[aria-busy=true]').waitFor();
  t.equal(await rejection.count(), 1, 'the error stays');
  t.equal((await button.boundingBox())?.y, before?.y, 'and the button stays under the pointer');
  held.release();
  await previewed(page).waitFor();
  t.equal(await rejection.count(), 0);
});

test('rows that could not be checked in time are not failures, and the button announces that they are tried', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await page.route('**/api/bulk-updates', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const result = await route.fetch();
    const { rows } = await result.json();
    for (const row of rows.slice(1)) {
      const problem = { code: 'zoom_rate_limited', title: 'Busy', detail: 'Not sent in time.' };
      Object.assign(row, { status: 'failed', before: null, after: null, problem });
    }
    return route.fulfill({ response: result, json: { dry_run: true, rows } });
  });
  await openBulk(page, url);
  await fill(page);
  await preview(page).click();
  await previewed(page).waitFor();
  t.match(await page.getByRole('main').textContent(), '1 would change, 1 not checked yet.');
  await page.getByRole('button', { name: 'Change 1, and try 1 more' }).waitFor();
  t.equal(await page.locator('tr.is-failed').count(), 0, 'none is shown as failed');
  t.equal(await page.getByRole('row').filter({ hasText: 'Not checked yet' }).count(), 1);
});
