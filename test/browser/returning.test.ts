import type { Locator, Page } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, failOnComplaints, host, listRows, openForm } from './screens.ts';
import { startWithBrowser } from './start.ts';

type Simulator = Awaited<ReturnType<typeof startWithBrowser>>['simulator'];

const hours = (from: number) => new Date(Date.now() + from * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');

function addMany(simulator: Simulator, count: number): void {
  for (let index = 0; index < count; index += 1)
    simulator.addMeeting({ hostId: host.id, topic: `Session ${index}`, startTime: hours(120 + index) });
}

const link = (page: Page, topic: string) => page.getByRole('link', { name: topic, exact: true });
const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent');

const twoFrames = (page: Page) =>
  page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');

async function scrollUntil(page: Page, there: Locator): Promise<void> {
  while ((await there.count()) === 0) {
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await twoFrames(page);
  }
}

/**
 * Loaded data can make a row higher, so wait for the rows nearby. Two hundred rows are read at
 * Zoom's rate limit.
 */
const isVisible = (page: Page) =>
  page.evaluate<boolean>(`[...document.querySelectorAll('.where')]
    .filter((each) => Math.abs(each.getBoundingClientRect().top - innerHeight / 2) < innerHeight / 2 + 300)
    .every((each) => each.textContent !== 'Not checked yet')`);

/**
 * Where the row is when it is clicked, measured in one step, because rows far above may still
 * become higher.
 */
const leaveBy = (page: Page, topic: string) =>
  link(page, topic).evaluate((row: unknown) => {
    const element = row as {
      scrollIntoView(options: object): void;
      getBoundingClientRect(): { top: number };
      click(): void;
    };
    element.scrollIntoView({ block: 'nearest' });
    const { top } = element.getBoundingClientRect();
    element.click();
    return top;
  });

const topOf = async (page: Page, topic: string) => (await link(page, topic).boundingBox())?.y ?? Number.NaN;

for (const width of [320, 1280]) {
  test(`returning to a long list restores the row that the user left from, ${width} wide`, async (t) => {
    const { url, simulator, newPage } = await startWithBrowser(t);
    addMany(simulator, 200);
    const page = await newPage({ viewport: { width, height: 700 } });
    failOnComplaints(t, page);
    await addToZoom(page, url);
    await scrollUntil(page, link(page, 'Session 199'));
    const drawn = await listRows(page).count();

    const ways: [string, string, () => Promise<unknown>][] = [
      ['Back', 'Session 120', () => page.goBack()],
      ['the link to all meetings', 'Session 90', () => link(page, '← All meetings').click()],
    ];
    for (const [way, topic, back] of ways) {
      // Pressing a key hands scrolling over to the user.
      await page.keyboard.press('Shift');
      await link(page, topic).scrollIntoViewIfNeeded();
      t.ok(await eventually(() => isVisible(page), { withinMs: 60_000 }));
      const before = await leaveBy(page, topic);
      await openForm(page);
      await back();
      t.ok(await eventually(async () => (await focused(page)) === topic), `${way}: the row has the focus`);
      t.equal(await listRows(page).count(), drawn, `${way}: as much of it is drawn`);
      const isInPlace = async () => Math.abs((await topOf(page, topic)) - before) < 4;
      if (!(await eventually(isInPlace)))
        t.equal(await topOf(page, topic), before, `${way}: the row is where it was`);
    }

    await page.getByRole('link', { name: 'Destinations' }).click();
    await page.getByText('No destinations yet.').waitFor();
    await page.getByRole('link', { name: 'Meetings', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
    t.equal(await page.evaluate('scrollY'), 0, 'a new visit starts at the top');
    t.ok(await eventually(async () => (await focused(page)) === 'Meetings'));
  });
}

test('a retry moves the focus to the first new row, or the heading', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  addMany(simulator, 60);
  const page = await newPage();
  await page.route('**/api/meetings?*page_token=*', (route) => route.abort());
  await addToZoom(page, url);
  const retry = page.getByRole('button', { name: 'Try again' });
  await listRows(page).first().waitFor();
  await scrollUntil(page, retry);
  const before = await listRows(page).count();
  await page.unroute('**/api/meetings?*page_token=*');
  await retry.focus();
  await page.keyboard.press('Enter');
  await retry.waitFor({ state: 'detached' });
  const next = (await listRows(page).nth(before).getByRole('link').first().textContent()) ?? '';
  t.ok(await eventually(async () => (await focused(page)) === next), 'the first row that is new has it');

  await page.route('**/api/destinations?*', (route) => route.abort());
  await page.getByRole('link', { name: 'Destinations' }).click();
  await retry.waitFor();
  await page.unroute('**/api/destinations?*');
  await retry.focus();
  await page.keyboard.press('Enter');
  await page.getByText('No destinations yet.').waitFor();
  t.ok(await eventually(async () => (await focused(page)) === 'Destinations'));
});

test('previous meetings are sorted newest first across pages; one without a fixed time is marked', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  for (let index = 0; index < 40; index += 1)
    simulator.addMeeting({ hostId: host.id, topic: `Past ${index}`, startTime: hours(-400 + index) });
  const page = await newPage();
  await addToZoom(page, url);
  await page.getByText('No fixed time').first().waitFor();
  await listRows(page).filter({ hasText: 'Green room' }).getByText('Any time').waitFor();
  t.match(await listRows(page).last().textContent(), 'Green room', 'behind everything that has a time');
  await page.getByRole('link', { name: 'Previous' }).click();
  await link(page, 'Past 39').waitFor();
  const topics = await listRows(page).getByRole('link').allTextContents();
  const past = topics.filter((topic) => topic.startsWith('Past'));
  t.strictSame(
    past,
    Array.from({ length: 40 }, (_none, index) => `Past ${39 - index}`),
  );
});
