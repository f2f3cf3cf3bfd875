import type { Page } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { apiCalls } from '../helpers/zoom-host.ts';
import { addToZoom, axeFindings, failOnComplaints, host } from './screens.ts';
import { startWithBrowser } from './start.ts';

const PAGE = 'https://example.org/all-of-them';
type Simulator = Awaited<ReturnType<typeof startWithBrowser>>['simulator'];

function addConfigured(simulator: Simulator, count: number, topic: string): string[] {
  return Array.from({ length: count }, (_none, index) => {
    const { id } = simulator.addMeeting({
      hostId: host.id,
      topic: `${topic} ${index + 1}`,
      livestream: {
        stream_url: 'rtmps://live.example.org/app',
        stream_key: `key-of-this-very-meeting-${index}`,
        page_url: `https://example.org/before/${index}`,
      },
    });
    return id;
  });
}

async function openBulk(page: Page, url: string): Promise<void> {
  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Bulk edit' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bulk edit' }).waitFor();
}

async function fillPage(page: Page): Promise<void> {
  await page.getByLabel('Individual settings').check();
  await page.getByLabel('Watch page').fill(PAGE);
  await page.getByRole('button', { name: 'Preview changes' }).click();
  await page.getByRole('heading', { level: 2, name: 'Preview' }).waitFor();
}

const pages = (simulator: Simulator, ids: string[]) =>
  ids.map((id) => simulator.state.meetings.get(id)?.livestream?.page_url);

test('a bulk edit is previewed, applied, shown again after a reload, and undone as a whole', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const ids = addConfigured(simulator, 3, 'Harvest evening');
  const page = await newPage();
  failOnComplaints(t, page);
  await openBulk(page, url);
  await page.getByRole('button', { name: 'Preview changes' }).click();
  await page.getByRole('alert').getByText('Select at least one first.').waitFor();

  await page.getByLabel('Harvest evening 1').check();
  await page.getByLabel('Harvest evening 2').check();
  await page.getByLabel('Green room').check();
  await page.getByText('3 meetings selected.').waitFor();
  await fillPage(page);
  const table = page.getByRole('table', { name: '2 meetings: live.example.org' });
  t.match(await page.getByRole('main').textContent(), '2 would change, 1 can’t be changed.');
  const row = table.getByRole('row').filter({ hasText: 'Harvest evening 1' });
  t.match(await row.textContent(), 'https://example.org/before/0');
  t.match(await row.textContent(), PAGE);
  t.notMatch(await page.content(), 'key-of-this-very-meeting', 'no key is shown');
  t.strictSame(pages(simulator, ids).slice(0, 1), ['https://example.org/before/0'], 'nothing happened yet');

  await page.getByRole('button', { name: 'Change 2 meetings' }).click();
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  t.match(await page.getByRole('main').textContent(), '2 done.');
  t.strictSame(
    pages(simulator, ids),
    [PAGE, PAGE, 'https://example.org/before/2'],
    'and no other is touched',
  );
  t.match(new URL(page.url()).pathname, /^\/bulk\/[0-9a-f-]{36}$/);

  await page.reload();
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  t.equal(await page.getByRole('row').filter({ hasText: 'Done' }).count(), 2, 'the address shows it again');

  const made = page.url();
  await page.getByRole('button', { name: 'Undo all' }).click();
  const held = createLatch();
  await page.route('**/api/bulk-updates/*/undo', async (route) => {
    await held.until;
    await route.continue();
  });
  await page.getByRole('dialog').getByRole('button', { name: 'Undo all' }).click();
  await page.getByRole('button', { name: 'Starting to undo…' }).waitFor();
  held.release();
  await page.getByRole('region', { name: 'Messages (F8)' }).getByText('Undo started.').waitFor();
  await page.waitForURL((to) => to.href !== made);
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  t.strictSame(pages(simulator, ids)[0], 'https://example.org/before/0');
  t.strictSame(pages(simulator, ids)[1], 'https://example.org/before/1');
});

