import type { Locator, Page } from 'playwright-core';
import { type Test, test } from 'tap';
import { de } from '../../src/ui/i18n/de/index.ts';
import { en } from '../../src/ui/i18n/en/index.ts';
import { MAX_SHIFT, observeShifts, shiftOf } from '../helpers/layout-shift.ts';
import {
  addToZoom,
  allowAs,
  expectAccessible,
  failOnComplaints,
  hasFocus,
  host,
  listRows,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

type Texts = typeof en | typeof de;

const LOCALES: [locale: string, texts: Texts][] = [
  ['en-GB', en],
  ['de-DE', de],
];

/** The first meeting of the demonstration data that is not set up, and is ready once it is. */
const UNUSED = '85530916472';

async function install(page: Page, url: string, texts: Texts): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: texts.signedOut.add }).click();
  await page.getByRole('button', { name: host.name }).click();
  await cardOf(page, texts).waitFor();
}

const cardOf = (page: Page, { firstSteps }: Texts): Locator =>
  page.getByRole('region', { name: firstSteps.title });

/** Saving and opening another screen move things on purpose; only the list is measured. */
const forgetShifts = (page: Page) => page.evaluate('window.shift = { total: 0, sources: [] }');

async function expectStill(t: Test, page: Page, state: string): Promise<void> {
  const { total, sources } = await shiftOf(page);
  t.ok(total < MAX_SHIFT, `${state}: layout shift ${total.toFixed(3)} ${sources.join(' | ')}`);
}

/** The steps that are done, such as "✓1/3…". */
async function doneOf(card: Locator, { firstSteps }: Texts): Promise<boolean[]> {
  const steps = await card.getByRole('listitem').allTextContents();
  return steps.map((text) => text.includes('✓') && text.includes(firstSteps.isDone));
}

const openList = (page: Page, texts: Texts) =>
  page.getByRole('banner').getByRole('link', { name: texts.header.kinds.meetings, exact: true }).click();

async function saveDestination(page: Page, { destinations, form }: Texts): Promise<void> {
  await page.getByRole('button', { name: destinations.add, exact: true }).click();
  await page.getByLabel(destinations.name, { exact: true }).fill('Main stage');
  await page.getByLabel(form.stream_url, { exact: true }).fill('rtmps://live.example.org/app');
  await page.getByLabel(form.stream_key, { exact: true }).fill('fresh-key-2026-wxyz');
  await page.getByLabel(form.page_url, { exact: true }).fill('https://example.org/watch');
  await page.getByRole('button', { name: destinations.save, exact: true }).click();
  await page.getByRole('main').getByText(destinations.saved('Main stage')).waitFor();
}

async function useDestination(page: Page, { apply, form, summary }: Texts): Promise<void> {
  await page.getByRole('button', { name: apply.use('Main stage') }).click();
  await page.getByRole('button', { name: form.save, exact: true }).click();
  await page.getByRole('button', { name: summary.change, exact: true }).waitFor();
}

for (const [locale, texts] of LOCALES)
  test(`each first step links to where it is done, and ticks itself, ${locale}`, async (t) => {
    const { url, newPage } = await startWithBrowser(t);
    const page = await newPage({ locale });
    failOnComplaints(t, page);
    await observeShifts(page);
    await install(page, url, texts);
    const card = cardOf(page, texts);
    const { saved, used, checked, finished } = texts.firstSteps;
    t.strictSame(await doneOf(card, texts), [false, false, false]);

    await card.getByRole('link', { name: saved }).click();
    await page.getByRole('heading', { level: 1, name: texts.destinations.title }).waitFor();
    await saveDestination(page, texts);
    await openList(page, texts);
    await card.getByRole('link', { name: saved }).waitFor({ state: 'detached' });
    t.strictSame(await doneOf(card, texts), [true, false, false]);
    await page.reload();
    await card.waitFor();
    t.strictSame(await doneOf(card, texts), [true, false, false], 'after a reload');
    await listRows(page).first().waitFor();
    await page.waitForLoadState('networkidle');
    await expectStill(t, page, 'first steps');

    await card.locator(`a[href="/meetings/${UNUSED}"]`).getByText(used.meetings).click();
    await useDestination(page, texts);
    await page.locator('.overall-result').getByText(texts.preflight.ready).waitFor();
    await forgetShifts(page);
    await openList(page, texts);
    const allDone = page.getByRole('region', { name: finished });
    await allDone.waitFor();
    t.strictSame(await doneOf(allDone, texts), [true, true, true]);
    t.equal(await page.getByRole('link', { name: checked }).count(), 0);
    await expectStill(t, page, 'all first steps done');

    await page.reload();
    await page.getByRole('main').locator(`a[href="/meetings/${UNUSED}"]`).first().waitFor();
    t.equal(await card.or(allDone).count(), 0, 'gone after a reload');
  });

