import type { Page, Route } from 'playwright-core';
import { test } from 'tap';
import { save as saveDestination } from '../destinations/saved.ts';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, failOnComplaints, host, meeting, openForm, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const path = `/api/meetings/${meeting.id}/livestream`;
const saveButton = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const conflict = (page: Page) => page.getByRole('region', { name: 'Changed in Zoom while you were editing' });
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');
const focusOn = (page: Page, id: string) => page.locator(`#${id}:focus`).waitFor();

/** A promise with its resolver. */
function signal() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Delays requests of this kind; `arrived` resolves with the first, `release` continues them. */
async function hold(page: Page, address: string, method: string) {
  const arrival = signal();
  const release = signal();
  await page.route(address, async (route: Route) => {
    if (route.request().method() !== method) return route.fallback();
    arrival.resolve();
    await release.promise;
    await route.continue();
  });
  return { arrived: arrival.promise, release: release.resolve };
}

test('input during a save stays as unsaved', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const { arrived, release } = await hold(page, `**${path}`, 'PATCH');
  await page.getByLabel('Watch page').fill('https://sent.example.org/');
  await page.getByLabel('New stream key').fill('key-that-was-sent-01');
  await saveButton(page).click();
  await arrived;
  await page.getByLabel('Watch page').fill('https://typed-later.example.org/');
  release();
  await page.getByText('Your newer edits aren’t saved yet').filter({ visible: true }).first().waitFor();
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://typed-later.example.org/');
  t.equal(await page.getByLabel('New stream key').inputValue(), '', 'what was sent is done');
  const livestream = () => simulator.state.meetings.get(meeting.id)?.livestream;
  t.match(livestream(), { page_url: 'https://sent.example.org/', stream_key: 'key-that-was-sent-01' });
  await saveButton(page).click();
  await page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
  t.match(livestream(), { page_url: 'https://typed-later.example.org/' });
});

test('input during a save of a destination stays as unsaved', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const own = await uplink.signIn(host.id);
  await saveDestination(own, { name: 'Our channel' });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/destinations`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const { arrived, release } = await hold(page, '**/api/destinations/*-*', 'PATCH');
  await page.getByLabel('Name').fill('Sent');
  await saveButton(page).click();
  await arrived;
  await page.getByLabel('Name').fill('Typed later');
  release();
  await page.getByText('Your newer edits aren’t saved yet').filter({ visible: true }).first().waitFor();
  t.equal(await page.getByLabel('Name').inputValue(), 'Typed later');
  await saveButton(page).click();
  await page.getByRole('main').getByText('Typed later saved.').waitFor();
});

test('a change elsewhere keeps the focus where the user types, and is merged with the edits', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('Watch page').fill('https://typing.example.org/');
  const other = await uplink.signIn(host.id);
  const changed = await other.patch(
    path,
    { stream_url: 'rtmp://elsewhere.example.org/x' },
    { 'if-match': '*' },
  );
  t.equal(changed.status, 200);
  await page.getByText('Updated from Zoom: Stream URL and key.').waitFor();
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmp://elsewhere.example.org/x');
  await page
    .getByRole('region', { name: 'Livestream', exact: true })
    .getByText('elsewhere.example.org')
    .waitFor();
  t.equal(await focused(page), 'page_url');
  await page.keyboard.press('End');
  await page.keyboard.type('more');
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://typing.example.org/more');
  await saveButton(page).click();
  await page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
});

test('a change elsewhere during a save is not missed', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  const other = await uplink.signIn(host.id);
  const release = signal();
  const responded = signal();
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    const response = await route.fetch();
    responded.resolve();
    await release.promise;
    await route.fulfill({ response });
  });
  await page.getByLabel('Watch page').fill('https://mine.example.org/');
  await saveButton(page).click();
  await responded.promise;
  const changed = await other.patch(path, { stream_url: 'rtmp://later.example.org/x' }, { 'if-match': '*' });
  t.equal(changed.status, 200);
  // Events update the history too.
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('rtmp://later.example.org/x').first().waitFor({ state: 'attached' });
  release.resolve();
  const settings = page.getByRole('region', { name: 'Livestream settings' });
  await settings.getByText('rtmp://later.example.org/x', { exact: true }).waitFor();
  t.equal(await settings.getByRole('link', { name: 'https://mine.example.org/' }).count(), 1);
});

test('of two overlapping checks the latest request wins', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  const release = signal();
  const first = signal();
  const late = async (route: Route) => {
    const response = await route.fetch();
    first.resolve();
    await release.promise;
    await route.fulfill({ response });
  };
  await page.route(`**${path}`, late, { times: 1 });
  const slow = page.waitForResponse(`**${path}`);
  await page.getByRole('button', { name: 'Refresh from Zoom' }).click();
  await first.promise;
  await page.getByLabel('Watch page').fill('https://newest.example.org/');
  await saveButton(page).click();
  await page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
  release.resolve();
  await (await slow).finished();
  await page.getByRole('button', { name: 'Refresh from Zoom' }).waitFor();
  await openForm(page);
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://newest.example.org/');
});

test('a late result of a paste does not overwrite later input', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
  await addToZoom(page, url);
  await openMeeting(page, url);
  const { arrived, release } = await hold(page, '**/api/destinations/parse', 'POST');
  await page.evaluate(
    "navigator.clipboard.writeText('rtmp://pasted.example.org/live\\npasted-key-0001\\nhttps://pasted.example.org/watch')",
  );
  await page.getByLabel('Stream URL').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
  await arrived;
  await page.getByLabel('Watch page').fill('https://typed-since.example.org/');
  release();
  const key = () => page.getByLabel('New stream key').inputValue();
  t.ok(await eventually(async () => (await key()) === 'pasted-key-0001'));
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://typed-since.example.org/');
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmp://pasted.example.org/live');
});

test('showing a typed key does not show the next one', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  const key = page.getByLabel('New stream key');
  await key.fill('shown-on-purpose-01');
  await page.getByLabel('Show key as typed').check();
  await page.locator('#stream_key[type=text]').waitFor();
  await saveButton(page).click();
  await page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
  await openForm(page);
  await key.fill('not-to-be-shown-02');
  await page.getByLabel('Show key as typed').waitFor();
  t.equal(await key.getAttribute('type'), 'password');
  t.notOk(await page.getByLabel('Show key as typed').isChecked());
});

test('the focus moves to the replacement of a button that was removed', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('Watch page').fill('https://to-be-discarded.example.org/');
  await page.getByRole('button', { name: 'Discard changes' }).press('Enter');
  await focusOn(page, 'change-settings');

  for (const [turn, choice] of ['Overwrite with mine', 'Keep Zoom’s version'].entries()) {
    await openForm(page);
    await page.getByLabel('Watch page').fill(`https://mine.example.org/${turn}`);
    const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
    if (livestream) livestream.page_url = `https://theirs.example.org/${turn}`;
    await saveButton(page).press('Enter');
    await focusOn(page, 'conflict-title');
    await conflict(page).getByRole('button', { name: choice }).press('Enter');
    await conflict(page).waitFor({ state: 'detached' });
    await focusOn(page, 'change-settings');
    t.pass(choice);
  }
});
