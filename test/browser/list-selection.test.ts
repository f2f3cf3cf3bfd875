import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type Test, test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, axeFindings, failOnComplaints, hasFocus, host, listRows, meeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const inHours = (count: number) =>
  new Date(Date.now() + count * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');

const row = (page: Page, topic: string) =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: topic, exact: true }) });
const box = (page: Page, topic: string) =>
  page.getByRole('checkbox', { name: `Select ${topic}`, exact: true }).first();
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected meetings' });
const openMenu = (page: Page, topic: string) =>
  page
    .getByRole('button', { name: `Actions for ${topic}`, exact: true })
    .first()
    .click();

/** The list of a host with rehearsals, each with its own day far ahead. */
async function startWithRehearsals(t: Test, count: number) {
  const started = await startWithBrowser(t);
  for (let index = 1; index <= count; index += 1)
    started.simulator.addMeeting({
      hostId: host.id,
      topic: `Rehearsal ${index}`,
      startTime: inHours(240 + index),
    });
  const page = await started.newPage();
  failOnComplaints(t, page);
  await addToZoom(page, started.url);
  await row(page, 'Rehearsal 1').waitFor();
  return { ...started, page };
}

test('rows are selected one by one, as a range and all at once, and survive a reload', async (t) => {
  const { page } = await startWithRehearsals(t, 5);
  await box(page, 'Rehearsal 2').check();
  await bar(page).getByText('1 selected').waitFor();
  await box(page, 'Rehearsal 4').click({ modifiers: ['Shift'] });
  await bar(page).getByText('3 selected').waitFor();
  t.ok(await box(page, 'Rehearsal 3').isChecked(), 'the row in between too');
  t.notOk(await box(page, 'Rehearsal 5').isChecked());
  t.strictSame(await axeFindings(page), []);

  await page.getByLabel('Title, ID or join link').fill('Rehearsal 5');
  await bar(page).getByText('3 selected (3 not shown)').waitFor();
  await bar(page).getByRole('button', { name: 'Select all shown' }).click();
  await bar(page).getByText('4 selected (3 not shown)').waitFor();
  await page.getByLabel('Title, ID or join link').fill('');
  await page.reload();
  await bar(page).getByText('4 selected').waitFor();
  t.ok(await box(page, 'Rehearsal 5').isChecked());

  await bar(page).getByRole('button', { name: 'Clear' }).click();
  await bar(page).waitFor({ state: 'detached' });
  t.ok(await hasFocus(page.locator('[type=checkbox]:focus')), 'the focus is not lost');
});

test('all rows of a series are one meeting, and Escape clears the selection', async (t) => {
  const { page } = await startWithRehearsals(t, 1);
  const series = row(page, 'Open stage').getByRole('checkbox');
  await series.first().check();
  await bar(page).getByText('1 selected').waitFor();
  for (const each of await series.all()) t.ok(await each.isChecked());
  await openMenu(page, 'Rehearsal 1');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  t.equal(await bar(page).count(), 1, 'Escape closes the menu only');
  await page.keyboard.press('Escape');
  await bar(page).waitFor({ state: 'detached' });
});

test('the selection leads to the bulk edit, with a destination if one is chosen', async (t) => {
  const { page, uplink, url } = await startWithRehearsals(t, 2);
  const user = await uplink.signIn(host.id);
  const destination = await user.post('/api/destinations', {
    body: {
      name: 'Main channel',
      stream_url: 'rtmp://a.rtmp.youtube.com/live2',
      stream_key: 'abcd-efgh-ijkl-mnop',
    },
  });
  t.equal(destination.status, 201);
  await page.reload();
  await box(page, 'Rehearsal 1').check();
  await bar(page).getByRole('button', { name: 'Set destination' }).click();
  await page.getByRole('menuitem', { name: 'Main channel' }).click();
  await page.waitForURL(`${url}/bulk?from=selection&kind=meetings&destination=*`);
  await page.goBack();
  await bar(page).getByRole('link', { name: 'Bulk edit…' }).click();
  await page.waitForURL(`${url}/bulk?from=selection&kind=meetings`);
});

test('the exported file has the selected meetings, and neither stream keys nor formulas', async (t) => {
  const { page, simulator } = await startWithRehearsals(t, 1);
  simulator.addMeeting({ hostId: host.id, topic: '=HYPERLINK("x")', startTime: inHours(300) });
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await row(page, meeting.topic).getByText('YouTube').waitFor();
  await box(page, meeting.topic).check();
  await box(page, '=HYPERLINK("x")').check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    bar(page).getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  t.match(download.suggestedFilename(), /^meetings-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  const key = simulator.state.meetings.get(meeting.id)?.livestream?.stream_key ?? '';
  t.ok(key.length > 8);
  t.notMatch(text, new RegExp(key));
  t.match(text, new RegExp(`${meeting.id},${meeting.topic},.*YouTube,rtmp`));
  t.match(text, `"'=HYPERLINK(""x"")"`);
});

test('the menu of a row works by keyboard, and copies the watch link and the ID', async (t) => {
  const { page } = await startWithRehearsals(t, 1);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await row(page, meeting.topic)
    .getByRole('link', { name: /^Watch page/ })
    .waitFor();
  const button = page.getByRole('button', { name: `Actions for ${meeting.topic}` });
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  await button.focus();
  await page.keyboard.press('ArrowDown');
  t.equal(await focused(), 'Open');
  t.strictSame(await axeFindings(page), []);
  await page.keyboard.press('ArrowUp');
  t.equal(await focused(), 'Select', 'the last entry follows the first');
  await page.keyboard.press('Enter');
  await bar(page).getByText('1 selected').waitFor();
  t.ok(await button.and(page.locator(':focus')).count(), 'the focus returns to the button');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Copy watch link' }).press('Enter');
  t.ok(await eventually(async () => /^https:/.test(await page.evaluate('navigator.clipboard.readText()'))));
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Copy ID' }).press('Enter');
  t.ok(await eventually(async () => (await page.evaluate('navigator.clipboard.readText()')) === meeting.id));
});

test('the menu of a row opens the settings of its meeting once', async (t) => {
  const { page, url } = await startWithRehearsals(t, 1);
  await openMenu(page, meeting.topic);
  await page.getByRole('menuitem', { name: 'Choose destination' }).click();
  await page.getByLabel('Stream URL', { exact: true }).waitFor();
  await page.waitForURL(`${url}/meetings/${meeting.id}`);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: meeting.topic }).waitFor();
  await page.locator('#change-settings').waitFor();
  t.equal(await page.getByLabel('Stream URL', { exact: true }).count(), 0);
});

test('on a phone the first meeting is visible at once, and the bar covers no row', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ viewport: { width: 360, height: 640 }, hasTouch: true });
  await addToZoom(page, url);
  const first = listRows(page).first();
  await first.waitFor();
  const seen = await first.boundingBox();
  t.ok(seen && seen.y + seen.height <= 640, `the first row ends at ${seen && seen.y + seen.height}`);
  await first.getByRole('checkbox').check();
  await bar(page).waitFor();
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  const last = listRows(page).last();
  const [end, start] = [await last.boundingBox(), await bar(page).boundingBox()];
  t.ok(end && start && end.y + end.height <= start.y);
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
});
