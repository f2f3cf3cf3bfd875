import type { Page } from 'playwright-core';
import { type Test, test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, axeFindings, failOnComplaints, host, meeting, openForm, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const toasts = (page: Page) => page.getByRole('region', { name: 'Messages (F8)' });
const undo = (page: Page) => toasts(page).getByRole('button', { name: 'Undo', exact: true });
const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent');

async function savePage(page: Page, address: string): Promise<void> {
  await page.getByLabel('Watch page').fill(address);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await toasts(page).getByText('Saved to Zoom.').waitFor();
}

/** The app with a meeting's form open. */
async function start(t: Test) {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const livestream = () => {
    const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
    if (!livestream) throw new Error('The meeting has no livestream.');
    return livestream;
  };
  return { url, simulator, page, livestream };
}

test('a save is undone from its toast, by keyboard alone and without losing the focus', async (t) => {
  const { page, livestream } = await start(t);
  const before = { ...livestream() };
  await savePage(page, 'https://example.org/changed');
  t.notMatch(await focused(page), 'Undo', 'the toast does not take the focus');
  t.match(await page.locator('.unseen[role=status]').textContent(), 'Saved to Zoom. Undo: press F8.');
  t.strictSame(await axeFindings(page), []);

  await page.getByRole('link', { name: 'Account' }).focus();
  await page.keyboard.press('F8');
  t.equal(await focused(page), 'Undo');
  await page.keyboard.press('Enter');
  await toasts(page).getByText('Restored the previous settings.').waitFor();
  t.strictSame({ ...livestream() }, before);
  t.equal(await focused(page), 'Account', 'the focus returns to where it was');
  t.equal(await undo(page).count(), 0);
});

test('a save is undone after the user has left the page', async (t) => {
  const { page, livestream } = await start(t);
  const before = { ...livestream() };
  await savePage(page, 'https://example.org/changed');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  await undo(page).click();
  await toasts(page).getByText('Restored the previous settings.').waitFor();
  t.strictSame({ ...livestream() }, before);
});

test('an undo does not overwrite a newer change in Zoom', async (t) => {
  const { page, livestream } = await start(t);
  await savePage(page, 'https://example.org/mine');
  livestream().page_url = 'https://theirs.example.org/';
  await undo(page).click();
  await toasts(page).getByText('The settings changed since. Restore them from the history.').waitFor();
  t.equal(livestream().page_url, 'https://theirs.example.org/');
});

test('the first setup cannot be undone, and its toast says so', async (t) => {
  const { url, simulator, page } = await start(t);
  const fresh = simulator.addMeeting({ hostId: host.id });
  await openMeeting(page, url, fresh.id);
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill('fresh-key-2026-wxyz');
  await savePage(page, 'https://example.org/watch');
  await toasts(page).getByText('This can’t be undone: no livestream was set up before.').waitFor();
  t.equal(await undo(page).count(), 0);
});

test('a toast disappears after 10 seconds, but not while the pointer or the focus is on it', async (t) => {
  const { page } = await start(t);
  await page.clock.install();
  await savePage(page, 'https://example.org/changed');
  await undo(page).hover();
  await page.clock.fastForward(60_000);
  t.ok(await undo(page).isVisible(), 'it stays below the pointer');
  await page.mouse.move(0, 0);
  await undo(page).focus();
  await page.clock.fastForward(60_000);
  t.ok(await undo(page).isVisible(), 'it stays while it has the focus');
  await page.getByRole('link', { name: 'Account' }).focus();
  await page.clock.fastForward(10_000);
  t.ok(await eventually(async () => (await undo(page).count()) === 0));
});

test('Escape dismisses a toast, except in a field or behind a dialog', async (t) => {
  const { page } = await start(t);
  await savePage(page, 'https://example.org/changed');
  await openForm(page);
  await page.getByLabel('Watch page').focus();
  await page.keyboard.press('Escape');
  t.ok(await undo(page).isVisible());
  await page.getByRole('link', { name: 'Account' }).focus();
  await page.keyboard.press('Escape');
  await undo(page).waitFor({ state: 'detached' });
});
