import type { Locator, Page } from 'playwright-core';
import { type Test, test } from 'tap';
import { en } from '../../src/ui/i18n/en/index.ts';
import { eventually } from '../helpers/eventually.ts';
import { enableWebhooks } from '../helpers/webhooks.ts';
import { addToZoom, expectAccessible, failOnComplaints, host, meeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const STATUS = /\/livestream\/status$/;
const DAY_MS = 86_400_000;

const row = (page: Page, topic: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: topic, exact: true }) });
const groupOf = (page: Page, topic: string): Locator =>
  page
    .locator('.day-group')
    .filter({ has: row(page, topic) })
    .getByRole('heading', { level: 2 });
const menuOf = (page: Page, topic: string): Locator =>
  row(page, topic).getByRole('button', { name: en.list.actionsFor(topic) });
const question = (page: Page): Locator => page.getByRole('dialog', { name: en.live.stopTitle });
const confirm = (page: Page): Locator =>
  question(page).getByRole('button', { name: en.live.stop, exact: true });
const focused = (page: Page): Locator => page.locator(':focus');

/** The list of a user who has a live meeting. */
async function startLive(t: Test) {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await row(page, meeting.topic).waitFor();
  const other = await uplink.signIn(host.id);
  const goLive = async () => {
    simulator.startMeeting(meeting.id);
    const address = `/api/meetings/${meeting.id}/livestream/status`;
    t.equal((await other.patch(address, { action: 'start' })).status, 204);
    await groupOf(page, meeting.topic).filter({ hasText: en.list.liveNow }).waitFor();
  };
  return { page, other, goLive };
}

test('a live row is stopped from its menu by keyboard, and keeps the focus where it moves to', async (t) => {
  const { page, other, goLive } = await startLive(t);
  await menuOf(page, meeting.topic).press('Enter');
  await page.getByRole('menuitem', { name: en.list.open }).waitFor();
  t.equal(await page.getByRole('menuitem', { name: en.live.stop }).count(), 0, 'nothing to stop yet');
  await page.keyboard.press('Escape');

  await menuOf(page, meeting.topic).focus();
  await goLive();
  t.equal(await menuOf(page, meeting.topic).and(focused(page)).count(), 1, 'the row moved with the focus');
  const planned: (string | null)[] = [];
  await page.route(STATUS, async (route) => {
    planned.push(await page.evaluate<string | null>(`localStorage.getItem('uplink-planned-stops')`));
    return route.fallback();
  });
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: en.live.stop }).and(focused(page)).press('Enter');
  await question(page).getByText(meeting.topic).waitFor();
  await expectAccessible(t, page, 'the question before a stop');
  await page.keyboard.press('Escape');
  await question(page).waitFor({ state: 'detached' });
  t.equal(await menuOf(page, meeting.topic).and(focused(page)).count(), 1, 'Escape stops nothing');
  t.strictSame(planned, []);

  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: en.live.stop }).press('Enter');
  await confirm(page).press('Enter');
  await page.locator('.toast').getByText(en.live.stopped).waitFor();
  await question(page).waitFor({ state: 'detached' });
  await groupOf(page, meeting.topic).filter({ hasNotText: en.list.liveNow }).waitFor();
  await menuOf(page, meeting.topic).and(focused(page)).waitFor();
  t.equal(planned.length, 1, 'one request');
  t.match(planned[0], meeting.id, 'recorded before the request, so that it causes no notification');
  const { json } = await other.get(`/api/meetings/${meeting.id}/livestream/history`);
  t.match(json, { changes: [{ kind: 'stopped' }] });
});

test('Stop on a live row shows why it failed and can be tried again; without events the row changes, too', async (t) => {
  const { page, goLive } = await startLive(t);
  await goLive();
  const stop = row(page, meeting.topic).getByRole('button', { name: en.list.stop(meeting.topic) });
  t.equal(
    await page.evaluate(`getComputedStyle(document.querySelector('.row-stop')).opacity`),
    '1',
    'without hovering',
  );
  await stop.click();
  let attempts = 0;
  await page.route(STATUS, async (route) => {
    attempts += 1;
    if (attempts === 1) return route.abort();
    return route.fulfill({ status: 204 });
  });
  await confirm(page).click();
  await question(page).getByText(en.failure.unreachable).waitFor();
  await expectAccessible(t, page, 'a failed stop');
  // The response alone: nothing was sent to Zoom, so no event follows.
  await confirm(page).click();
  await groupOf(page, meeting.topic).filter({ hasNotText: en.list.liveNow }).waitFor();
  await menuOf(page, meeting.topic).and(focused(page)).waitFor();
  t.equal(attempts, 2);
});

test('a double click on the confirmation stops once, and a Stop that cannot be loaded offers a reload', async (t) => {
  const { page, goLive } = await startLive(t);
  await goLive();
  const stop = row(page, meeting.topic).getByRole('button', { name: en.list.stop(meeting.topic) });
  await page.route(/\/stop-dialog-/, (route) => route.abort());
  await page.route('**/livez', (route) => route.abort());
  await stop.click();
  await page.locator('.toast').getByText(en.failure.unreachable).waitFor();
  await page.unroute(/\/stop-dialog-/);
  await page.locator('.toast').getByRole('button', { name: en.updated.action, exact: true }).click();
  await stop.click();
  let sent = 0;
  await page.route(STATUS, (route) => {
    sent += 1;
    return route.fallback();
  });
  await confirm(page).focus();
  await page.evaluate('(() => { const it = document.activeElement; it.click(); it.click(); })()');
  await groupOf(page, meeting.topic).filter({ hasNotText: en.list.liveNow }).waitFor();
  t.equal(sent, 1);
});

test('a meeting of another day is “Set up” without a check, and “Ready” after it was opened', async (t) => {
  const { url, simulator, newPage, uplink } = await startWithBrowser(t);
  const startTime = new Date(Date.now() + 3 * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  const topic = 'In three days';
  const { id } = simulator.addMeeting({ hostId: host.id, topic, startTime });
  const other = await uplink.signIn(host.id);
  await other.patch(
    `/api/meetings/${id}/livestream`,
    {
      stream_url: 'rtmps://live.example.org/app',
      stream_key: 'three-days-ahead-7',
      page_url: 'https://example.org/live',
    },
    { 'if-match': '*' },
  );
  const page = await newPage();
  failOnComplaints(t, page);
  const checked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/preflight')) checked.push(request.url());
  });
  await addToZoom(page, url);
  const mark = row(page, topic).locator('.mark-text');
  await row(page, topic).scrollIntoViewIfNeeded();
  await mark.getByText(en.list.shows.configured, { exact: true }).waitFor();
  t.notOk(
    checked.some((address) => address.includes(id)),
    'no calls to Zoom for it',
  );
  await expectAccessible(t, page, 'a row that was not checked');
  await row(page, topic).getByRole('link', { name: topic }).click();
  t.ok(await eventually(() => checked.some((address) => address.includes(id))));
  await page.getByText(en.preflight.retry).waitFor();
  await page.goBack();
  await mark.getByText(en.list.shows.ready, { exact: true }).waitFor();
});
