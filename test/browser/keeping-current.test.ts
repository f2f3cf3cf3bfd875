import type { Page } from 'playwright-core';
import { test } from 'tap';
import type { RunningApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const row = (page: Page, topic: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: topic, exact: true }) });

/** A cached livestream is old after a second. */
const SOON_OLD = { env: { LIVESTREAM_FRESH_SECONDS: '1' } };

/** Changes the livestream in Zoom's portal, which sends no event. */
function changeInPortal({ simulator }: RunningApp, url: string): void {
  const held = simulator.state.meetings.get(meeting.id);
  if (!held?.livestream) throw new Error('It has no livestream.');
  held.livestream = { ...held.livestream, stream_url: url };
}

/** Waits until the cached livestream is older than a client's margin for its clock. */
async function isOld({ database }: RunningApp): Promise<boolean> {
  return eventually(async () => {
    const { rows } = await database.pool.query<{ old: boolean }>(
      `select fetched_at < now() - interval '3 seconds' as old from livestream where meeting_id = $1`,
      [meeting.id],
    );
    return rows[0]?.old === true;
  });
}

test('a row with an old value is read from Zoom again when the list loads', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, SOON_OLD);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await row(page, meeting.topic).getByText('YouTube').waitFor();
  changeInPortal(uplink, 'rtmps://live-api-s.facebook.com:443/rtmp/');
  t.ok(await isOld(uplink));
  await page.reload();
  await row(page, meeting.topic).getByText('Facebook').waitFor();
});

test('rows in view are refreshed while the page is in use, but not on an idle page', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, SOON_OLD);
  const page = await newPage();
  await page.clock.install();
  await addToZoom(page, url);
  await row(page, meeting.topic).getByText('YouTube').waitFor();
  changeInPortal(uplink, 'rtmps://live-api-s.facebook.com:443/rtmp/');
  t.ok(await isOld(uplink));
  await page.clock.fastForward(60_000);
  await row(page, meeting.topic).getByText('Facebook').waitFor();

  await page.clock.fastForward(6 * 60_000);
  await page.waitForLoadState('networkidle');
  let reads = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/api/meetings')) reads += 1;
  });
  for (let minute = 0; minute < 10; minute += 1) await page.clock.fastForward(60_000);
  t.equal(reads, 0, 'the page was not used for five minutes');
  changeInPortal(uplink, 'rtmp://live.twitch.tv/app');
  t.ok(await isOld(uplink));
  await page.mouse.move(200, 200);
  await row(page, meeting.topic).getByText('Twitch').waitFor();
});

test('rows are read six at a time', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  for (let index = 0; index < 6; index += 1)
    simulator.addMeeting({ hostId: host.id, topic: `Session ${index}`, startTime: inHours(index) });
  const page = await newPage();
  const held: (() => void)[] = [];
  let isHolding = true;
  await page.route('**/api/meetings/*/livestream', async (route) => {
    if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  await addToZoom(page, url);
  t.ok(await eventually(async () => held.length === 6));
  held[0]?.();
  t.ok(await eventually(async () => held.length === 7), 'the next one follows when one is done');
  t.equal(held.length, 7);
  isHolding = false;
  for (const release of held) release();
  await row(page, meeting.topic).getByText('YouTube').waitFor();
});

test('Refresh reads the list and its rows from Zoom, however fresh they are', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await row(page, meeting.topic).getByText('YouTube').waitFor();
  await page.getByText('Last updated just now').waitFor();
  changeInPortal(uplink, 'rtmps://live-api-s.facebook.com:443/rtmp/');
  simulator.addMeeting({ hostId: host.id, topic: 'Scheduled in the meantime', startTime: inHours(30) });
  // The new number of meetings is announced after it.
  const announced = page.getByText('Up to date.').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await announced;
  await row(page, meeting.topic).getByText('Facebook').waitFor();
  await row(page, 'Scheduled in the meantime').waitFor();
});

test('an old meeting page is read again while it is in use', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, SOON_OLD);
  const page = await newPage();
  await page.clock.install();
  await addToZoom(page, url);
  await openMeeting(page, url);
  changeInPortal(uplink, 'rtmps://elsewhere.example.org/app');
  t.ok(await isOld(uplink));
  await page.clock.fastForward(60_000);
  await page
    .getByRole('region', { name: 'Livestream', exact: true })
    .getByText('elsewhere.example.org')
    .first()
    .waitFor();
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmps://elsewhere.example.org/app');
});

test('destinations, history and sessions can be refreshed', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByText('No destinations yet.').waitFor();
  const other = await uplink.signIn(host.id);
  const destination = {
    name: 'From elsewhere',
    stream_url: 'rtmp://a.example.org/x',
    stream_key: 'key-of-elsewhere-1',
  };
  t.equal((await other.post('/api/destinations', { body: destination })).status, 201);
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await page.getByText('From elsewhere').waitFor();

  await page.getByRole('link', { name: 'Account' }).click();
  const sessions = page.getByRole('listitem').filter({ hasText: 'last used' });
  await sessions.first().waitFor();
  const before = await sessions.count();
  await uplink.signIn(host.id);
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  t.ok(await eventually(async () => (await sessions.count()) === before + 1));

  await openMeeting(page, url);
  await page
    .getByRole('region', { name: 'History' })
    .getByRole('button', { name: 'Refresh', exact: true })
    .waitFor();
});

const inHours = (hours: number) =>
  new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
