import type { Page } from 'playwright-core';
import { test } from 'tap';
import { addToZoom, allowAs, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const training = { name: 'Training Studio', topic: 'First aid refresher' };

/** Signs out in a second tab, and signs in again as another user. */
async function becomeTraining(first: Page, url: string): Promise<Page> {
  const tab = await first.context().newPage();
  await tab.goto(url);
  await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
  await tab.getByRole('link', { name: 'Add to Zoom' }).click();
  await allowAs(tab, training.name);
  return tab;
}

const replaced = (page: Page) =>
  page.getByRole('alert').getByText('Another user is now signed in to this browser');

test('a tab closes its page when another user signs in in a second tab', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('Watch page').fill('https://typed-by-the-first.example.org/');
  await becomeTraining(page, url);
  await replaced(page).waitFor();
  t.notMatch(await page.content(), meeting.topic, 'nothing of the first is left');
  t.notMatch(await page.content(), 'typed-by-the-first');
  await page.getByRole('link', { name: 'Continue as that user' }).click();
  await page.getByRole('link', { name: training.topic }).waitFor();
});

test('input of one user is never saved for another, even if the page received no event', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await page.route('**/api/events*', (route) => route.abort());
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill('Of the first');
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill('first-users-key-0001');
  const tab = await becomeTraining(page, url);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await replaced(page).waitFor();
  const { destinations } = await (await tab.request.get(`${url}/api/destinations`)).json();
  t.strictSame(destinations, []);
  t.notMatch(await page.content(), 'first-users-key-0001');
  t.strictSame((await (await uplink.signIn(host.id)).get('/api/destinations')).json.destinations, []);
});

test('the tab of one user does not sign out the other', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await page.route('**/api/events*', (route) => route.abort());
  // No other tab notifies it.
  await page.addInitScript('Object.defineProperty(navigator, "locks", { value: undefined })');
  await addToZoom(page, url);
  // A screen that makes no further requests automatically.
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('This browser', { exact: true }).waitFor();
  const tab = await becomeTraining(page, url);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await replaced(page).waitFor();
  t.equal((await tab.request.get(`${url}/api/me`)).status(), 200);
});
