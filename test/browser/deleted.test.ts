import type { Page } from 'playwright-core';
import { test } from 'tap';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { addToZoom, axeFindings, failOnComplaints, host, meeting, openForm, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const readsOf = (page: Page, id: string) => {
  const reads = { livestream: 0, history: 0, switch: 0, preflight: 0 };
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === `/api/meetings/${id}/livestream`) reads.livestream += 1;
    if (pathname === `/api/meetings/${id}/livestream/history`) reads.history += 1;
    if (pathname === `/api/meetings/${id}/livestream/switch`) reads.switch += 1;
    if (pathname === `/api/meetings/${id}/preflight`) reads.preflight += 1;
  });
  return reads;
};
const deleted = (page: Page) => page.getByRole('alert').getByText('This meeting was deleted in Zoom.');

test('a meeting deleted in Zoom is read at most twice more, and its page reports that and offers no action', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await page.locator('.overall-result').waitFor();
  await page.waitForLoadState('networkidle');
  const reads = readsOf(page, meeting.id);
  simulator.clearRequests();

  simulator.deleteMeeting(meeting.id);
  await deleted(page).waitFor();
  await webhooksProcessed(uplink);
  // Another event for the same meeting, as the server publishes after it removed its cache entry.
  await publish(uplink, meeting.id);
  await publish(uplink, meeting.id);
  await page.waitForTimeout(1_500);

  t.ok(reads.livestream <= 2, `${reads.livestream} reads of the livestream`);
  t.equal(reads.history, 0, 'the history of a deleted meeting is not read');
  t.equal(reads.switch, 0, 'the switch of a deleted meeting is not read');
  const path = `/v2/meetings/${meeting.id}/livestream`;
  const calls = simulator.requests({ method: 'GET', path }).length;
  t.ok(calls <= 2, `${calls} calls to Zoom`);
  t.equal(await page.getByRole('button', { name: 'Go live' }).count(), 0);
  t.equal(await page.getByRole('button', { name: 'Save', exact: true }).count(), 0);
  t.strictSame(await axeFindings(page), []);
  await page.getByRole('main').getByRole('link', { name: 'Go to your meetings' }).click();
  await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor({ state: 'detached' });
});

test('a deleted meeting that was recovered in Zoom is shown again by “Check again”', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  simulator.deleteMeeting(meeting.id);
  await deleted(page).waitFor();
  simulator.recoverMeeting(meeting.id);
  await webhooksProcessed(uplink);
  await page.getByRole('button', { name: 'Check again' }).click();
  await deleted(page).waitFor({ state: 'detached' });
  await openForm(page);
  t.equal(await deleted(page).count(), 0);
});

test('saving to a meeting deleted in the meantime reports that it was deleted', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  simulator.deleteMeeting(meeting.id);
  await page.getByLabel('Watch page').fill('https://late.example.org/');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await deleted(page).waitFor();
  t.equal(await page.getByRole('button', { name: 'Save', exact: true }).count(), 0);
});

test('a meeting of another host, or one that never existed, is reported as not in this account', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const other = [...simulator.state.meetings.values()].find(({ hostId }) => hostId !== host.id);
  for (const id of [other?.id ?? '', '99999999999']) {
    await page.goto(`${url}/meetings/${id}`);
    await page.getByRole('alert').getByText('We can’t find this meeting in your Zoom account.').waitFor();
    t.equal(await page.getByText('was deleted in Zoom').count(), 0);
    t.equal(await page.getByRole('button', { name: 'Go live' }).count(), 0);
    t.equal(await page.getByRole('main').getByRole('link', { name: 'Go to your meetings' }).count(), 1);
  }
});

test('the ID of a webinar under Meetings opens the webinar', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const own = [...simulator.state.webinars.values()].find(({ hostId }) => hostId === host.id);
  const id = own?.id ?? '';
  await page.getByLabel('Title, ID or join link').fill(id);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${url}/webinars/${id}`);
  await openForm(page);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
  t.equal(new URL(page.url()).pathname, '/', 'Back does not lead to the page that was not found');
});

type Uplink = Awaited<ReturnType<typeof startWithBrowser>>['uplink'];

/** An event that reports a possible change of this meeting's livestream. */
async function publish({ database }: Uplink, id: string): Promise<void> {
  await database.pool.query(
    `insert into user_event (user_id, event, data)
     values ($1, 'livestream', jsonb_build_object('kind', 'meetings', 'meeting_id', $2::text))`,
    [host.id, id],
  );
}
