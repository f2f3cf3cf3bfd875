import { test } from 'tap';
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

test('a host adds the app, changes where a meeting streams, reads it back, and signs out', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);

  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  t.equal(
    await page.getByRole('main').getByRole('link').count(),
    2,
    'signed out, the page offers to add the app or sign in',
  );
  await page.getByRole('link', { name: 'Add to Zoom' }).click();
  await allowAs(page, host.name);
  t.match(await page.getByRole('banner').textContent(), host.name, 'the header names the signed-in user');

  await page.getByRole('link', { name: meeting.topic, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: meeting.topic }).waitFor();
  t.equal(new URL(page.url()).pathname, `/meetings/${meeting.id}`);
  await openForm(page);

  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('New stream key').fill('fresh-key-2026-wxyz');
  await page.getByLabel('Watch page').fill('https://example.org/watch');
  await page.getByLabel('Resolution').selectOption('720p');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved to Zoom.').filter({ visible: true }).first().waitFor();
  t.match(simulator.state.meetings.get(meeting.id)?.livestream, {
    stream_url: 'rtmps://live.example.org/app',
    stream_key: 'fresh-key-2026-wxyz',
    page_url: 'https://example.org/watch',
    resolution: '720p',
  });

  await page.reload();
  const settings = page.getByRole('region', { name: 'Livestream settings' });
  await settings.getByText('https://example.org/watch').waitFor();
  for (const shown of ['live.example.org', 'rtmps://live.example.org/app', '••••••••wxyz', '720p']) {
    t.ok(await settings.getByText(shown, { exact: true }).count(), `the summary shows ${shown}`);
  }
  await openForm(page);
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmps://live.example.org/app');
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://example.org/watch');
  t.equal(await page.getByLabel('Resolution').inputValue(), '720p');
  t.match(await page.getByRole('main').textContent(), 'Ends in wxyz. Leave blank to keep it.');

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  await page.goto(`${url}/meetings/${meeting.id}`);
  const back = await page.getByRole('link', { name: 'Add to Zoom' }).getAttribute('href');
  t.equal(
    back,
    `/install?next=${encodeURIComponent(`/meetings/${meeting.id}`)}`,
    'and adding again leads back here',
  );
});

test('adding the app in the Marketplace, which sends no state, signs the user in', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await page.goto(await simulator.marketplaceAdd(host.id));
  await allowAs(page, host.name);
  t.equal(page.url(), `${url}/`);
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
});

test('declining access shows an error with a retry', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await page.goto(`${url}/install`);
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('heading', { name: 'Uplink wasn’t added' }).waitFor();
  await page.getByRole('link', { name: 'Try again' }).click();
  await allowAs(page, host.name);
  t.equal(page.url(), `${url}/`);
});

test('a session that ended elsewhere leads to the signed-out page', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.context().clearCookies();
  await page.getByRole('link', { name: '← All meetings' }).click();
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  t.match(await page.getByRole('main').textContent(), 'Your session has ended.');
});

test('a lost connection to Zoom is shown, and reconnecting restores it', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const banner = await loseConnection(page, simulator);
  t.equal(await page.getByLabel('Stream URL').count(), 1, 'what is known stays on the page');
  await banner.getByRole('link', { name: 'Reconnect to Zoom' }).click();
  await allowAs(page, host.name);
  await openMeeting(page, url);
  await page.getByRole('button', { name: 'Refresh from Zoom' }).click();
  await page.getByText('Up to date.').filter({ visible: true }).first().waitFor();
  t.equal(await banner.count(), 0);
});
