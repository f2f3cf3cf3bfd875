import type { Page } from 'playwright-core';
import { test } from 'tap';
import { enableWebhooks, meetingPayload, sendWebhook } from '../helpers/webhooks.ts';
import {
  addToZoom,
  allowAs,
  failOnComplaints,
  host,
  loseConnection,
  meeting,
  openForm,
  openMeeting,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const typed = 'https://typed.example.org/';
const pageUrl = (page: Page) => page.getByLabel('Watch page');

for (const act of ['Show key', 'Copy key', 'Refresh from Zoom', 'Check again']) {
  test(`“${act}” after the session ended keeps the input, and offers signing in in a new tab`, async (t) => {
    const { uplink, url, newPage } = await startWithBrowser(t);
    const page = await newPage();
    failOnComplaints(t, page);
    await page.route('**/api/events*', (route) => route.abort());
    await addToZoom(page, url);
    await openMeeting(page, url);
    await page.getByRole('button', { name: 'Check again' }).waitFor();
    await pageUrl(page).fill(typed);
    await (await uplink.signIn(host.id)).post('/logout/everywhere');
    await page.getByRole('button', { name: act }).click();
    const retry = page.getByRole('link', { name: 'Sign in again' });
    await retry.waitFor();
    t.equal(await pageUrl(page).inputValue(), typed);

    const [tab] = await Promise.all([page.waitForEvent('popup'), retry.click()]);
    await allowAs(tab, host.name);
    t.equal(new URL(tab.url()).pathname, `/meetings/${meeting.id}`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
  });
}

test('reconnecting leads back to the same page; in a new tab if something is unsaved', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const banner = await loseConnection(page, simulator);
  const reconnect = banner.getByRole('link', { name: 'Reconnect to Zoom' });
  await reconnect.waitFor();
  t.equal(await reconnect.getAttribute('target'), null, 'in this tab while nothing is lost by it');
  await pageUrl(page).fill(typed);
  await banner.locator('a[target=_blank]').waitFor();
  for (const link of await page.getByRole('link', { name: 'Reconnect to Zoom' }).all()) {
    t.match(await link.getAttribute('href'), `?next=${encodeURIComponent(`/meetings/${meeting.id}`)}`);
    t.equal(await link.getAttribute('target'), '_blank');
  }
  const [tab] = await Promise.all([page.waitForEvent('popup'), reconnect.click()]);
  await allowAs(tab, host.name);
  await openForm(tab);
  t.equal(new URL(tab.url()).pathname, `/meetings/${meeting.id}`);
  await banner.waitFor({ state: 'detached' });
  t.equal(await pageUrl(page).inputValue(), typed);
});

test('the skip link does not leave the page, so it does not prompt', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await pageUrl(page).fill(typed);
  const requested: string[] = [];
  page.on('dialog', (dialog) => {
    requested.push(dialog.message());
    return dialog.dismiss();
  });
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await skip.focus();
  await page.keyboard.press('Enter');
  await page.locator('#content:focus').waitFor();
  t.strictSame(requested, []);
  t.equal(await pageUrl(page).inputValue(), typed);
});

test('an open page of a meeting deleted in Zoom shows that, and keeps the input for its recovery', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await pageUrl(page).fill(typed);
  const deleted = simulator.state.meetings.get(meeting.id);
  simulator.state.meetings.delete(meeting.id);
  const payload = meetingPayload({ id: meeting.id, hostId: host.id });
  enableWebhooks(uplink);
  await sendWebhook(uplink, 'meeting.deleted', payload);
  await page.getByRole('alert').getByText('This meeting was deleted in Zoom.').waitFor();
  if (deleted) simulator.state.meetings.set(meeting.id, deleted);
  await page.getByRole('button', { name: 'Check again' }).click();
  t.equal(await pageUrl(page).inputValue(), typed);
});
