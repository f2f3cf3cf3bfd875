import type { Page } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, failOnComplaints, loseConnection, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const history = (page: Page) => page.getByRole('region', { name: 'History' });

async function savePage(page: Page, address: string): Promise<void> {
  await page.getByLabel('Page URL').fill(address);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved. Zoom has').filter({ visible: true }).first().waitFor();
}

test('a change shows before and after, and is undone', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const livestream = () => simulator.state.meetings.get(meeting.id)?.livestream;
  const before = { ...livestream() };

  await savePage(page, 'https://example.org/changed');
  const change = history(page).getByRole('listitem').first();
  await change.getByText('https://example.org/changed').waitFor();
  t.match(await change.textContent(), String(before.page_url), 'what was there before is shown too');
  await change.getByRole('button', { name: /^Undo: Changed/ }).click();
  await history(page).getByText('Put back. Zoom has').waitFor();
  t.strictSame({ ...livestream() }, before);
  t.equal(await page.getByLabel('Page URL').inputValue(), before.page_url, 'the form shows it');
  await history(page).getByRole('listitem').first().getByText('Put back', { exact: true }).waitFor();
});

test('undoing that meets a newer version shows both; the host says which stays', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  const livestream = () => {
    const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
    if (!livestream) throw new Error('The meeting has no livestream.');
    return livestream;
  };
  const before = livestream().page_url;
  await savePage(page, 'https://example.org/mine');
  livestream().page_url = 'https://theirs.example.org/';
  const undo = history(page)
    .getByRole('button', { name: /^Undo: Changed,/ })
    .last();
  await undo.click();
  const both = page.getByRole('region', { name: 'Zoom has a newer version' });
  await both.waitFor();
  t.match(await both.textContent(), 'https://theirs.example.org/');
  t.match(await both.textContent(), before);
  t.equal(livestream().page_url, 'https://theirs.example.org/', 'nothing is put back yet');
  await both.getByRole('button', { name: 'Put back over it' }).click();
  await history(page).getByText('Put back. Zoom has').waitFor();
  t.equal(livestream().page_url, before);
});

test('what was changed in Zoom since is marked, with the way back', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await savePage(page, 'https://example.org/own');
  const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
  if (livestream) livestream.page_url = 'https://drifted.example.org/';
  await page.getByRole('button', { name: 'Check with Zoom now' }).click();
  await history(page).getByText('Changed in Zoom since your last change').waitFor();
  const drift = history(page).getByRole('listitem').first();
  await drift.getByText('https://drifted.example.org/').waitFor();
  await drift.getByRole('button', { name: /^Undo: Changed in Zoom/ }).click();
  await history(page).getByText('Put back. Zoom has').waitFor();
  t.equal(simulator.state.meetings.get(meeting.id)?.livestream?.page_url, 'https://example.org/own');
});

test('the buttons of two changes of one minute have names of their own', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await savePage(page, 'https://example.org/first');
  const second = new Date().getSeconds();
  await eventually(async () => new Date().getSeconds() !== second);
  await savePage(page, 'https://example.org/second');
  await history(page).getByText('https://example.org/second').waitFor();
  const undo = await history(page)
    .getByRole('button', { name: /^Undo: Changed,/ })
    .all();
  const names = await Promise.all(undo.map((button) => button.getAttribute('aria-label')));
  t.ok(names.length >= 2);
  t.equal(new Set(names).size, names.length, String(names));
});

test('undoing beside an edit keeps the edit, and is nobody else’s change', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const before = await page.getByLabel('Page URL').inputValue();
  await savePage(page, 'https://example.org/changed');
  await page.getByLabel('Stream URL').fill('rtmp://typed.example.org/live');
  await history(page)
    .getByRole('button', { name: /^Undo: Changed/ })
    .first()
    .click();
  await history(page).getByText('Put back. Zoom has').waitFor();
  await history(page).getByRole('listitem').first().getByText('Put back', { exact: true }).waitFor();
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmp://typed.example.org/live');
  t.equal(await page.getByLabel('Page URL').inputValue(), before);
  t.equal(await page.getByRole('region', { name: 'Zoom has a newer version' }).count(), 0);
  t.equal(await page.getByText('changed elsewhere').count(), 0);
  await page.getByText('Not saved yet').waitFor();
});

test('pre-flight is made anew when Zoom lets Uplink in no longer', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  const preflight = page.getByRole('region', { name: 'Pre-flight' });
  const connection = preflight.getByRole('listitem').filter({ hasText: 'Connection to Zoom' });
  await connection.getByText('OK').waitFor();
  await loseConnection(page, simulator);
  await connection.getByText('OK').waitFor({ state: 'detached' });
  t.equal(await preflight.getByText(/^Ready/).count(), 0);
});
