import type { Page } from 'playwright-core';
import { test } from 'tap';
import { save as saveDestination } from '../destinations/saved.ts';
import { createLatch } from '../helpers/latch.ts';
import {
  addToZoom,
  axeFindings,
  changeButton,
  failOnComplaints,
  host,
  meeting,
  openMeeting,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

type Started = Awaited<ReturnType<typeof startWithBrowser>>;

const youtube = { stream_url: 'rtmp://a.rtmp.youtube.com/live2', stream_key: 'yyyy-yyyy-yyyy-2222' };
const twitch = { stream_url: 'rtmp://live.twitch.tv/app', stream_key: 'live_00000000_99999999' };

const saveButton = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const saved = (page: Page) => page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
const conflict = (page: Page) => page.getByRole('region', { name: 'Changed in Zoom while you were editing' });

async function retype(page: Page, id: string, text: string): Promise<void> {
  await page.locator(`#${id}`).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/**
 * Opens the form of a meeting that streams to YouTube; the returned function changes it in Zoom's
 * portal.
 */
async function openOnYouTube({ url, simulator }: Started, page: Page) {
  const livestream = () => {
    const found = simulator.state.meetings.get(meeting.id)?.livestream;
    if (!found) throw new Error('The meeting has no livestream.');
    return found;
  };
  Object.assign(livestream(), youtube, { page_url: 'https://example.org/live' });
  await addToZoom(page, url);
  await openMeeting(page, url);
  return livestream;
}

test('an edit of the watch page overwrites the watch page alone when Zoom changed URL and key', async (t) => {
  const started = await startWithBrowser(t);
  const page = await started.newPage();
  failOnComplaints(t, page);
  const livestream = await openOnYouTube(started, page);
  await retype(page, 'page_url', 'https://example.org/town-hall');
  Object.assign(livestream(), twitch);
  await saveButton(page).click();
  await conflict(page).waitFor();
  const shown = (await conflict(page).textContent()) ?? '';
  for (const text of [youtube.stream_url, twitch.stream_url, '9999', 'https://example.org/live']) {
    t.match(shown, text, `the dialog shows ${text}`);
  }
  t.match(shown, 'https://example.org/town-hall');
  t.match(livestream(), { ...twitch, page_url: 'https://example.org/live' }, 'nothing is saved yet');
  t.strictSame(await axeFindings(page), []);
  await conflict(page).getByRole('button', { name: 'Overwrite with mine' }).click();
  await saved(page);
  t.match(livestream(), { ...twitch, page_url: 'https://example.org/town-hall' });
});

test('“Keep Zoom’s version” saves nothing and shows what Zoom has', async (t) => {
  const started = await startWithBrowser(t);
  const page = await started.newPage();
  failOnComplaints(t, page);
  const livestream = await openOnYouTube(started, page);
  await retype(page, 'page_url', 'https://example.org/town-hall');
  Object.assign(livestream(), twitch, { page_url: 'https://twitch.tv/us' });
  await saveButton(page).click();
  await conflict(page).getByRole('button', { name: 'Keep Zoom’s version' }).click();
  await changeButton(page).and(page.locator(':focus')).waitFor();
  const settings = page.getByRole('region', { name: 'Livestream settings' });
  await settings.getByRole('link', { name: 'https://twitch.tv/us' }).waitFor();
  t.equal(await settings.getByText(twitch.stream_url, { exact: true }).count(), 1);
  t.match(livestream(), { ...twitch, page_url: 'https://twitch.tv/us' });
});

test('an edited URL is never saved with the key that Zoom has for another URL', async (t) => {
  const started = await startWithBrowser(t);
  const page = await started.newPage();
  failOnComplaints(t, page);
  const livestream = await openOnYouTube(started, page);
  await retype(page, 'stream_url', 'rtmp://b.rtmp.youtube.com/live2');
  Object.assign(livestream(), twitch);
  await saveButton(page).click();
  await conflict(page).getByRole('button', { name: 'Overwrite with mine' }).click();
  await page.locator('#stream_key:focus').waitFor();
  t.match(livestream(), twitch, 'nothing is saved without its own key');
  await page.keyboard.type('own-key-of-backup-01');
  await conflict(page).getByRole('button', { name: 'Overwrite with mine' }).click();
  await saved(page);
  t.match(livestream(), {
    stream_url: 'rtmp://b.rtmp.youtube.com/live2',
    stream_key: 'own-key-of-backup-01',
    page_url: 'https://example.org/live',
  });
});

test('a new key is saved with its own URL, not with the one that Zoom changed to', async (t) => {
  const started = await startWithBrowser(t);
  const page = await started.newPage();
  failOnComplaints(t, page);
  const livestream = await openOnYouTube(started, page);
  await retype(page, 'stream_key', 'yyyy-yyyy-yyyy-3333');
  Object.assign(livestream(), twitch);
  await saveButton(page).click();
  await conflict(page).getByRole('button', { name: 'Overwrite with mine' }).click();
  await saved(page);
  t.match(livestream(), { stream_url: youtube.stream_url, stream_key: 'yyyy-yyyy-yyyy-3333' });
});

test('one setting from Zoom and one from the user can be saved together', async (t) => {
  const started = await startWithBrowser(t);
  const page = await started.newPage();
  failOnComplaints(t, page);
  const livestream = await openOnYouTube(started, page);
  await retype(page, 'stream_key', 'yyyy-yyyy-yyyy-3333');
  await retype(page, 'page_url', 'https://example.org/town-hall');
  Object.assign(livestream(), twitch, { page_url: 'https://twitch.tv/us' });
  await saveButton(page).click();
  await conflict(page)
    .getByRole('row', { name: /^Stream URL and key/ })
    .getByLabel('In Zoom now')
    .check();
  await conflict(page).getByRole('button', { name: 'Save this combination' }).click();
  await saved(page);
  t.match(livestream(), { ...twitch, page_url: 'https://example.org/town-hall' });
});

test('two users of one destination keep each other’s edits of different settings', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const own = await uplink.signIn(host.id);
  const { id } = await saveDestination(own, { name: 'Main' });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/destinations`);
  await page.getByRole('button', { name: 'Edit Main' }).click();
  await page.locator('#name').waitFor();
  await retype(page, 'name', 'Main channel');
  const secure = { stream_url: 'rtmps://backup.example.org/app', stream_key: 'backup-key-0000-9999' };
  const changed = await own.patch(`/api/destinations/${id}`, secure, { 'if-match': '*' });
  t.equal(changed.status, 200);
  await saveButton(page).click();
  const both = page.getByRole('region', { name: 'Changed elsewhere while you were editing' });
  await both.getByRole('button', { name: 'Overwrite with mine' }).click();
  await page.getByRole('main').getByText('Main channel saved.').waitFor();
  const now = await own.get(`/api/destinations/${id}`);
  t.match(now.json, { name: 'Main channel', stream_url: secure.stream_url, stream_key_hint: '9999' });
});

test('the button shows “Saving…” as soon as it is pressed, before the response', async (t) => {
  const started = await startWithBrowser(t);
  const page = await started.newPage();
  failOnComplaints(t, page);
  await openOnYouTube(started, page);
  const held = createLatch();
  await page.route('**/livestream/check', async (route) => {
    await held.until;
    await route.continue();
  });
  await retype(page, 'page_url', 'https://example.org/slow');
  const checking = page.waitForRequest('**/livestream/check');
  await page.keyboard.press('Enter');
  await checking;
  await page.getByRole('button', { name: 'Saving…' }).waitFor();
  t.equal(await saveButton(page).count(), 0);
  held.release();
  await saved(page);
});
