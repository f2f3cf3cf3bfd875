import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { createLatch } from '../helpers/latch.ts';
import { addToZoom, allowAs, axeFindings, failOnComplaints, hasFocus, host, meeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

test('the account page shows the user, the connection and the permissions, and exports all data', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  const main = page.getByRole('main');
  t.match(await main.textContent(), /events@northside\.example.*Connected since .*20\d\d/s);
  t.match(await main.textContent(), 'All permissions granted.');
  t.equal(await main.getByRole('listitem').filter({ hasText: 'Granted' }).count(), 12);
  t.equal(await main.getByRole('link', { name: 'Reconnect to Zoom' }).getAttribute('href'), `${url}/install`);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download your data' }).click(),
  ]);
  t.equal(download.suggestedFilename(), 'uplink-export.json');
  const held = JSON.parse(await readFile(await download.path(), 'utf8'));
  t.match(JSON.stringify(held), 'events@northside.example');
});

test('the calendar link is created, copied, replaced and revoked', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Create calendar link' }).click();
  const field = page.getByLabel('Calendar link', { exact: true });
  await field.waitFor();
  const link = await field.inputValue();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied.').first().waitFor();
  t.equal(await page.evaluate('navigator.clipboard.readText()'), link);
  t.strictSame(await axeFindings(page), []);
  const reader = uplink.client();
  t.equal((await reader.get(link)).status, 200);

  await page.getByRole('button', { name: 'Replace link' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replace link' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const second = await field.inputValue();
  t.equal((await reader.get(link)).status, 404);
  t.equal((await reader.get(second)).status, 200);

  await page.reload();
  await page.getByText('Calendar link created').waitFor();
  t.equal(await field.count(), 0, 'the link is shown only once');
  await page.getByRole('button', { name: 'Revoke link' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke link' }).click();
  await page.getByRole('button', { name: 'Create calendar link' }).waitFor();
  t.equal((await reader.get(second)).status, 404);
});

test('a missing permission is listed with its purpose', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  simulator.setScopes(['user:read:user', 'meeting:read:list_meetings', 'meeting:read:livestream']);
  const page = await newPage();
  await addToZoom(page, url);
  await page.goto(`${url}/account`);
  const missing = page.getByRole('listitem').filter({ hasText: 'Missing' });
  await missing.first().waitFor();
  t.match(
    await missing.filter({ hasText: 'meeting:update:livestream_status' }).textContent(),
    'start and stop',
  );
  t.match(await page.getByRole('main').textContent(), '9 permissions are missing.');
});

test('signing out everywhere also ends the sessions in other windows', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const [page, elsewhere] = [await newPage(), await newPage()];
  await addToZoom(page, url);
  await addToZoom(elsewhere, url);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('This browser', { exact: true }).waitFor();
  t.equal(await page.getByRole('button', { name: /^Sign out: / }).count(), 1, 'the other window is listed');
  await page.getByRole('button', { name: 'Sign out on every device' }).click();
  const requested = page.getByRole('dialog', { name: 'Sign out on every device?' });
  await requested.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  t.equal(await page.getByRole('contentinfo').getByRole('button').count(), 0, 'the footer has none of it');
  await page.getByRole('button', { name: 'Sign out on every device' }).click();
  const held = createLatch();
  await page.route('**/logout/everywhere', async (route) => {
    await held.until;
    await route.continue();
  });
  await requested.getByRole('button', { name: 'Sign out on every device' }).click();
  await requested.getByRole('button', { name: 'Signing out…' }).waitFor();
  held.release();
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  await elsewhere.reload();
  await elsewhere.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  t.pass('both are out');
});

test('one of several sessions is ended by keyboard, and its window is signed out without a reload', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const [page, elsewhere] = [await newPage({ viewport: { width: 360, height: 740 } }), await newPage()];
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await addToZoom(elsewhere, url);
  await page.goto(`${url}/account`);
  const list = page.getByRole('list', { name: 'Active sessions' });
  const other = list.getByRole('button', { name: /^Sign out: Chrome on Linux, signed in / });
  await other.waitFor();
  t.equal(await list.getByRole('listitem').count(), 2);
  t.match(
    await list.getByRole('listitem').filter({ hasText: 'This browser' }).textContent(),
    /^Chrome on Linux/,
  );
  t.equal(await list.getByRole('button').count(), 1, 'this browser has its own button below');
  t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
  t.strictSame(await axeFindings(page), []);

  await other.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Sign out Chrome on Linux?' });
  t.strictSame(await axeFindings(page), []);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  t.ok(await hasFocus(other), 'focus is back on the button');
  await other.press('Enter');
  await dialog.getByRole('button', { name: 'Sign out' }).press('Enter');
  await page.getByText('Signed out: Chrome on Linux.', { exact: true }).first().waitFor();
  await elsewhere.getByRole('link', { name: 'Add to Zoom' }).first().waitFor();
  await other.waitFor({ state: 'detached' });
  t.equal(await list.getByRole('listitem').count(), 1);
  t.ok(await hasFocus(list), 'focus stays in the list');
  t.equal((await page.request.get(`${url}/api/me`)).status(), 200);
});

test('deleting all data needs a tick and one confirmation, and the page confirms it', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/account`);
  const open = page.getByRole('main').getByRole('button', { name: 'Disconnect and delete my data' }).first();
  await open.click();
  const dialog = page.getByRole('dialog', { name: 'Delete all your data?' });
  const erase = dialog.getByRole('button', { name: 'Disconnect and delete my data' });
  await erase.click();
  t.equal(await dialog.count(), 1, 'without the tick nothing happens');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await open.click();
  await dialog.getByLabel('Yes, delete everything').check();
  await erase.click();
  await page.getByRole('alert').getByText('All your data was deleted').waitFor();
  t.equal(new URL(page.url()).pathname, '/');
  t.equal((await page.request.get(`${url}/api/me`)).status(), 401);
  t.equal(simulator.requests({ path: '/oauth/revoke' }).length, 1, 'Zoom received the revocation');

  await page.getByRole('link', { name: 'Add to Zoom' }).click();
  await allowAs(page, host.name);
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
});

test('two consecutive users of one browser see nothing of each other', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/destinations`);
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill('Of the events team');
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill('events-team-key-0001');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Of the events team saved.').first().waitFor();
  await page.getByRole('link', { name: 'Meetings' }).click();
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();

  await page.getByRole('link', { name: 'Add to Zoom' }).click();
  await allowAs(page, 'Training Studio');
  await page.getByRole('link', { name: 'First aid refresher' }).waitFor();
  t.notMatch(await page.content(), meeting.topic);
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByText('No destinations yet.').waitFor();
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('training@northside.example').waitFor();
  await page.goto(`${url}/meetings/${meeting.id}`);
  await page.getByText('We can’t find this meeting in your Zoom account.').waitFor();
});
