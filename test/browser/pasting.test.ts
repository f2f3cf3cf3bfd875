import type { Page } from 'playwright-core';
import { test } from 'tap';
import { save as saveDestination } from '../destinations/saved.ts';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const KEY = 'the-real-key-0123456789';
const url = (page: Page) => page.getByLabel('Stream URL').inputValue();
const key = (page: Page) => page.getByLabel(/^(New s|S)tream key$/).inputValue();
const becomes = (read: () => Promise<string>, wanted: string) =>
  eventually(async () => (await read()) === wanted, { withinMs: 5_000, everyMs: 50 });

async function paste(page: Page, label: RegExp, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.getByLabel(label).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
}

async function newDestination(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/destinations`);
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill('Stage');
}

test('pastes into a new destination are split into the fields, and can be undone', async (t) => {
  const { url: origin, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, origin);

  await newDestination(page, origin);
  await paste(page, /^Stream URL$/, `Server: rtmp://cdn.example.org/app\nStream key: ${KEY}`);
  t.ok(await becomes(() => key(page), KEY), 'several lines in one field are separated');
  t.equal(await url(page), 'rtmp://cdn.example.org/app');
  await page.getByRole('button', { name: 'Undo' }).click();
  t.ok(await becomes(() => key(page), ''), 'and put together again by Undo');

  await newDestination(page, origin);
  const whole = 'rtmp://1.12345678.ingest.example.com/channelVideo/12345678';
  await paste(page, /^Stream URL$/, whole);
  await paste(page, /^Stream key$/, 'AbCdEfGhIjKlMnOp');
  await page.getByLabel('Watch page').focus();
  t.ok(await becomes(() => key(page), 'AbCdEfGhIjKlMnOp'));
  t.equal(await url(page), whole, 'a URL stays as it was pasted');

  await newDestination(page, origin);
  await paste(page, /^Stream URL$/, 'rtmp://origin.example.com/live/stage');
  const choice = page.getByRole('button', {
    name: 'Stream URL rtmp://origin.example.com/live, stream key stage',
  });
  await choice.waitFor();
  t.equal(await key(page), '', 'nothing is guessed');
  await choice.click();
  t.ok(await becomes(() => key(page), 'stage'));
  t.equal(await url(page), 'rtmp://origin.example.com/live');

  await newDestination(page, origin);
  await page.getByLabel('Stream URL').fill('rtmp://cdn.example.org/app');
  await paste(page, /^Stream key$/, 'k'.repeat(617));
  t.equal((await key(page)).length, 617, 'nothing is cut off');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('#stream_key-error').filter({ hasText: '512' }).waitFor();
});

test('a destination keeps its URL and key if only the name is edited', async (t) => {
  const { uplink, url: origin, newPage } = await startWithBrowser(t);
  const own = await uplink.signIn(host.id);
  const stream_url = 'rtmp://origin.example.com/live/ab12cd34ef56';
  const saved = await saveDestination(own, { name: 'nico', stream_url, stream_key: KEY });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, origin);
  await page.goto(`${origin}/destinations`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Name').fill('niconico');
  await page.getByLabel('Stream URL').focus();
  await page.getByLabel('Watch page').focus();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('main').getByText('niconico saved.').waitFor();
  t.match((await own.get(saved.path)).json, {
    name: 'niconico',
    stream_url,
    stream_key_fingerprint: saved.json.stream_key_fingerprint,
  });
});

test('a watch page without https:// gets a suggestion with it', async (t) => {
  const { url: origin, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, origin);
  await openMeeting(page, origin);
  await page.getByLabel('Watch page').fill('youtube.com/watch?v=1');
  await page.getByRole('button', { name: 'Use https://youtube.com/watch?v=1' }).click();
  t.equal(await page.getByLabel('Watch page').inputValue(), 'https://youtube.com/watch?v=1');
  t.ok(meeting.id);
});
