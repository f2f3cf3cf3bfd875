import type { Page } from 'playwright-core';
import { test } from 'tap';
import { createLatch } from '../helpers/latch.ts';
import { BACKUP, sentToZoom } from '../helpers/switches.ts';
import { enableWebhooks, sendWebhook, webhooksProcessed } from '../helpers/webhooks.ts';
import {
  addToZoom,
  axeFindings,
  expectAccessible,
  failOnComplaints,
  meeting,
  openSummary,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const ZOOM_PATH = `/v2/meetings/${meeting.id}/livestream`;
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Switch destination' });
const progress = (page: Page) => page.getByRole('region', { name: 'Switching to Backup' });

async function start(t: Parameters<typeof startWithBrowser>[0], startIntervalSeconds: number) {
  const switchTimings = { startIntervalSeconds, retryAfterSeconds: 0.1 };
  const { uplink, url, simulator, newPage } = await startWithBrowser(t, { switchTimings });
  enableWebhooks(uplink);
  simulator.state.settings.startIntervalSeconds = startIntervalSeconds;
  const page = await newPage();
  await addToZoom(page, url);
  const saved = await page.request.post(`${url}/api/destinations`, {
    data: { name: 'Backup', ...BACKUP },
    headers: { origin: url },
  });
  if (saved.status() !== 201) throw new Error(await saved.text());
  const atZoom = () => simulator.state.meetings.get(meeting.id);
  const goLive = async () => {
    simulator.startMeeting(meeting.id);
    await page.request.patch(`${url}/api/meetings/${meeting.id}/livestream/status`, {
      data: { action: 'start' },
      headers: { origin: url },
    });
    await webhooksProcessed(uplink);
    simulator.clearRequests();
  };
  return { uplink, url, simulator, newPage, page, atZoom, goLive };
}

async function chooseBackup(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Switch…' }).click();
  await dialog(page)
    .getByRole('radio', { name: /^Backup/ })
    .check();
  await dialog(page).getByRole('button', { name: action, exact: true }).click();
}

test('a live meeting is switched: each step and the pause are shown, also after a reload and in another tab', async (t) => {
  const { url, simulator, page, atZoom, goLive } = await start(t, 3);
  failOnComplaints(t, page);
  await goLive();
  await openSummary(page, url);
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: ZOOM_PATH });
  await page.getByRole('button', { name: 'Switch…' }).click();
  await dialog(page)
    .getByText(/viewers lose the picture.* Layout, captions and title stay the same\./)
    .waitFor();
  t.same(await axeFindings(page), []);
  await dialog(page)
    .getByRole('radio', { name: /^Backup · key •••• 77bk/ })
    .check();
  await dialog(page).getByRole('button', { name: 'Stop and switch' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  await progress(page).getByText('Change the settings – in progress').waitFor();
  await page.reload();
  await progress(page).getByText('Stop the livestream – done').waitFor();
  const other = await page.context().newPage();
  await openSummary(other, url);
  await progress(other).getByText('Change the settings – in progress').waitFor();
  // Both pages receive the end, also if it comes quickly.
  release();
  for (const each of [page, other]) await progress(each).waitFor({ state: 'detached' });
  for (const each of [page, other])
    await each
      .getByRole('region', { name: 'Livestream', exact: true })
      .getByText(/^Live since/)
      .waitFor();
  t.match(atZoom()?.livestream, BACKUP);
  t.ok(atZoom()?.streaming);
  t.equal(sentToZoom(simulator, ZOOM_PATH), 'stop, update, start');
});

test('a switch in progress is accessible', async (t) => {
  const { url, simulator, page, goLive } = await start(t, 0);
  await goLive();
  await openSummary(page, url);
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: ZOOM_PATH });
  await chooseBackup(page, 'Stop and switch');
  await progress(page).getByText('Change the settings – in progress').waitFor();
  await expectAccessible(t, page, 'a switch in progress');
  release();
  await progress(page).waitFor({ state: 'detached' });
});

test('the dialog says that a livestream that was started in Zoom gets the defaults', async (t) => {
  const { uplink, url, simulator, page, atZoom } = await start(t, 0);
  failOnComplaints(t, page);
  simulator.startMeeting(meeting.id);
  const object = { id: Number(meeting.id), host_id: atZoom()?.hostId };
  await sendWebhook(uplink, 'meeting.live_streaming_started', { account_id: 'a', object });
  await openSummary(page, url);
  await page.getByRole('button', { name: 'Switch…' }).click();
  await dialog(page)
    .getByText(/not started in Uplink, so it gets Zoom’s default layout/)
    .waitFor();
  t.same(await axeFindings(page), []);
});