test('a check that finds a problem leaves the last step open, with a link to the meeting', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await install(page, url, en);
  const unused = simulator.state.meetings.get(UNUSED);
  if (unused) unused.endToEndEncrypted = true;
  await page.goto(`${url}/destinations`);
  await saveDestination(page, en);
  await page.goto(`${url}/meetings/${UNUSED}`);
  await useDestination(page, en);
  await openList(page, en);
  const card = cardOf(page, en);
  await card.getByRole('link', { name: en.firstSteps.used.meetings }).waitFor({ state: 'detached' });
  t.strictSame(await doneOf(card, en), [true, true, false]);
  await card.getByRole('link', { name: en.firstSteps.checked }).click();
  await page.waitForURL(`${url}/meetings/${UNUSED}`);
});

test('a step that is done in another tab ticks itself while the list is shown', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await install(page, url, en);
  const client = await uplink.signIn(host.id);
  const destination = await client.post('/api/destinations', {
    body: {
      name: 'Main stage',
      stream_url: 'rtmps://live.example.org/app',
      stream_key: 'fresh-key-2026',
      page_url: 'https://example.org/watch',
    },
  });
  const path = `/api/meetings/${UNUSED}/livestream`;
  const { status } = await client.patch(path, { destination_id: destination.json.id }, { 'if-match': '*' });
  t.equal(status, 200);
  await cardOf(page, en).getByRole('link', { name: en.firstSteps.saved }).waitFor({ state: 'detached' });
});

test('skipped first steps stay away after a reload, a sign-out and on other devices', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await install(page, url, en);
  const skip = page.getByRole('button', { name: en.firstSteps.skipAll });
  await skip.focus();
  await page.keyboard.press('Enter');
  await skip.waitFor({ state: 'detached' });
  t.ok(await hasFocus(page.locator('h1')), 'the heading gets the focus');

  const isShown = async (shown: Page) => {
    await shown.getByRole('main').locator(`a[href="/meetings/${UNUSED}"]`).first().waitFor();
    return (await cardOf(shown, en).count()) > 0;
  };
  await page.reload();
  t.notOk(await isShown(page), 'after a reload');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('link', { name: 'Sign in with Zoom' }).first().click();
  await allowAs(page, host.name);
  t.notOk(await isShown(page), 'after a sign-out');
  const phone = await newPage({ viewport: { width: 360, height: 740 } });
  await addToZoom(phone, url);
  t.notOk(await isShown(phone), 'on another device');
});

test('if skipping fails, the first steps stay and a message says so', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await install(page, url, en);
  await page.route('**/api/me/first-steps', (route) => route.abort());
  await page.getByRole('button', { name: en.firstSteps.skipAll }).click();
  await page.getByText(en.firstSteps.skipFailed).filter({ visible: true }).first().waitFor();
  t.equal(await cardOf(page, en).count(), 1);
});

test('the first steps can be done with the keyboard, and hide nothing from axe', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await install(page, url, en);
  await expectAccessible(t, page, 'first steps');
  const card = cardOf(page, en);
  await page.getByRole('searchbox').or(page.getByRole('combobox')).first().focus();
  await page.keyboard.press('Tab');
  const order: unknown[] = [];
  for (let index = 0; index < 4; index += 1) {
    order.push(await page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent'));
    await page.keyboard.press('Tab');
  }
  const { saved, used, checked, skipAll } = en.firstSteps;
  t.strictSame(order, [saved, used.meetings, checked, skipAll]);
  await card.getByRole('link', { name: saved }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: en.destinations.title }).waitFor();
  await saveDestination(page, en);
  await page.goto(`${url}/meetings/${UNUSED}`);
  await useDestination(page, en);
  await page.locator('.overall-result').getByText(en.preflight.ready).waitFor();
  await openList(page, en);
  const allDone = page.getByRole('region', { name: en.firstSteps.finished });
  await allDone.waitFor();
  await expectAccessible(t, page, 'all first steps done');
  await allDone.getByRole('button', { name: en.firstSteps.close }).focus();
  await page.keyboard.press('Enter');
  await allDone.waitFor({ state: 'detached' });
  t.ok(await hasFocus(page.locator('h1')), 'the heading gets the focus');
});

test('on a phone the first steps are one line, and a meeting is in view', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  for (const [locale, texts] of LOCALES)
    for (const width of [360, 320]) {
      const page = await newPage({
        locale,
        viewport: { width, height: 740 },
        hasTouch: true,
        isMobile: true,
      });
      const state = `first steps, ${locale}, ${width} wide`;
      failOnComplaints(t, page);
      await observeShifts(page);
      await install(page, url, texts);
      const card = cardOf(page, texts);
      t.equal(await card.getByRole('link').count(), 1, 'only the next step');
      t.ok(((await card.boundingBox())?.height ?? 0) <= 56, `${state}: one line`);
      const row = page.getByRole('main').locator('.row .cover').first();
      await row.waitFor();
      const box = await row.boundingBox();
      t.ok(box && box.y + box.height <= 740, `${state}: the first meeting is in view`);
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
      await expectStill(t, page, state);
      await expectAccessible(t, page, state);
      await page.context().close();
    }
});
