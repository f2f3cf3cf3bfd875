import type { Page } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import {
  addToZoom,
  axeFindings,
  failOnComplaints,
  loseConnection,
  meeting,
  openForm,
  openMeeting,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const history = (page: Page) => page.getByRole('region', { name: 'History' });

/** The toast that confirms a restore. */
const restored = (page: Page) =>
  page.getByRole('region', { name: 'Messages (F8)' }).getByText('Restored the previous settings.');

async function savePage(page: Page, address: string): Promise<void> {
  await openForm(page);
  await page.getByLabel('Watch page').fill(address);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
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
  await change.getByText('You changed: Watch page', { exact: true }).click();
  await change.getByText('https://example.org/changed').waitFor();
  t.match(await change.textContent(), String(before.page_url), 'the previous value is shown too');
  await change.getByRole('button', { name: /^Undo: Changed/ }).click();
  await restored(page).waitFor();
  t.strictSame({ ...livestream() }, before);
  await openForm(page);
  t.equal(await page.getByLabel('Watch page').inputValue(), before.page_url, 'the form shows it');
  await history(page)
    .getByRole('listitem')
    .first()
    .getByText(/^You restored: /)
    .waitFor();
});

test('an undo over a newer version shows what it would change, and requires confirmation', async (t) => {
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
  await history(page)
    .getByRole('button', { name: /^Undo: Changed,/ })
    .click();
  const dialog = page.getByRole('dialog', { name: /^Restore the settings from before/ });
  await dialog.getByText('The settings changed in Zoom. Review them, then restore.').waitFor();
  t.match(await dialog.textContent(), 'https://theirs.example.org/');
  t.match(await dialog.textContent(), before);
  t.equal(livestream().page_url, 'https://theirs.example.org/', 'nothing is restored yet');
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await restored(page).waitFor();
  t.equal(livestream().page_url, before);
});

test('only the newest change offers “Undo”; restoring an older one shows the changes and requires confirmation', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const livestream = () => simulator.state.meetings.get(meeting.id)?.livestream;
  const first = { ...livestream() };
  await savePage(page, 'https://example.org/one');
  const second = { stream_url: 'rtmps://second.example.org/app', stream_key: 'second-key-0000-2222' };
  await openForm(page);
  await page.locator('#stream_url').fill(second.stream_url);
  await page.locator('#stream_key').fill(second.stream_key);
  await savePage(page, 'https://example.org/two');
  await history(page)
    .getByRole('button', { name: /^Undo: Changed,/ })
    .waitFor();
  await history(page).getByText('https://example.org/two').first().waitFor({ state: 'attached' });
  t.equal(await history(page).getByRole('button', { name: /^Undo/ }).count(), 1);
  const older = history(page).getByRole('button', { name: /^Restore… settings from before: Changed,/ });
  t.equal(await older.count(), 1);

  await older.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Restore the settings from before/ });
  await dialog.waitFor();
  t.match(livestream(), second, 'nothing is changed yet');
  const shown = (await dialog.textContent()) ?? '';
  for (const text of [
    second.stream_url,
    first.stream_url,
    '2222',
    'https://example.org/two',
    first.page_url,
  ]) {
    t.match(shown, String(text), `the dialog shows ${text}`);
  }
  t.strictSame(await axeFindings(page), []);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  t.match(livestream(), second, 'cancelled: nothing is changed');

  await older.click();
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await restored(page).waitFor();
  t.strictSame({ ...livestream() }, first);
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  const isUndone = async () => livestream()?.stream_url === second.stream_url;
  t.ok(await eventually(isUndone), 'a restore can be undone from its toast');
});

test('later changes in Zoom are marked and can be reverted', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await savePage(page, 'https://example.org/own');
  const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
  if (livestream) livestream.page_url = 'https://drifted.example.org/';
  await page.getByRole('button', { name: 'Refresh from Zoom' }).click();
  await history(page).getByText('Changed in Zoom since your last change').waitFor();
  const drift = history(page).getByRole('listitem').first();
  await drift.filter({ hasText: 'https://drifted.example.org/' }).waitFor();
  await drift.getByRole('button', { name: /^Undo: Changed in Zoom/ }).click();
  await restored(page).waitFor();
  t.equal(simulator.state.meetings.get(meeting.id)?.livestream?.page_url, 'https://example.org/own');
});

test('the buttons of two changes in one minute have distinct names', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await savePage(page, 'https://example.org/first');
  const second = new Date().getSeconds();
  await eventually(async () => new Date().getSeconds() !== second);
  await savePage(page, 'https://example.org/second');
  await history(page).getByText('https://example.org/second').first().waitFor({ state: 'attached' });
  await history(page)
    .getByRole('button', { name: /^Restore… / })
    .first()
    .waitFor();
  const undo = await history(page)
    .getByRole('button', { name: /Changed,/ })
    .all();
  const names = await Promise.all(undo.map((button) => button.getAttribute('aria-label')));
  t.ok(names.length >= 2);
  t.equal(new Set(names).size, names.length, String(names));
});

test('undoing keeps unsaved edits, and does not count as a change by another user', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const before = await page.getByLabel('Watch page').inputValue();
  await savePage(page, 'https://example.org/changed');
  await openForm(page);
  await page.getByLabel('Stream URL').fill('rtmp://typed.example.org/live');
  await history(page)
    .getByRole('button', { name: /^Undo: Changed/ })
    .first()
    .click();
  await restored(page).waitFor();
  await history(page)
    .getByRole('listitem')
    .first()
    .getByText(/^You restored: /)
    .waitFor();
  t.equal(await page.getByLabel('Stream URL').inputValue(), 'rtmp://typed.example.org/live');
  t.equal(await page.getByLabel('Watch page').inputValue(), before);
  t.equal(await page.getByRole('region', { name: 'Changed in Zoom while you were editing' }).count(), 0);
  t.equal(await page.getByText('changed elsewhere').count(), 0);
  await page.getByText('Unsaved changes', { exact: true }).waitFor();
});

test('the readiness check is repeated when the connection to Zoom is lost', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  const preflight = page.getByRole('region', { name: 'Readiness check' });
  const connection = preflight.getByRole('listitem').filter({ hasText: 'Connection to Zoom' });
  await preflight.getByText(/checks passed$/).click();
  await connection.getByText('OK').waitFor();
  t.match(await page.title(), /^Ready – /);
  await loseConnection(page, simulator);
  await connection.getByText('OK').waitFor({ state: 'detached' });
  t.equal(await page.getByText(/^Ready/).count(), 0);
  t.ok(
    await eventually(async () => !(await page.title()).startsWith('Ready')),
    'the tab does not keep the earlier result',
  );
});
