import type { Page } from 'playwright-core';
import { test } from 'tap';
import { addToZoom, chooseDelete, failOnComplaints, host, meeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const WIDTH = 320;
/** The text spacing that WCAG 2.2 (1.4.12) requires. */
const SPACING = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
`;

/** Bypasses the page's policy against inline styles, as a browser's own settings do. */
async function spaceOut(page: Page): Promise<void> {
  await page.evaluate(
    `{ const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(SPACING)}); document.adoptedStyleSheets = [sheet]; }`,
  );
}

const widthOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');

/** Elements that overflow to the right. */
const overflowing = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('main *, header *, footer *')]
    .filter((each) => each.getBoundingClientRect().right > ${WIDTH} && !each.closest('.unseen'))
    .map((each) => each.tagName + '.' + each.className + ' ' + each.textContent.slice(0, 40))`);

test('with increased text spacing no screen scrolls sideways at 320 pixels, in either language', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  for (const locale of ['en-GB', 'de-DE']) {
    const page = await newPage({ locale, viewport: { width: WIDTH, height: 700 } });
    failOnComplaints(t, page);
    const appearance = async (screen: string) => {
      await spaceOut(page);
      t.strictSame(await overflowing(page), [], `${locale}: ${screen}`);
      t.equal(await widthOf(page), WIDTH, `${locale}: ${screen} fits`);
    };
    await page.goto(url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await appearance('signed out');
    await page.locator('a.primary').click();
    await page.getByRole('button', { name: host.name }).click();
    await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
    for (const path of [
      '/',
      '/?type=live',
      '/webinars?type=previous',
      `/meetings/${meeting.id}`,
      '/destinations',
      '/bulk',
      '/account',
    ]) {
      await page.goto(url + path);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await appearance(path);
    }
    await page.goto(`${url}/bulk`);
    await page.locator('[name=by]').nth(1).check();
    await page.locator('[name=using]').nth(1).check();
    await page.locator('#words').fill('product');
    await page.locator('#page_url').fill('https://example.org/all-of-them');
    await appearance('bulk by filter');
    await page.locator('form.bulk button[type=submit]').click();
    await page.getByRole('table').waitFor();
    await appearance('the dry run');
  }
});

test('a name that is one long word wraps in its row, in messages and in the dialog', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ viewport: { width: WIDTH, height: 700 } });
  const name = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamte';
  await addToZoom(page, url);
  await page.goto(`${url}/destinations`);
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill('abcd-efgh-ijkl-mnop');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.done').waitFor();
  t.strictSame(await overflowing(page), []);
  t.equal(await widthOf(page), WIDTH);
  const isCut =
    "(() => { const name = document.querySelector('.destination strong'); const row = name.closest('.row'); return name.getBoundingClientRect().width > row.clientWidth; })()";
  t.equal(await page.evaluate(isCut), false, 'the row shows all of it');
  await chooseDelete(page, name);
  await page.getByRole('dialog').waitFor();
  t.equal(
    await page.evaluate(
      "(() => { const dialog = document.querySelector('dialog'); return dialog.scrollWidth - dialog.clientWidth; })()",
    ),
    0,
  );
});

test('on a phone, the next step aligns with its card, and no frame touches the edge', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ viewport: { width: 360, height: 700 }, forcedColors: 'active' });
  await addToZoom(page, url);
  await page.goto(`${url}/meetings/${meeting.id}`);
  await page.getByRole('link', { name: 'Start meeting in Zoom' }).waitFor();
  const [status, actions] = await Promise.all(
    ['.status-line', '.air-actions > *'].map((part) => page.locator(part).first().boundingBox()),
  );
  t.equal(actions?.x, status?.x);
  const out = await page.getByRole('button', { name: 'Sign out', exact: true }).boundingBox();
  t.ok((out?.x ?? 0) + (out?.width ?? 360) <= 360 - 8, 'Sign out keeps away from the edge');
});
