import type { Locator, Page } from 'playwright-core';
import { test } from 'tap';
import { enableWebhooks } from '../helpers/webhooks.ts';
import { failOnComplaints, host } from './screens.ts';
import { startWithBrowser } from './start.ts';

/** A meeting of the demonstration data that is in progress. */
const TOPIC = 'Town hall, live from the atrium';

/** What a newcomer activates on the way from the signed-out page to a running livestream. */
const steps = (page: Page): Locator[] => [
  page.getByRole('link', { name: 'Add to Zoom' }).first(),
  page.getByRole('button', { name: host.name }),
  page.getByRole('link', { name: TOPIC, exact: true }),
  page.getByRole('button', { name: 'Go live', exact: true }),
];

const MAX_TABS = 60;

/** Presses Tab until `target` has the focus, and returns how often. */
async function tabTo(page: Page, target: Locator): Promise<number> {
  await target.waitFor();
  for (let tabs = 0; tabs <= MAX_TABS; tabs += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return tabs;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target} within ${MAX_TABS} presses.`);
}

async function isInView(page: Page, target: Locator): Promise<boolean> {
  await target.waitFor();
  const box = await target.boundingBox();
  return box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0);
}

test('a newcomer goes live by keyboard alone, in four steps', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await page.goto(url);
  let tabs = 0;
  for (const target of steps(page)) {
    tabs += await tabTo(page, target);
    await page.keyboard.press('Enter');
  }
  await page.getByRole('timer').waitFor();
  t.match(await page.title(), `● Live – ${TOPIC}`);
  t.comment(`${tabs} times Tab`);
  t.ok(tabs <= MAX_TABS, `${tabs} times Tab in total`);
});

test('a newcomer goes live by touch on a phone, in four taps without scrolling', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  failOnComplaints(t, page);
  await page.goto(url);
  for (const target of steps(page)) {
    t.ok(await isInView(page, target), `${target} is in view`);
    await target.tap();
  }
  await page.getByRole('timer').waitFor();
  t.match(await page.title(), `● Live – ${TOPIC}`);
});