test('meetings are found by title, progress is shown, and pending rows can be cancelled', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const ids = addConfigured(simulator, 30, 'Winter series');
  const page = await newPage();
  failOnComplaints(t, page);
  await openBulk(page, url);
  await page.getByLabel('By title and date').check();
  await page.getByLabel('Title contains').fill('WINTER series');
  await fillPage(page);
  t.match(await page.getByRole('main').textContent(), '30 would change.');

  const later = addConfigured(simulator, 1, 'Winter series, added since');
  const held = createLatch();
  const { until } = held;
  simulator.addFault({ method: 'PATCH', kind: 'delay', until, skip: 3, times: Number.POSITIVE_INFINITY });
  await page.getByRole('button', { name: 'Change 30 meetings' }).click();
  await page.getByText('In progress.').waitFor();
  await page.getByRole('progressbar', { name: 'Progress' }).waitFor();
  const moves = async () => Number(await page.locator('progress').getAttribute('value')) > 0;
  t.ok(await eventually(moves), 'the bar moves');
  await page.getByRole('button', { name: 'Cancel the rest' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Cancelled.').filter({ visible: true }).first().waitFor();
  const toasts = page.getByRole('region', { name: 'Messages (F8)' });
  await toasts.getByText('Bulk edit cancelled.').waitFor();
  held.release();
  const fallbackTargets = ['Bulk edit', 'Undo all'];
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  t.ok(await eventually(async () => fallbackTargets.includes(await focused())), 'the focus is handed on');
  await page.getByRole('button', { name: 'Undo all' }).waitFor();
  t.strictSame(
    pages(simulator, later),
    ['https://example.org/before/0'],
    'what was not shown is not changed',
  );
  const requested = new Set(apiCalls(simulator, { method: 'PATCH' }).map(({ path }) => path)).size;
  t.ok(requested > 0 && requested < 30, `${requested} had started before`);
  t.equal(await page.getByRole('row').filter({ hasText: 'Cancelled' }).count(), 30 - requested);
  const changed = () => pages(simulator, ids).filter((each) => each === PAGE).length;
  t.ok(await eventually(() => changed() === requested), 'and they are changed, no others');
});

test('a row that Zoom rejects shows the reason, and everything works by keyboard', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const [id] = addConfigured(simulator, 1, 'Spring opening');
  const page = await newPage();
  await openBulk(page, url);
  await page.getByLabel('Spring opening 1').focus();
  await page.keyboard.press('Space');
  await page.getByLabel('A saved destination').focus();
  await page.keyboard.press('ArrowRight');
  await page.getByLabel('Watch page').focus();
  await page.keyboard.type(PAGE);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Preview' }).and(page.locator(':focus')).waitFor();
  const body = { code: 4400, message: 'Not with end-to-end encryption.' };
  simulator.addFault({ method: 'PATCH', kind: 'answer', status: 400, body });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  const row = page.getByRole('row').filter({ hasText: 'Spring opening 1' });
  t.match(await row.textContent(), 'End-to-end encrypted meetings can’t be livestreamed.');

  const failed = page.url();
  await page.getByRole('button', { name: 'Retry failed (1)' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((to) => to.href !== failed);
  await page.getByText('1 done.').waitFor();
  t.strictSame(pages(simulator, [id ?? '']), [PAGE], 'a retry needs no input');
});

test('an unknown bulk edit is reported as not found, without a retry', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await page.goto(`${url}/bulk/00000000-0000-4000-8000-000000000000`);
  await page.getByRole('main').getByRole('alert').waitFor();
  t.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
  await page.getByRole('link', { name: 'New bulk edit' }).waitFor();
});

test('dates, warnings and rows that cannot be undone are shown before and after, and the page lists the bulk edit', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const startTime = `${new Date(Date.now() + 30 * 3_600_000).toISOString().slice(0, 19)}Z`;
  const livestream = {
    stream_url: 'rtmps://live.example.org/app',
    stream_key: 'key-of-the-first-meeting',
    page_url: PAGE,
  };
  for (const topic of ['All hands A', 'All hands B'])
    simulator.addMeeting({
      hostId: host.id,
      topic,
      startTime,
      duration: 60,
      ...(topic === 'All hands A' ? { livestream } : {}),
    });
  simulator.addMeeting({ hostId: host.id, topic: 'All hands E2EE', endToEndEncrypted: true, livestream });
  const page = await newPage();
  failOnComplaints(t, page);
  await openBulk(page, url);
  await page.getByLabel('By title and date').check();
  await page.getByLabel('Title contains').fill('all hands');
  await page.getByLabel('Individual settings').check();
  await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
  await page.getByLabel('Stream key', { exact: true }).fill('one-key-for-all-9999');
  await page.getByLabel('Watch page').fill('https://example.org/new');
  await page.getByRole('button', { name: 'Preview changes' }).click();
  await page.getByRole('heading', { level: 2, name: 'Preview' }).waitFor();
  t.match(
    await page.getByRole('main').textContent(),
    '3 with warnings, 1 can’t be undone, because nothing was configured before.',
  );
  const row = (topic: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: topic }) });
  t.match(await row('All hands A').textContent(), /Tomorrow|\d/);
  t.match(await row('All hands A').textContent(), 'the same stream key at the same time');
  t.match(await row('All hands B').textContent(), 'Can’t be undone');
  t.match(await row('All hands B').textContent(), 'Before: None');
  t.notMatch(await row('All hands B').textContent(), 'a key');
  t.match(await row('All hands E2EE').textContent(), 'End-to-end encrypted');
  t.strictSame(await axeFindings(page), []);

  await page.getByRole('button', { name: 'Change 3 meetings' }).click();
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  t.match(await row('All hands B').textContent(), 'Can’t be undone');
  await page.getByRole('button', { name: 'Undo 2 of 3' }).click();
  t.match(await page.getByRole('dialog').textContent(), '2 of 3 get their previous settings back');
  await page.getByRole('dialog').getByRole('button', { name: 'Undo 2 of 3' }).click();
  await page.getByText('2 done, 1 skipped or cancelled').filter({ visible: true }).first().waitFor();
  t.match(await row('All hands B').textContent(), 'Skipped');
  t.strictSame(await axeFindings(page), []);

  await page.getByRole('link', { name: 'Bulk edit', exact: true }).click();
  const recent = page.getByRole('region', { name: 'Recent bulk edits' });
  await recent.getByRole('link', { name: 'Undo: 3 meetings' }).waitFor();
  await recent
    .getByText(/All hands A/)
    .first()
    .waitFor();
  t.strictSame(await axeFindings(page), []);
  await recent.getByRole('link', { name: 'Stream URL, stream key, and watch page: 3 meetings' }).click();
  await page.getByRole('main').getByText('3 done.').waitFor();
});
