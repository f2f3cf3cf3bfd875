import type { Page } from 'playwright-core';
import { type Test, test } from 'tap';
import type { RunningApp } from '../helpers/app.ts';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { addToZoom, host, loseConnection, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const IDLE_MS = 10_000;

/**
 * Waits until the page and the server have no pending work. A reload of the list can be pending on
 * the page's clock, because reloads are paced.
 */
async function isDone(page: Page, uplink: RunningApp): Promise<void> {
  await page.waitForLoadState('networkidle');
  await webhooksProcessed(uplink);
  await page.clock.runFor(IDLE_MS);
  await page.waitForLoadState('networkidle');
}

/**
 * The requests of an open page to Uplink, and of Uplink to Zoom, in ten seconds of the page's
 * clock.
 */
async function requestsWhileIdle(
  page: Page,
  uplink: RunningApp,
): Promise<{ page: string[]; zoom: string[] }> {
  const { simulator } = uplink;
  const requested: string[] = [];
  page.on('request', (request) => requested.push(`${request.method()} ${new URL(request.url()).pathname}`));
  simulator.clearRequests();
  await page.clock.runFor(IDLE_MS);
  await page.waitForLoadState('networkidle');
  await webhooksProcessed(uplink);
  return { page: requested, zoom: simulator.requests().map(({ method, path }) => `${method} ${path}`) };
}

async function start(t: Test) {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  await page.clock.install();
  await addToZoom(page, url);
  return { uplink, url, simulator, page };
}

const NOTHING = { page: [], zoom: [] };

test('an idle list requests nothing', async (t) => {
  const { uplink, page } = await start(t);
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
  await isDone(page, uplink);
  t.strictSame(await requestsWhileIdle(page, uplink), NOTHING);
});

test('an idle meeting page requests nothing', async (t) => {
  const { uplink, url, page } = await start(t);
  await openMeeting(page, url);
  await isDone(page, uplink);
  t.strictSame(await requestsWhileIdle(page, uplink), NOTHING);
});

test('an idle page of a deleted meeting requests nothing', async (t) => {
  const { uplink, url, simulator, page } = await start(t);
  await openMeeting(page, url);
  simulator.deleteMeeting(meeting.id);
  await page.getByText('This meeting was deleted in Zoom.').waitFor();
  await isDone(page, uplink);
  t.strictSame(await requestsWhileIdle(page, uplink), NOTHING);
});

test('an idle page of another host’s meeting requests nothing', async (t) => {
  const { uplink, url, simulator, page } = await start(t);
  const other = [...simulator.state.meetings.values()].find(({ hostId }) => hostId !== host.id);
  await page.goto(`${url}/meetings/${other?.id}`);
  await page.getByText('We can’t find this meeting in your Zoom account.').waitFor();
  await isDone(page, uplink);
  t.strictSame(await requestsWhileIdle(page, uplink), NOTHING);
});

test('idle pages whose grant has ended request nothing', async (t) => {
  const { uplink, url, simulator, page } = await start(t);
  await openMeeting(page, url);
  await loseConnection(page, simulator);
  await isDone(page, uplink);
  t.strictSame(await requestsWhileIdle(page, uplink), NOTHING, 'the meeting');
  await page.goto(url);
  await page.getByRole('region', { name: 'Uplink has lost its connection to Zoom.' }).waitFor();
  await isDone(page, uplink);
  t.strictSame(await requestsWhileIdle(page, uplink), NOTHING, 'the list');
});

test('an idle page that is offline requests nothing but its event stream', async (t) => {
  const { uplink, url, page } = await start(t);
  await openMeeting(page, url);
  await isDone(page, uplink);
  await page.context().setOffline(true);
  await page.getByText('You’re offline.').waitFor();
  const { page: requested, zoom } = await requestsWhileIdle(page, uplink);
  t.strictSame(
    requested.filter((request) => request !== 'GET /api/events'),
    [],
  );
  t.ok(requested.length <= 10, `${requested.length} attempts to open the stream`);
  t.strictSame(zoom, []);
});
