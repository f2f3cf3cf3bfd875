import type { Page } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import {
  addToZoom,
  axeFindings,
  failOnComplaints,
  host,
  listRows,
  loseConnection,
  meeting,
  openMeeting,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const row = (page: Page, topic: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: topic, exact: true }) });

test('a lost connection is shown once, and no cached value is mentioned if none exists', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  await loseConnection(page, simulator);
  const reconnects = () => page.getByRole('link', { name: 'Reconnect to Zoom' }).count();
  t.equal(await reconnects(), 1);
  await page.goto(url);
  await page.getByText('Reconnect to see your list.').waitFor();
  t.equal(await reconnects(), 1);
  t.equal(await page.getByText(/last copy/).count(), 0);
  t.equal(await page.getByRole('main').getByRole('alert').filter({ hasText: /\w/ }).count(), 0);
  t.strictSame(await axeFindings(page), []);
  await page.goto(`${url}/meetings/${meeting.id}`);
  await page.getByText('Reconnect to see the livestream settings.').waitFor();
  t.equal(await reconnects(), 1);
});

test('a meeting outside the list shows its topic after a reload', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const past = new Date(Date.now() - 40 * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const { id } = simulator.addMeeting({ hostId: host.id, topic: 'Held long ago', startTime: past });
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url, id);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Held long ago' }).waitFor();
  t.ok(await eventually(async () => (await page.title()).startsWith('Held long ago')));
});

test('a blank topic is shown as an untitled meeting', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const soon = new Date(Date.now() + 1_800_000).toISOString().replace(/\.\d+Z$/, 'Z');
  for (const topic of ['   ', '\u200b\u3164']) {
    simulator.addMeeting({ hostId: host.id, topic, startTime: soon });
  }
  const page = await newPage();
  await addToZoom(page, url);
  const untitled = page.getByRole('link', { name: 'Untitled meeting', exact: true });
  await untitled.nth(1).waitFor();
  await untitled.first().click();
  await page.getByRole('heading', { level: 1, name: 'Untitled meeting' }).waitFor();
  t.pass();
});

test('a revealed key is in the history without a reload', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  const history = page.getByRole('region', { name: 'History' });
  const before = await history.getByRole('listitem').count();
  await page.getByRole('button', { name: 'Show key' }).click();
  t.ok(await eventually(async () => (await history.getByRole('listitem').count()) === before + 1));
});

test('data deletion is confirmed in every tab, without a prompt to sign in', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  const other = await page.context().newPage();
  await other.goto(url);
  await row(other, meeting.topic).waitFor();
  const message: string[] = [];
  await page.exposeFunction('report', (text: string) => message.push(text));
  await page.evaluate(`new MutationObserver(() => {
    for (const each of document.querySelectorAll('[role=alert]')) report(each.textContent);
  }).observe(document.body, { subtree: true, childList: true, characterData: true })`);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Disconnect and delete my data' }).click();
  await page.getByRole('checkbox').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect and delete my data' }).click();
  for (const each of [page, other]) {
    await each.getByText('All your data was deleted').filter({ visible: true }).first().waitFor();
  }
  t.equal(message.filter((text) => /sign(ed)? (in|out)/i.test(text)).length, 0);
});

test('a page older than the server reports that Uplink was updated', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await page.route('**/assets/destinations*', (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('alert').getByText('Uplink was updated. Reload.').waitFor();
  t.equal(await page.getByText('Can’t reach Uplink').count(), 0);
  await page.unroute('**/assets/destinations*');
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await page.getByText('No destinations yet.').waitFor();
});

test('search and filter are in the address, and survive a reload and Back', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await row(page, meeting.topic).getByText('YouTube').waitFor();
  await page.getByLabel('Title, ID or join link').fill('launch rehearsal');
  await page.getByRole('button', { name: /^Ready / }).click();
  await page.waitForURL(`${url}/?q=launch+rehearsal&show=ready`);
  await page.reload();
  await page
    .getByText(/^1 of \d+ meetings$/)
    .filter({ visible: true })
    .waitFor();
  t.equal(await page.getByLabel('Title, ID or join link').inputValue(), 'launch rehearsal');
  await row(page, meeting.topic).getByRole('link', { name: meeting.topic }).click();
  await page.getByRole('heading', { level: 1, name: meeting.topic }).waitFor();
  await page.goBack();
  await row(page, meeting.topic).waitFor();
  t.equal(page.url(), `${url}/?q=launch+rehearsal&show=ready`);
  await page.getByRole('link', { name: 'Meetings', exact: true }).click();
  await row(page, 'Sponsors’ breakfast').waitFor();
  t.equal(page.url(), `${url}/`);
});

test('the list shows its number of meetings', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await row(page, meeting.topic).waitFor();
  const count = await listRows(page).count();
  await page.getByText(`${count} meetings`).filter({ visible: true }).first().waitFor();
  t.pass();
});
