import type { BrowserContext, Page } from 'playwright-core';
import { test } from 'tap';
import type { RunningApp } from '../helpers/app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, allowAs, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const TABS = 8;
const training = { name: 'Training Studio', topic: 'First aid refresher' };

const row = (page: Page, topic: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: topic, exact: true }) });

/** The pages that have an event stream, in the order in which they opened it. */
function streamsOf(context: BrowserContext): Page[] {
  const open: Page[] = [];
  const isStream = (url: string) => new URL(url).pathname === '/api/events';
  const ended = (page: Page) => {
    const index = open.indexOf(page);
    if (index !== -1) open.splice(index, 1);
  };
  const watch = (page: Page) => {
    page.on('response', (response) => {
      if (isStream(response.url()) && response.ok()) open.push(page);
    });
    for (const end of ['requestfinished', 'requestfailed'] as const) {
      page.on(end as 'requestfinished', (request) => {
        if (isStream(request.url())) ended(page);
      });
    }
    page.on('close', () => ended(page));
  };
  for (const page of context.pages()) watch(page);
  context.on('page', watch);
  return open;
}

/** Changes the meeting from another browser, and returns its new stream URL. */
async function changeElsewhere(uplink: RunningApp, name: string): Promise<string> {
  const other = await uplink.signIn(host.id);
  const path = `/api/meetings/${meeting.id}/livestream`;
  const { status } = await other.patch(
    path,
    { stream_url: `rtmp://${name}.example.org/x` },
    { 'if-match': '*' },
  );
  if (status !== 200) throw new Error(`The change was rejected with ${status}.`);
  return `${name}.example.org`;
}

async function openTabs(first: Page, url: string, count: number): Promise<Page[]> {
  const pages = [first];
  while (pages.length < count) {
    const page = await first.context().newPage();
    await page.goto(url);
    await row(page, meeting.topic).getByText('YouTube').waitFor();
    pages.push(page);
  }
  return pages;
}

test('eight tabs of one browser load, save and follow changes over one event stream', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, { disablePolling: true });
  const first = await newPage();
  const streams = streamsOf(first.context());
  await addToZoom(first, url);
  await row(first, meeting.topic).getByText('YouTube').waitFor();
  const pages = await openTabs(first, url, TABS);
  for (const page of pages) failOnComplaints(t, page);
  t.ok(await eventually(async () => streams.length === 1));
  t.equal(streams.length, 1, 'one stream for all of them');

  await openMeeting(first, url);
  await first.getByLabel('Stream URL').fill('rtmps://saved.example.org/app');
  await first.getByRole('button', { name: 'Save', exact: true }).click();
  await first.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();
  for (const page of pages.slice(1)) await row(page, meeting.topic).getByText('saved.example.org').waitFor();

  const name = await changeElsewhere(uplink, 'outside');
  for (const page of pages.slice(1)) await row(page, meeting.topic).getByText(name).waitFor();
  t.equal(streams.length, 1);
});

test('when the tab with the stream closes, another one takes over without missing an event', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, { disablePolling: true });
  const first = await newPage();
  const streams = streamsOf(first.context());
  await addToZoom(first, url);
  await row(first, meeting.topic).getByText('YouTube').waitFor();
  const pages = await openTabs(first, url, 3);
  t.ok(await eventually(async () => streams.length === 1));
  const [leader] = streams;
  const others = pages.filter((page) => page !== leader);
  await leader?.close();
  const name = await changeElsewhere(uplink, 'between');
  for (const page of others) await row(page, meeting.topic).getByText(name).waitFor();
  t.ok(await eventually(async () => streams.length === 1));
});

test('when the tab with the stream is frozen or hangs, another one takes over', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, { disablePolling: true });
  const first = await newPage();
  const streams = streamsOf(first.context());
  await addToZoom(first, url);
  await row(first, meeting.topic).getByText('YouTube').waitFor();
  const pages = await openTabs(first, url, 3);
  t.ok(await eventually(async () => streams.length === 1));

  // What a browser dispatches before it freezes a hidden page.
  const [frozen] = streams;
  await frozen?.evaluate('document.dispatchEvent(new Event("freeze"))');
  t.ok(await eventually(async () => streams.length === 1 && streams[0] !== frozen), 'before it is frozen');
  const name = await changeElsewhere(uplink, 'frozen');
  const rest = pages.filter((page) => page !== frozen);
  for (const page of rest) await row(page, meeting.topic).getByText(name).waitFor();
  t.equal(await frozen?.getByText(name).count(), 0);
  await frozen?.evaluate('document.dispatchEvent(new Event("resume"))');
  if (frozen) await row(frozen, meeting.topic).getByText(name).waitFor();
  t.equal(streams.length, 1);

  // Its script stops, but it keeps its lock.
  const hung = streams.at(-1);
  const debug = await hung?.context().newCDPSession(hung);
  await debug?.send('Debugger.enable');
  await debug?.send('Debugger.pause');
  t.ok(await eventually(async () => streams.at(-1) !== hung), 'the lock is taken from it');
  const later = await changeElsewhere(uplink, 'hung');
  const running = pages.filter((page) => page !== hung);
  for (const page of running) await row(page, meeting.topic).getByText(later).waitFor();
  await debug?.send('Debugger.disable');
  if (hung) await row(hung, meeting.topic).getByText(later).waitFor();
  t.ok(await eventually(async () => streams.length === 1), 'and it gives up its own stream');
});

test('signing out in one tab ends all of them, and the next user receives events of their own only', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t, { disablePolling: true });
  const first = await newPage();
  const streams = streamsOf(first.context());
  await addToZoom(first, url);
  await row(first, meeting.topic).getByText('YouTube').waitFor();
  const pages = await openTabs(first, url, 3);
  await pages[1]?.getByRole('button', { name: 'Sign out', exact: true }).click();
  for (const page of pages) await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  t.ok(await eventually(async () => streams.length === 0), 'no stream is left');

  await first.getByRole('link', { name: 'Add to Zoom' }).click();
  await allowAs(first, training.name);
  await row(first, training.topic).waitFor();
  await changeElsewhere(uplink, 'not-theirs');
  t.equal(await first.getByText('not-theirs').count(), 0);
  t.equal(await first.getByText(meeting.topic).count(), 0);
});

test('a seventh browser reports that it does not update, and why', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  for (let stream = 0; stream < 6; stream += 1) await openEvents(t, await uplink.signIn(host.id));
  const page = await newPage();
  await addToZoom(page, url);
  await page.locator('.strip').getByText('open in 6 other browsers or devices').waitFor();
  await row(page, meeting.topic).getByText('YouTube').waitFor();
  t.equal(await page.getByText('interrupted').filter({ visible: true }).count(), 0);
});
