import type { Page } from 'playwright-core';
import { test } from 'tap';
import { enableWebhooks } from '../helpers/webhooks.ts';
import {
  addToZoom,
  axeFindings,
  failOnComplaints,
  host,
  meeting,
  openForm,
  openMeeting,
  openSummary,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const air = (page: Page) => page.getByRole('region', { name: 'Livestream', exact: true });
const webinar = { id: '81226684732', topic: 'Behind the scenes' };

test('a host goes live with a chosen layout, sees the status, changes the layout, and stops', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  simulator.startMeeting(meeting.id);
  await openMeeting(page, url);
  const streaming = () => simulator.state.meetings.get(meeting.id)?.streaming;

  await page.getByText('Layout and captions').click();
  await page.getByLabel('Layout').selectOption('Gallery');
  await page.getByLabel('Captions').selectOption('None');
  await page.getByLabel('Stream title').fill('Launch, live');
  await page.getByLabel('Show the speaker’s name').check();
  await page.getByRole('button', { name: 'Go live' }).click();

  await air(page)
    .getByText(/^Live since/)
    .waitFor();
  t.match(streaming()?.settings, {
    layout: 'gallery_view',
    close_caption: 'off',
    display_name: 'Launch, live',
    active_speaker_name: true,
  });
  const timer = page.getByRole('timer');
  const first = await timer.textContent();
  t.match(first, /^\d+:\d\d$/);
  await timer.filter({ hasNotText: String(first) }).waitFor();
  t.equal(await page.getByRole('button', { name: 'Go live' }).count(), 0);

  await page.getByLabel('Layout').selectOption('Speaker');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('Layout and captions applied.').filter({ visible: true }).first().waitFor();
  t.equal(streaming()?.settings.layout, 'speaker_view');

  await page.getByRole('button', { name: 'Stop the livestream' }).click();
  const question = page.getByRole('dialog', { name: 'Stop the livestream?' });
  await question.getByRole('button', { name: 'Keep streaming' }).click();
  await question.waitFor({ state: 'detached' });
  t.ok(streaming(), 'a prompt comes before the audience loses the stream');
  await page.getByRole('button', { name: 'Stop the livestream' }).click();
  await question.getByRole('button', { name: 'Stop the livestream' }).click();
  await air(page).getByText('Not live').waitFor();
  t.equal(streaming(), undefined);
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('You stopped the livestream').waitFor();
  await history.getByText('You started the livestream').waitFor();

  await page.reload();
  await air(page).getByText('Not live').waitFor();
  t.equal(
    await page.getByText('Livestream stopped.').count(),
    0,
    'a page opened later does not report the stop',
  );
});

test('a rejection by Zoom shows the reason and Zoom’s message', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByRole('button', { name: 'Go live' }).click();
  const alert = air(page).getByRole('alert');
  await alert.getByText('Message from Zoom:').waitFor();
  t.match(await alert.textContent(), 'has not started');
  t.match(await alert.locator('p').first().textContent(), /\w.*\.$/, 'in a sentence of ours first');
  t.ok(await page.getByRole('button', { name: 'Go live' }).isEnabled(), 'and one can try again');
});

test('a meeting without a destination has to be set up first, and Zoom’s rejection of a start is shown', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  const fresh = simulator.addMeeting({ hostId: host.id });
  await openMeeting(page, url, fresh.id);
  await air(page).getByText('Set a destination first').waitFor();
  t.match(await page.getByRole('button', { name: 'Set up', exact: true }).getAttribute('class'), 'primary');
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  await page.locator('#apply-destination:focus').waitFor();
  await page.getByRole('button', { name: 'Go live' }).click();
  await air(page).getByRole('alert').waitFor();
});

test('a webinar has no layout and captions, and is live once Zoom confirms', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/webinars/${webinar.id}`);
  await openForm(page);
  await page.getByText('Layout and captions').click();
  t.equal(await page.getByLabel('Layout').count(), 0);
  t.equal(await page.getByLabel('Captions').count(), 0);
  await page.getByLabel('Stream title').fill('Backstage');
  await page.getByRole('button', { name: 'Go live' }).click();
  await air(page)
    .getByText(/^Live since/)
    .waitFor();
  t.match(simulator.state.webinars.get(webinar.id)?.streaming?.settings, { display_name: 'Backstage' });
});

test('going live and stopping work by keyboard', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  await addToZoom(page, url);
  simulator.startMeeting(meeting.id);
  await openMeeting(page, url);
  await reach(page, 'Go live');
  await page.keyboard.press('Enter');
  await air(page)
    .getByText(/^Live since/)
    .waitFor();
  t.equal(await focused(page), 'Stop the livestream', 'the button that takes the place has the focus');
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Stop the livestream?' });
  await question.waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  t.equal(await focused(page), 'Stop the livestream', 'Escape leads back to where one was');
  await page.keyboard.press('Enter');
  await question.waitFor();
  await page.keyboard.press('Tab');
  if ((await focused(page)) !== 'Stop the livestream') await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await air(page).getByText('Not live').waitFor();
  await page.getByRole('button', { name: 'Go live' }).and(page.locator(':focus')).waitFor();
  t.equal(simulator.state.meetings.get(meeting.id)?.streaming, undefined);
});

const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.textContent');

/** Presses Tab until the button with this name has the focus. */
async function reach(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await button.and(page.locator(':focus')).count()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches “${name}”.`);
}

test('the one filled button is the next step: start the meeting in Zoom, go live, stop', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openSummary(page, url);
  const goLive = page.getByRole('button', { name: 'Go live', exact: true });
  const state = page.locator('.meeting-state');
  const filled = () => page.locator('main').locator('.primary, .stop');
  await state.getByText('Not started', { exact: true }).waitFor();
  await page.getByText('The meeting hasn’t started. Start it in Zoom, then go live.').waitFor();
  t.equal(await filled().textContent(), 'Start meeting in Zoom');
  t.equal(await filled().getAttribute('href'), `${simulator.url}/s/${meeting.id}`);
  t.equal(await goLive.getAttribute('aria-disabled'), 'false', 'it is never kept from going live');
  t.strictSame(await axeFindings(page), []);

  const [zoom] = await Promise.all([page.waitForEvent('popup'), filled().click()]);
  await zoom.getByText('In progress').first().waitFor();
  await state.getByText('In progress').waitFor();
  t.equal(await filled().textContent(), 'Go live');
  await goLive.click();
  await page.getByRole('timer').waitFor();
  t.equal(await filled().textContent(), 'Stop');
  t.match(await page.title(), `● Live – ${meeting.topic}`);
  simulator.endMeeting(meeting.id);
  await state.getByText('Not started').waitFor();
});

test('returning from the start in Zoom reads the state again, without any event of Zoom', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openSummary(page, url);
  const start = page.getByRole('link', { name: 'Start meeting in Zoom' });
  const [zoom] = await Promise.all([page.waitForEvent('popup'), start.click()]);
  await zoom.getByText('In progress').first().waitFor();
  t.equal(await start.count(), 1, 'nothing has reported it yet');
  // The event of a tab that becomes visible; both tabs of a headless browser always are.
  await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
  await page.locator('.meeting-state').getByText('In progress').waitFor();
  await start.waitFor({ state: 'detached' });
});