test('the pause has a countdown, and the host can decide not to start again', async (t) => {
  const { url, simulator, page, atZoom, goLive } = await start(t, 30);
  await goLive();
  await openSummary(page, url);
  await chooseBackup(page, 'Stop and switch');
  await progress(page)
    .getByRole('timer')
    .getByText(/^Zoom accepts the next start in \d+ s$/)
    .waitFor();
  t.equal(await page.getByRole('button', { name: 'Go live' }).getAttribute('aria-disabled'), 'true');
  const first = await progress(page).getByRole('timer').textContent();
  await progress(page)
    .getByRole('timer')
    .filter({ hasNotText: String(first) })
    .waitFor();
  await progress(page).getByRole('button', { name: 'Don’t start it again' }).click();
  await progress(page).waitFor({ state: 'detached' });
  t.match(atZoom()?.livestream, BACKUP);
  t.equal(sentToZoom(simulator, ZOOM_PATH), 'stop, update');
});

test('a meeting that is not live is changed immediately, and a conflict is shown first', async (t) => {
  const { url, simulator, page, atZoom } = await start(t, 0);
  await openSummary(page, url);
  simulator.clearRequests();
  await page.getByRole('button', { name: 'Switch…' }).click();
  await dialog(page).getByText('Not live: the settings change immediately.').waitFor();
  const now = atZoom();
  if (now?.livestream) now.livestream = { ...now.livestream, page_url: 'https://watch.example/edited' };
  await dialog(page)
    .getByRole('radio', { name: /^Backup/ })
    .check();
  await dialog(page).getByRole('button', { name: 'Switch', exact: true }).click();
  await dialog(page)
    .getByRole('alert')
    .getByText(/was changed since you loaded it/)
    .waitFor();
  t.equal(sentToZoom(simulator, ZOOM_PATH), '');
  await page.locator('.facts-list').getByText('https://watch.example/edited').waitFor();
  await dialog(page).getByRole('button', { name: 'Switch', exact: true }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.locator('.facts-list').getByText('Backup').first().waitFor();
  t.match(atZoom()?.livestream, BACKUP);
  t.equal(sentToZoom(simulator, ZOOM_PATH), 'update');
  const toasts = page.getByRole('region', { name: 'Messages (F8)' });
  await toasts.getByText('Switched to Backup.').waitFor();
  await toasts.getByRole('button', { name: 'Undo', exact: true }).click();
  await toasts.getByText('Restored the previous settings.').waitFor();
  t.match(atZoom()?.livestream, { page_url: 'https://watch.example/edited' }, 'the switch can be undone');
});

test('a switch makes the new destination the one that was used last', async (t) => {
  const { url, page } = await start(t, 0);
  failOnComplaints(t, page);
  await page.goto(`${url}/destinations`);
  const row = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Backup' });
  await row.getByText('Not used yet').waitFor();
  t.equal(await row.getByText(/^Last used/).count(), 0);
  await openSummary(page, url);
  await chooseBackup(page, 'Switch');
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Destinations', exact: true }).click();
  await row.getByText('Used by 1 meeting').waitFor();
  await row.getByText(/^Last used/).waitFor();
});

test('a start that fails is reported with what the audience sees, and can be tried again', async (t) => {
  const { url, simulator, page, atZoom, goLive } = await start(t, 0);
  await goLive();
  await openSummary(page, url);
  simulator.addFault({
    ...{ kind: 'answer', status: 400, method: 'PATCH', path: `${ZOOM_PATH}/status`, skip: 1 },
    body: { code: 4400, message: 'No.' },
  });
  await chooseBackup(page, 'Stop and switch');
  await progress(page).getByText('The livestream is not live. Viewers see no picture.').waitFor();
  await progress(page).getByText('Start it again – failed').waitFor();
  await progress(page)
    .getByText(/End-to-end encrypted meetings/)
    .waitFor();
  await expectAccessible(t, page, 'a failed switch');
  await page.reload();
  await progress(page).getByRole('button', { name: 'Try again' }).click();
  await progress(page).waitFor({ state: 'detached' });
  t.ok(atZoom()?.streaming);
});
