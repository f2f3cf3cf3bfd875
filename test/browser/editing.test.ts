import type { Page } from 'playwright-core';
import { test } from 'tap';
import { addToZoom, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();
const saved = (page: Page) => page.getByText('Saved to Zoom.').filter({ visible: true }).first().waitFor();

test('the form', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);

  const livestream = () => {
    const { livestream } = simulator.state.meetings.get(meeting.id) ?? {};
    if (!livestream) throw new Error('The meeting has no livestream.');
    return livestream;
  };

  await t.test('the key is not on the page until the user shows it', async (t) => {
    await openMeeting(page, url);
    const { stream_key } = livestream();
    t.notOk((await page.content()).includes(stream_key), 'not at first');
    await page.getByRole('button', { name: 'Show key' }).click();
    await page.getByText(stream_key, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Hide key' }).click();
    t.notOk((await page.content()).includes(stream_key), 'nor once hidden');
  });

  await t.test('copying hands over the key without showing it', async (t) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openMeeting(page, url);
    await page.getByRole('button', { name: 'Copy key' }).click();
    await page.getByText('Key copied.').filter({ visible: true }).first().waitFor();
    t.equal(await page.evaluate('navigator.clipboard.readText()'), livestream().stream_key);
    t.notOk((await page.content()).includes(livestream().stream_key));
  });

  await t.test(
    'a meeting without a livestream gets its first one, once all three fields are filled in',
    async (t) => {
      const fresh = simulator.addMeeting({ hostId: host.id });
      await openMeeting(page, url, fresh.id);
      await page.getByLabel('Watch page').fill('https://example.org/first');
      await save(page);
      await page.getByText('Enter the Stream URL.').waitFor();
      t.equal(fresh.livestream, undefined, 'nothing is sent before');
      await page.getByLabel('Stream URL').fill('rtmp://first.example.org/live');
      await page.getByLabel('Stream key').fill('first-key-0001');
      await save(page);
      await saved(page);
      t.match(fresh.livestream, {
        stream_url: 'rtmp://first.example.org/live',
        stream_key: 'first-key-0001',
        page_url: 'https://example.org/first',
      });
    },
  );

  await t.test('one changed field leaves the others, including the key, unchanged', async (t) => {
    await openMeeting(page, url);
    const before = { ...livestream() };
    await page.getByLabel('Watch page').fill('https://example.org/only-this');
    await save(page);
    await saved(page);
    t.strictSame({ ...livestream() }, { ...before, page_url: 'https://example.org/only-this' });
  });

  await t.test('an invalid field has its error beside it and takes the focus', async (t) => {
    await openMeeting(page, url);
    const field = page.getByLabel('Watch page');
    await field.fill('not an address');
    await save(page);
    await page.locator('#page_url[aria-invalid=true]').waitFor();
    await page.waitForFunction("document.activeElement.id === 'page_url'");
    const described = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
    t.ok(/\w+ \w+.*\.$/.test((await page.locator(`#${described[0]}`).textContent()) ?? ''), 'in a sentence');
    t.equal(await field.inputValue(), 'not an address', 'what was typed is still there');
    await page.getByRole('button', { name: 'Discard changes' }).click();
  });

  await t.test('a save that meets a newer version shows both; the host keeps what Zoom has', async (t) => {
    await openMeeting(page, url);
    await page.getByLabel('Stream URL').fill('rtmp://mine.example.org/live');
    livestream().page_url = 'https://theirs.example.org/';
    await save(page);
    const both = page.getByRole('region', { name: 'Changed in Zoom while you were editing' });
    await both.waitFor();
    for (const version of ['rtmp://mine.example.org/live', 'https://theirs.example.org/']) {
      t.match(await both.textContent(), version);
    }
    await both.getByRole('button', { name: 'Keep Zoom’s version' }).click();
    await page.getByRole('link', { name: 'https://theirs.example.org/' }).first().waitFor();
    t.not(livestream().stream_url, 'rtmp://mine.example.org/live', 'nothing was saved');
  });

  await t.test(
    'overwriting with mine keeps what Zoom changed in settings that were not edited',
    async (t) => {
      await openMeeting(page, url);
      await page.getByLabel('Stream URL').fill('rtmp://mine.example.org/live');
      livestream().page_url = 'https://third.example.org/';
      await save(page);
      await page.getByRole('button', { name: 'Overwrite with mine' }).click();
      await saved(page);
      t.match(livestream(), {
        stream_url: 'rtmp://mine.example.org/live',
        page_url: 'https://third.example.org/',
      });
    },
  );

  await t.test('checking with Zoom shows what was changed there', async (t) => {
    await openMeeting(page, url);
    livestream().page_url = 'https://changed.example.org/';
    await page.getByRole('button', { name: 'Refresh from Zoom' }).click();
    await page.getByText('These settings changed in Zoom').filter({ visible: true }).first().waitFor();
    t.equal(await page.getByLabel('Watch page').inputValue(), 'https://changed.example.org/');
  });

  await t.test('a broken connection loses nothing and offers to send again', async (t) => {
    await openMeeting(page, url);
    await page.getByLabel('Watch page').fill('https://example.org/again');
    await page.context().setOffline(true);
    await save(page);
    await page.getByText('You’re offline.').waitFor();
    const retrySending = page.getByRole('button', { name: 'Send again' });
    await retrySending.waitFor();
    await page.context().setOffline(false);
    await retrySending.click();
    await saved(page);
    t.equal(livestream().page_url, 'https://example.org/again');
  });

  await t.test('unsaved changes are not left without a question', async (t) => {
    await openMeeting(page, url);
    await page.getByLabel('Watch page').fill('https://example.org/unsaved');
    const requested: string[] = [];
    page.on('dialog', (dialog) => {
      requested.push(dialog.message());
      return requested.length === 1 ? dialog.dismiss() : dialog.accept();
    });
    await page.getByRole('link', { name: '← All meetings' }).click();
    t.equal(
      await page.getByLabel('Watch page').inputValue(),
      'https://example.org/unsaved',
      'staying keeps them',
    );
    await page.getByRole('link', { name: '← All meetings' }).click();
    await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
    t.equal(requested.length, 2);
  });
});
