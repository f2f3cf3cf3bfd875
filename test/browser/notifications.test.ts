import type { Page } from 'playwright-core';
import { type Test, test } from 'tap';
import type { Simulator } from '../../tools/zoom-simulator/simulator.ts';
import { eventually } from '../helpers/eventually.ts';
import { enableWebhooks } from '../helpers/webhooks.ts';
import { addToZoom, axeFindings, failOnComplaints, host, meeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const DISCONNECTED = 'Uplink has lost its connection to Zoom.';

type Permission = 'default' | 'denied' | 'granted';
type Shown = { title: string; body: string; tag: string };

/**
 * Stands in for the operating system: records the notifications, and answers the browser's prompt
 * with `answer`. `setVisible` is what happens when the user switches tabs.
 */
const standIn = (answer: Permission) => `
  window.shown = [];
  window.Notification = class extends EventTarget {
    static permission = localStorage.getItem('test-permission') ?? 'default';
    static async requestPermission() {
      if (!navigator.userActivation.isActive) throw new Error('not after a click');
      if ('${answer}' !== 'default') localStorage.setItem('test-permission', '${answer}');
      return (Notification.permission = '${answer}');
    }
    constructor(title, { body, tag }) {
      super();
      window.shown.push({ title, body, tag });
      window.clickNotification = () => this.dispatchEvent(new Event('click'));
    }
    close() {}
  };
  let isVisible = true;
  Object.defineProperty(document, 'visibilityState', { get: () => (isVisible ? 'visible' : 'hidden') });
  window.setVisible = (visible) => {
    isVisible = visible;
    document.dispatchEvent(new Event('visibilitychange'));
  };`;

const shown = (page: Page) => page.evaluate<Shown[]>('window.shown');
const setVisible = (page: Page, isVisible: boolean) => page.evaluate(`window.setVisible(${isVisible})`);
const toggle = (page: Page) => page.getByRole('switch', { name: 'Desktop notifications' });

/** Waits until the server has processed Zoom's event about the meeting. */
async function statusIs(page: Page, status: 'live' | 'idle'): Promise<void> {
  const isSo = () =>
    page.evaluate<boolean>(`fetch('/api/meetings')
      .then((response) => response.json())
      .then(({ meetings }) => meetings.some(({ id, live }) => id === '${meeting.id}' && live.status === '${status}'))`);
  if (!(await eventually(isSo))) throw new Error(`The livestream is never ${status}.`);
}

async function start(t: Test, answer: Permission = 'granted') {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await page.context().addInitScript(standIn(answer));
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Account' }).click();
  const goLive = async () => {
    simulator.startMeeting(meeting.id);
    const started = await page.evaluate<number>(`fetch('/api/meetings/${meeting.id}/livestream/status', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"action":"start"}',
    }).then((response) => response.status)`);
    t.equal(started, 204);
    await statusIs(page, 'live');
  };
  return { url, simulator, page, goLive };
}

async function turnOn(page: Page): Promise<void> {
  await toggle(page).click();
  await page.getByRole('switch', { name: 'Desktop notifications', checked: true }).waitFor();
}

test('a livestream that stops while Uplink is in the background causes one notification for all tabs', async (t) => {
  const { url, simulator, page, goLive } = await start(t);
  t.strictSame(await shown(page), [], 'nothing is shown before it is turned on');
  await turnOn(page);
  t.equal((await shown(page))[0]?.title, 'Notifications are on', 'a sample shows that it works');
  const other = await page.context().newPage();
  await other.goto(`${url}/account`);
  await other.getByRole('switch', { checked: true }).waitFor();
  await goLive();
  await setVisible(page, false);
  await setVisible(other, false);
  simulator.endMeeting(meeting.id);
  const stops = async () =>
    [...(await shown(page)), ...(await shown(other))].filter(({ title }) => title === 'Livestream stopped');
  t.ok(await eventually(async () => (await stops()).length > 0));
  t.equal((await stops()).length, 1);
  t.match((await stops())[0], { body: meeting.topic, tag: `meetings ${meeting.id}` });

  const leader = (await shown(page)).length > 1 ? page : other;
  await leader.evaluate('window.clickNotification()');
  await leader.getByRole('heading', { level: 1, name: meeting.topic }).waitFor();
});

/** Loses the connection to Zoom, and waits for its notification: the events before it are handled. */
async function loseConnection(pages: readonly [Page, ...Page[]], simulator: Simulator): Promise<string[]> {
  await simulator.eventsDelivered();
  simulator.revokeGrant(host.id);
  const address = `/api/meetings/${meeting.id}/livestream`;
  await pages[0].evaluate(`fetch('${address}', { headers: { 'cache-control': 'no-cache' } }).then(() => 0)`);
  const titles = async () => (await Promise.all(pages.map(shown))).flat().map(({ title }) => title);
  await eventually(async () => (await titles()).includes(DISCONNECTED));
  return titles();
}

test('a stop causes no notification while another tab of Uplink is in view', async (t) => {
  const { url, simulator, page, goLive } = await start(t);
  await turnOn(page);
  const viewer = await page.context().newPage();
  await viewer.goto(`${url}/meetings/${meeting.id}`);
  await goLive();
  await setVisible(page, false);
  await viewer.getByRole('button', { name: /^Stop/ }).first().waitFor();
  simulator.endMeeting(meeting.id);
  await viewer.getByText('Livestream stopped').first().waitFor();
  simulator.revokeGrant(host.id);
  await viewer.getByRole('button', { name: 'Refresh from Zoom' }).click();
  for (const tab of [page, viewer]) await tab.getByRole('region', { name: DISCONNECTED }).waitFor();
  const titles = [...(await shown(page)), ...(await shown(viewer))].map(({ title }) => title);
  t.strictSame(titles, ['Notifications are on']);
});

test('a stop by the user in this browser causes no notification', async (t) => {
  const { url, simulator, page, goLive } = await start(t);
  await turnOn(page);
  const other = await page.context().newPage();
  await other.goto(`${url}/meetings/${meeting.id}`);
  await goLive();
  await other.getByRole('button', { name: /^Stop/ }).first().click();
  await setVisible(page, false);
  await setVisible(other, false);
  await other.getByRole('dialog').getByRole('button', { name: /^Stop/ }).click();
  await other.getByText('Livestream stopped').first().waitFor();
  t.strictSame(await loseConnection([page, other], simulator), ['Notifications are on', DISCONNECTED]);
});

test('a meeting that ends without having been live causes no notification', async (t) => {
  const { simulator, page } = await start(t);
  await turnOn(page);
  await setVisible(page, false);
  simulator.startMeeting(meeting.id);
  simulator.endMeeting(meeting.id);
  await statusIs(page, 'idle');
  t.strictSame(await loseConnection([page], simulator), ['Notifications are on', DISCONNECTED]);
});

test('the account screen shows each state of the setting, and signing out turns it off', async (t) => {
  const { page } = await start(t);
  t.strictSame(await axeFindings(page), []);
  await turnOn(page);
  t.strictSame(await axeFindings(page), []);
  await page.reload();
  await page.getByRole('switch', { checked: true }).waitFor();
  await toggle(page).press('Space');
  await page.getByRole('switch', { checked: false }).waitFor();
  await turnOn(page);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('link', { name: 'Sign in with Zoom' }).waitFor();
  t.equal(await page.evaluate("localStorage.getItem('uplink-notifications')"), null);
});

test('a denied permission is explained', async (t) => {
  const { page } = await start(t, 'denied');
  await toggle(page).click();
  await page.getByText('Notifications are blocked.').filter({ visible: true }).first().waitFor();
  t.equal(await toggle(page).count(), 0);
  t.strictSame(await axeFindings(page), []);
});

test('a prompt that is closed without an answer leaves notifications off', async (t) => {
  const { page } = await start(t, 'default');
  await toggle(page).click();
  await page.getByText('Your browser’s prompt was closed.').filter({ visible: true }).first().waitFor();
  t.equal(await toggle(page).getAttribute('aria-checked'), 'false');
});

test('a browser that cannot show notifications says so', async (t) => {
  const { url, page } = await start(t);
  await page.context().addInitScript('delete window.Notification');
  await page.goto(`${url}/account`);
  await page.getByText('This browser doesn’t support desktop notifications.').waitFor();
  t.equal(await toggle(page).count(), 0);
});
