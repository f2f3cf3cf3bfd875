import type { Locator, Page } from 'playwright-core';
import { test } from 'tap';
import { encode } from 'uqr';
import { qrPath } from '../../src/ui/lib/qr-path.ts';
import { enableWebhooks } from '../helpers/webhooks.ts';
import {
  addToZoom,
  axeFindings,
  changeButton,
  failOnComplaints,
  hasFocus,
  host,
  meeting,
  openMeeting,
  openSummary,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

const settings = (page: Page) => page.getByRole('region', { name: 'Livestream settings' });
const copied = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

async function bottomOf(part: Locator): Promise<number> {
  await part.waitFor();
  const box = await part.boundingBox();
  return box ? box.y + box.height : Number.NaN;
}

test('at 1280 by 800, and on a phone, everything that decides is on the first screen', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const { id } = simulator.addMeeting({
    hostId: host.id,
    topic: 'The annual meeting of all members, with the elections and the reports of every committee '.repeat(
      2,
    ),
    livestream: {
      stream_url: 'rtmp://a.rtmp.youtube.com/live2',
      stream_key: 'key-0000-1111',
      page_url: 'https://example.org/w',
    },
  });
  for (const [width, height] of [
    [1280, 800],
    [360, 740],
  ] as const) {
    const page = await newPage({ viewport: { width, height } });
    failOnComplaints(t, page);
    await addToZoom(page, url);
    for (const shown of [meeting.id, id]) {
      await openSummary(page, url, shown);
      const heading = await page.getByRole('heading', { level: 1 }).boundingBox();
      t.ok((heading?.height ?? 100) < 80, 'a title has at most two lines');
      const deciding = ['.meeting-state', '.air .destination-label', '.overall-result', '.air .primary'];
      for (const part of [...deciding, ...(width > 1000 ? ['.fact:last-child'] : [])]) {
        const bottom = await bottomOf(page.locator(part).first());
        t.ok(bottom <= height, `${part} of ${shown} ends at ${bottom}, ${width} wide`);
      }
    }
    await page.context().close();
  }
});

test('the summary copies the address, the key, the watch page and a text for the invitation', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage(clipboard);
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openSummary(page, url);
  const {
    stream_url,
    stream_key = '',
    page_url = '',
  } = simulator.state.meetings.get(meeting.id)?.livestream ?? {};

  const copy = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click();
    await page
      .locator('.unseen[role=status]')
      .getByText(/copied\./i)
      .waitFor({ state: 'attached' });
    return copied(page);
  };
  t.equal(await copy('Copy meeting ID'), meeting.id);
  t.equal(await copy('Copy Stream URL'), stream_url);
  t.equal(await copy('Copy watch page'), page_url);
  const invitation = await copy('Copy invitation text');
  const year = String(new Date().getFullYear());
  for (const part of [meeting.topic, year, `Watch live: ${page_url}`]) t.match(invitation, part);
  t.notMatch(invitation, /today|tomorrow/i, 'a date that is still right tomorrow');

  await page.getByRole('button', { name: 'Copy key' }).click();
  await settings(page).getByText('Key copied.').waitFor();
  t.equal(await copied(page), stream_key);
  t.notOk((await page.content()).includes(stream_key), 'copied without being shown');
  await page.getByRole('button', { name: 'Show key' }).click();
  await settings(page).getByText(stream_key).waitFor();
  await page.getByRole('button', { name: 'Hide key' }).click();
  await page.getByRole('button', { name: 'Show key' }).waitFor();
  t.notOk((await page.content()).includes(stream_key), 'nothing of it is left once it is hidden');
  t.strictSame(await axeFindings(page), []);
});

test('the watch page has a QR code, dark on white also in dark mode', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage({ colorScheme: 'dark' });
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openSummary(page, url);
  const address = simulator.state.meetings.get(meeting.id)?.livestream?.page_url ?? '';
  await page.getByRole('button', { name: 'QR code' }).click();
  const dialog = page.getByRole('dialog', { name: 'QR code of the watch page' });
  const code = dialog.getByRole('img', { name: `QR code for ${address}` });
  await code.waitFor();
  t.equal(await code.locator('path').getAttribute('d'), qrPath(encode(address, { border: 0 }).data));
  const colorOf = (part: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('.qr-code ${part}')).fill`);
  t.equal(await colorOf('rect'), 'rgb(255, 255, 255)');
  t.equal(await colorOf('path'), 'rgb(0, 0, 0)');
  t.strictSame(await axeFindings(page), []);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  t.ok(await hasFocus(page.getByRole('button', { name: 'QR code', exact: true })), 'the focus returns');
});

test('Change opens the form in place, and closing it returns the focus', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openSummary(page, url);
  t.equal(await page.getByLabel('Stream URL').count(), 0, 'nothing to type in before');
  await changeButton(page).press('Enter');
  await page.locator('#apply-destination:focus').waitFor();
  t.equal(await page.getByRole('button', { name: 'Copy Stream URL' }).count(), 0, 'in place of the summary');
  await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
  await changeButton(page).and(page.locator(':focus')).waitFor();

  await changeButton(page).press('Enter');
  await page.getByLabel('Watch page').fill('https://example.org/changed');
  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await changeButton(page).and(page.locator(':focus')).waitFor();
  t.equal(await settings(page).getByRole('link', { name: 'https://example.org/changed' }).count(), 1);
});

for (const viewport of [
  { width: 1280, height: 720 },
  { width: 360, height: 640 },
]) {
  test(`while there are changes, the save bar stays in view and covers nothing, ${viewport.width} wide`, async (t) => {
    const { url, newPage } = await startWithBrowser(t);
    const page = await newPage({ viewport });
    failOnComplaints(t, page);
    await addToZoom(page, url);
    await openMeeting(page, url);
    await page.getByLabel('Stream URL').fill('rtmps://live.example.org/app');
    const bar = page.locator('.save-bar');
    await bar.getByText('Unsaved changes').waitFor();
    for (const place of ['0', 'document.documentElement.scrollHeight / 3']) {
      await page.evaluate(`scrollTo(0, ${place})`);
      const [barBox, cardBox] = await Promise.all([bar.boundingBox(), page.locator('.air').boundingBox()]);
      const cardEnd = cardBox ? cardBox.y + cardBox.height : Number.NaN;
      t.ok(barBox && barBox.y >= cardEnd, `scrolled by ${place}: ${barBox?.y} is below ${cardEnd}`);
    }
    await page.getByLabel('Watch page').focus();
    const [barBox, field] = await Promise.all([
      bar.boundingBox(),
      page.getByLabel('Watch page').boundingBox(),
    ]);
    t.ok(barBox && barBox.y + barBox.height <= viewport.height + 1, 'in view');
    t.ok(barBox && field && field.y + field.height <= barBox.y, 'the focused field is not behind it');
    t.equal(await page.locator('main').locator('.primary').count(), 1, 'Save is the one filled button');
  });
}

test('while live, the page says when an edit takes effect, and where viewers watch', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  simulator.startMeeting(meeting.id);
  await openSummary(page, url);
  await page.getByRole('button', { name: 'Go live' }).click();
  await page.getByRole('timer').waitFor();
  const card = page.getByRole('region', { name: 'Livestream', exact: true });
  await card.getByText('Viewers watch at').waitFor();
  await changeButton(page).click();
  await settings(page).getByText('Zoom uses new settings the next time it starts.').waitFor();
  t.strictSame(await axeFindings(page), []);
});
