import type { Page, Route } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { enableWebhooks } from '../helpers/webhooks.ts';
import { addToZoom, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const row = (page: Page, topic: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: topic, exact: true }) });
const interruption = (page: Page) => page.locator('.strip').filter({ hasText: 'Live updates paused' });

/** Other windows must show a change from an event, not from polling. */
const EVENTS_ONLY = { disablePolling: true };

test('a change in one window shows in the others without a reload', async (t) => {
  const { url, newPage } = await startWithBrowser(t, EVENTS_ONLY);
  const editing = await newPage();
  await addToZoom(editing, url);
  const listing = await editing.context().newPage();
  const reading = await editing.context().newPage();
  for (const page of [editing, listing, reading]) failOnComplaints(t, page);
  await listing.goto(url);
  await row(listing, meeting.topic).getByText('YouTube').waitFor();
  await openMeeting(reading, url);
  await openMeeting(editing, url);

  await editing.getByLabel('Stream URL').fill('rtmps://elsewhere.example.org/app');
  await editing.getByRole('button', { name: 'Save', exact: true }).click();
  await editing.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();

  await row(listing, meeting.topic).getByText('elsewhere.example.org').waitFor();
  await reading
    .getByText('These settings were just changed elsewhere.')
    .filter({ visible: true })
    .first()
    .waitFor();
  t.equal(await reading.getByLabel('Stream URL').inputValue(), 'rtmps://elsewhere.example.org/app');
  t.equal(await editing.getByText('changed elsewhere').count(), 0, 'an own change is not announced');
  t.ok(await editing.getByText('Saved to Zoom').first().isVisible(), 'and its message stays');
});

test('a change to the setting that the user is editing is shown beside their edit', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, EVENTS_ONLY);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('Watch page').fill('https://typing.example.org/');
  const other = await uplink.signIn(host.id);
  const path = `/api/meetings/${meeting.id}/livestream`;
  const changed = await other.patch(path, { page_url: 'https://other.example.org/' }, { 'if-match': '*' });
  t.equal(changed.status, 200);
  await page.getByRole('region', { name: 'Changed in Zoom while you were editing' }).waitFor();
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://typing.example.org/');
});

test('a change between loading a page and opening its stream is not missed', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  const other = await uplink.signIn(host.id);
  const changedFirst = async (route: Route) => {
    await page.getByLabel('Stream URL').waitFor();
    const path = `/api/meetings/${meeting.id}/livestream`;
    const changed = await other.patch(
      path,
      { stream_url: 'rtmp://other.example.org/x' },
      { 'if-match': '*' },
    );
    t.equal(changed.status, 200);
    await route.continue();
  };
  await page.route('**/api/events*', changedFirst, { times: 1 });
  await openMeeting(page, url);
  const shown = () => page.getByLabel('Stream URL').inputValue();
  t.ok(await eventually(async () => (await shown()) === 'rtmp://other.example.org/x'));
});

test('the list shows changes in Zoom: a running stream, a new name', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t, EVENTS_ONLY);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await row(page, meeting.topic).getByText('YouTube').waitFor();

  simulator.startMeeting(meeting.id);
  const other = await uplink.signIn(host.id);
  const started = await other.patch(`/api/meetings/${meeting.id}/livestream/status`, { action: 'start' });
  t.equal(started.status, 204);
  const mark = row(page, meeting.topic).getByRole('timer', { name: /^Live since/ });
  await mark.waitFor();
  simulator.endMeeting(meeting.id);
  await mark.waitFor({ state: 'detached' });
  simulator.editMeeting(meeting.id, { topic: 'Renamed in Zoom' });
  await row(page, 'Renamed in Zoom').waitFor();
  t.pass('and nothing was reloaded');
});

test('without events the page shows a warning, and catches up afterwards', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await page.route('**/api/events*', (route) => route.abort());
  await addToZoom(page, url);
  await row(page, meeting.topic).getByText('YouTube').waitFor();
  await interruption(page).waitFor();
  const other = await uplink.signIn(host.id);
  const path = `/api/meetings/${meeting.id}/livestream`;
  const missed = await other.patch(path, { stream_url: 'rtmp://missed.example.org/x' }, { 'if-match': '*' });
  t.equal(missed.status, 200);
  await page.unroute('**/api/events*');
  await interruption(page).waitFor({ state: 'detached' });
  await row(page, meeting.topic).getByText('missed.example.org').waitFor();
  t.pass();
});

test('signing out elsewhere reaches the page, and signing out here ends the stream', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  // Longer than a stream that was not closed takes to reconnect (2 s).
  const comesBack = page.waitForRequest('**/api/events*', { timeout: 4_000 });
  await t.rejects(comesBack, 'nothing is listened to any more');
  await addToZoom(page, url);
  await row(page, meeting.topic).waitFor();
  const other = await uplink.signIn(host.id);
  t.equal((await other.post('/logout/everywhere')).status, 204);
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  t.match(await page.getByRole('main').textContent(), 'Your session has ended.');
});
