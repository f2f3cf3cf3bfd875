import type { Page } from 'playwright-core';
import { test } from 'tap';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted } from '../helpers/zoom-host.ts';
import { addToZoom, expectAccessible, failOnComplaints, host, openSummary } from './screens.ts';
import { startWithBrowser } from './start.ts';

const state = (page: Page) => page.locator('.meeting-state');

/** A time of day in the zone of the simulated host, as the page shows it. */
async function timeOfDay(page: Page, at: number, zone: string): Promise<string> {
  return page.evaluate<string>(
    `new Intl.DateTimeFormat('en', { timeZone: '${zone}', hour: 'numeric', minute: '2-digit' }).format(${at})`,
  );
}

test('the page and the list show since when a meeting is in progress, and when it ended', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const zone = simulator.state.users.get(host.id)?.timezone ?? '';
  const startTime = new Date(Date.now() - 60_000).toISOString();
  const { id } = addHosted(simulator, 'meetings', { hostId: host.id, topic: 'Open house', startTime });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openSummary(page, url, id);
  await state(page).getByText('Not started').waitFor();

  const from = Date.now();
  simulator.startMeeting(id);
  await state(page).getByText('In progress since').waitFor();
  const times = [await timeOfDay(page, from, zone), await timeOfDay(page, Date.now(), zone)];
  const shown = await state(page).innerText();
  t.ok(
    times.some((time) => shown === `In progress since ${time}`),
    `${shown}, in ${zone}`,
  );
  await expectAccessible(t, page, 'in progress');

  await page.goto(url);
  const row = page.getByRole('listitem').filter({ hasText: 'Open house' });
  await row.getByText(shown).waitFor();
  await webhooksProcessed(uplink);
  simulator.endMeeting(id);
  await row.getByText(shown).waitFor({ state: 'detached' });
  await row.getByText(/\d{3} \d{4} \d{4}/).waitFor();
  t.notMatch(await row.innerText(), /In progress/);
  await openSummary(page, url, id);
  await state(page)
    .getByText(/^Ended \d/)
    .waitFor();
});

test('a meeting whose end was missed is not in progress, and its next session has no wrong start', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const startTime = new Date(Date.now() - 60_000).toISOString();
  const { id } = addHosted(simulator, 'meetings', { hostId: host.id, topic: 'Open house', startTime });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  simulator.startMeeting(id);
  await page.goto(`${url}/meetings/${id}`);
  await state(page)
    .getByText(/^In progress since \d/)
    .waitFor();

  simulator.configure({ webhookUrl: undefined });
  simulator.endMeeting(id);
  simulator.startMeeting(id);
  await page.reload();
  await state(page).getByText('In progress', { exact: true }).waitFor();
});
