import type { Page } from 'playwright-core';
import { test } from 'tap';
import { save as saveDestination } from '../destinations/saved.ts';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, axeFindings, failOnComplaints, host, meeting, openForm, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();
const saved = (page: Page) => page.getByText('Saved to Zoom').filter({ visible: true }).first().waitFor();

/** Pastes text from the clipboard, including its line breaks. */
async function paste(page: Page, label: string, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.getByLabel(label, { exact: true }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
}

test('a saved destination is applied by selecting its name', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  const { json } = await saveDestination(await uplink.signIn(host.id), { name: 'Our channel' });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('Destination').selectOption('Our channel');
  await page.getByText('Save to apply Our channel.').waitFor();
  t.equal(await page.getByLabel('Stream URL').count(), 0, 'nothing is typed beside it');
  t.notOk((await page.content()).includes('canary-destination-key'), 'its key stays where it is');
  t.strictSame(await axeFindings(page), []);
  await save(page);
  await saved(page);
  t.match(simulator.state.meetings.get(meeting.id)?.livestream, {
    stream_url: json.stream_url,
    stream_key: 'canary-destination-key-4k2m',
  });
  await openForm(page);
  t.equal(await page.getByLabel('Stream URL').inputValue(), json.stream_url);
});

test('a meeting without a destination suggests the one that was used last', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const client = await uplink.signIn(host.id);
  const used = await saveDestination(client, { name: 'Used before' });
  await saveDestination(client, { name: 'Never used', stream_key: 'never-used-key-0123' });
  const path = `/api/meetings/${meeting.id}/livestream`;
  await client.patch(path, { destination_id: used.id }, { 'if-match': '*' });
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url, '85530916472');
  const suggestion = page.getByRole('button', { name: 'Use Used before again' });
  await suggestion.click();
  await page.getByText('Save to apply Used before.').waitFor();
  await page.locator('#apply-destination:focus').waitFor();
  t.equal(await page.getByLabel('Destination').inputValue(), used.id);
  t.equal(await suggestion.count(), 0);
  t.strictSame(await axeFindings(page), []);

  await openMeeting(page, url, meeting.id);
  t.equal(await suggestion.count(), 0, 'a meeting that has a destination needs no suggestion');
});

test('a URL pasted with its key is split, on one line or two', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  for (const text of [
    'rtmp://ingest.example.org/live/abcd-efgh-1234',
    'Stream URL: rtmp://ingest.example.org/live\nStream key: abcd-efgh-1234',
  ]) {
    await openMeeting(page, url);
    await paste(page, 'Stream URL', text);
    const value = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
    const isSplit = async () => (await value('New stream key')) === 'abcd-efgh-1234';
    t.ok(await eventually(isSplit, { withinMs: 5_000, everyMs: 50 }), 'the key is in its field');
    t.equal(await value('Stream URL'), 'rtmp://ingest.example.org/live');
    await page.getByRole('button', { name: 'Discard changes' }).click();
  }
});

test('a warning is shown beside its field, and one click applies its suggestion', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('Stream URL').fill('rtmp://a.rtmp.youtube.com/live2/');
  const suggestion = page.getByRole('button', { name: /^Use rtmps:/ });
  await suggestion.waitFor();
  t.strictSame(await axeFindings(page), []);
  await suggestion.click();
  t.match(await page.getByLabel('Stream URL').inputValue(), /^rtmps:/);
});

test('a key that another meeting uses at the same time causes a warning before saving', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  const start = simulator.state.meetings.get(meeting.id)?.startTime;
  const clashing = simulator.addMeeting({
    hostId: host.id,
    topic: 'At the same time',
    ...(start === undefined ? {} : { startTime: start }),
    livestream: {
      stream_url: 'rtmp://ingest.example.org/live',
      stream_key: 'the-very-same-key-0001',
      page_url: 'https://example.org/a',
    },
  });
  const other = await uplink.signIn(host.id);
  for (const path of ['/api/meetings', `/api/meetings/${clashing.id}/livestream`])
    t.equal((await other.get(path)).status, 200, path);
  const page = await newPage();
  await addToZoom(page, url);
  await openMeeting(page, url);
  await page.getByLabel('New stream key').fill('the-very-same-key-0001');
  await save(page);
  await page.getByText('This stream key is used elsewhere').waitFor();
  t.equal(await page.getByRole('link', { name: 'At the same time' }).count(), 1);
  t.not(simulator.state.meetings.get(meeting.id)?.livestream?.stream_key, 'the-very-same-key-0001');
  t.strictSame(await axeFindings(page), []);
  await page.getByRole('button', { name: 'Save anyway' }).click();
  await saved(page);
  t.equal(simulator.state.meetings.get(meeting.id)?.livestream?.stream_key, 'the-very-same-key-0001');
});

test('the readiness check names each result, links to the fix, and updates after a save', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const livestream = {
    stream_url: 'rtmps://live.example.org/app',
    stream_key: 'own-key-0000-0001',
    page_url: '',
  };
  const fresh = simulator.addMeeting({ hostId: host.id, livestream });
  await openMeeting(page, url, fresh.id);
  const preflight = page.getByRole('region', { name: 'Readiness check' });
  const overall = page.getByRole('link', { name: /(Ready|to fix|No problems found)/ });
  await overall.filter({ hasText: '1 thing to fix' }).waitFor();
  const line = preflight.getByRole('listitem').filter({ hasText: 'Livestream settings' });
  t.match(await line.textContent(), 'Problem', 'a word shows it, not only the colour');
  await line.getByRole('button', { name: /^Go to settings/ }).click();
  t.equal(await page.evaluate('document.activeElement.id'), 'stream_url');

  await page.getByLabel('Stream URL').fill('rtmps://first.example.org/live');
  await page.getByLabel('Stream key').fill('first-key-0001');
  await page.getByLabel('Watch page').fill('https://example.org/first');
  await save(page);
  await saved(page);
  await overall.filter({ hasText: /^(Ready|No problems found)/ }).waitFor();
  await preflight.getByText(/checks passed$/).click();
  t.match(await line.textContent(), 'OK');

  simulator.setCustomLivestream(host.id, false);
  await preflight.getByRole('button', { name: 'Check again' }).click();
  await overall.filter({ hasText: /things? to fix/ }).waitFor();
  const custom = preflight.getByRole('listitem').filter({ hasText: 'Custom streaming enabled' });
  const fix = custom.getByRole('link', { name: /^Open in Zoom/ });
  t.match(await fix.getAttribute('href'), /^https:\/\/zoom\.us\//);
  t.equal(await fix.getAttribute('rel'), 'noopener noreferrer');
  t.strictSame(await axeFindings(page), []);
  await openForm(page);
});
