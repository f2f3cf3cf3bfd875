import type { Page } from 'playwright-core';
import { test } from 'tap';
import { en } from '../../src/ui/i18n/en/index.ts';
import { save as saveDestination } from '../destinations/saved.ts';
import { createLatch } from '../helpers/latch.ts';
import { button, expectOneRequest } from './one-request.ts';
import {
  addToZoom,
  failOnComplaints,
  hasFocus,
  host,
  listRows,
  meeting,
  openForm,
  openMeeting,
} from './screens.ts';
import { startWithBrowser } from './start.ts';

type Simulator = Awaited<ReturnType<typeof startWithBrowser>>['simulator'];

const livestreamOf = (simulator: Simulator, id: string = meeting.id) => {
  const found = simulator.state.meetings.get(id)?.livestream;
  if (!found) throw new Error('The meeting has no livestream.');
  return found;
};

const fillPage = (page: Page, address: string) =>
  page.getByLabel(en.form.page_url, { exact: true }).fill(address);
const savePage = async (page: Page, address: string) => {
  await openForm(page);
  await fillPage(page, address);
  await button(page, en.form.save).click();
  await page.getByText(address).first().waitFor({ state: 'attached' });
  await button(page, /^Undo: Changed/).waitFor();
};

test('a double click on Load more loads one page, in the list and in the bulk edit', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const soon = Date.now() + 3_600_000;
  for (let index = 0; index < 100; index += 1)
    simulator.addMeeting({
      hostId: host.id,
      topic: `One of many ${index}`,
      startTime: new Date(soon + index * 60_000).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
  const page = await newPage();
  failOnComplaints(t, page);
  // The list loads more automatically when its end comes into view.
  await page.addInitScript('window.IntersectionObserver = class { observe() {} unobserve() {} };');
  const more = {
    button: button(page, en.list.more),
    ...{ busy: en.list.moreLoading, method: 'GET', path: /\/api\/meetings\?.*page_token=/ },
  };
  await addToZoom(page, url);
  await listRows(page).first().waitFor();
  await expectOneRequest(t, page, more);
  await page.goto(`${url}/bulk`);
  await expectOneRequest(t, page, more);
});

test('a double click on Cancel, Retry or Undo of a bulk edit sends one request', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const livestream = {
    stream_url: 'rtmps://live.example.org/app',
    stream_key: 'key-of-these-meetings-1',
    page_url: 'https://example.org/before',
  };
  const meetings = Array.from({ length: 12 }, (_none, index) =>
    simulator.addMeeting({ hostId: host.id, topic: `Winter series ${index}`, livestream }),
  );
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const startBulk = async (address: string) => {
    await page.goto(`${url}/bulk`);
    await page.getByLabel(en.bulk.byFilter).check();
    await page.getByLabel(en.bulk.words).fill('Winter series');
    await page.getByLabel(en.bulk.byFields).check();
    await fillPage(page, address);
    await button(page, en.bulk.preview).click();
    await button(page, /^Change 12 meetings/).click();
  };
  const { until, release } = createLatch();
  simulator.addFault({ method: 'PATCH', kind: 'delay', until, times: Number.POSITIVE_INFINITY });
  await startBulk('https://example.org/cancelled');
  const cancel = { busy: en.bulk.cancelling, method: 'DELETE', path: /\/api\/bulk-updates\/[0-9a-f-]+$/ };
  await expectOneRequest(t, page, { ...cancel, button: button(page, en.bulk.cancel) });
  release();
  await page.getByRole('link', { name: en.bulk.another }).waitFor();
  simulator.clearFaults();

  simulator.addFault({
    ...{ method: 'PATCH', path: new RegExp(`${meetings[3]?.id}/livestream$`), kind: 'answer', status: 400 },
    body: { code: 4400, message: 'Not with end-to-end encryption.' },
  });
  await startBulk('https://example.org/after');
  const next = { method: 'POST', path: /\/api\/bulk-updates\/[0-9a-f-]+\/(retry|undo)$/ };
  await expectOneRequest(t, page, { ...next, button: button(page, /^Retry failed/), busy: en.bulk.retrying });
  await page.getByText('Finished.').filter({ visible: true }).first().waitFor();
  await button(page, /^Undo/).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: /^Undo/ });
  await expectOneRequest(t, page, { ...next, button: confirm, busy: en.bulk.undoing });
});

test('a double click on Undo or Restore in the history sends one request', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  await savePage(page, 'https://example.org/first');
  await savePage(page, 'https://example.org/second');
  const restore = { busy: en.history.undoing, method: 'POST', path: /\/livestream\/restore$/ };
  await expectOneRequest(t, page, { ...restore, button: button(page, /^Undo: Changed/).first() });
  await button(page, /^Restore/)
    .last()
    .click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: en.history.restoreAction });
  await expectOneRequest(t, page, { ...restore, button: confirm });
});

test('a double click on a button of a conflict sends one request, or none', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await openMeeting(page, url);
  const save = { method: 'PATCH', path: /\/livestream$/, busy: en.form.saving };
  const conflict = page.getByRole('region', { name: en.conflict.title });
  /** Its heading gets the focus a moment after it is shown. */
  const focused = async (title: string) =>
    t.ok(await hasFocus(page.getByRole('heading', { name: title })), `${title} has the focus`);
  const collide = async (round: string) => {
    await openForm(page);
    await fillPage(page, `https://example.org/mine-${round}`);
    livestreamOf(simulator).page_url = `https://example.org/theirs-${round}`;
    await button(page, en.form.save).click();
    await conflict.waitFor();
    await focused(en.conflict.title);
  };
  await collide('one');
  await expectOneRequest(t, page, { ...save, button: button(page, en.conflict.saveMine) });
  t.equal(livestreamOf(simulator).page_url, 'https://example.org/mine-one');
  await collide('two');
  let sent = 0;
  await page.route(save.path, (route) => {
    if (route.request().method() === 'PATCH') sent += 1;
    return route.fallback();
  });
  await button(page, en.conflict.keepRemote).dblclick();
  await conflict.waitFor({ state: 'detached' });
  t.equal(sent, 0);
  await page.unroute(save.path);
  t.equal(livestreamOf(simulator).page_url, 'https://example.org/theirs-two');

  const own = await uplink.signIn(host.id);
  const { id } = await saveDestination(own, { name: 'Main' });
  await page.goto(`${url}/destinations`);
  await button(page, 'Edit Main').click();
  await page.getByLabel(en.destinations.name, { exact: true }).fill('Mine');
  await own.patch(`/api/destinations/${id}`, { name: 'Theirs' }, { 'if-match': '*' });
  await button(page, en.destinations.save).click();
  await focused(en.destinations.conflictTitle);
  await expectOneRequest(t, page, {
    ...{ button: button(page, en.conflict.saveMine), busy: en.destinations.saving },
    ...{ method: 'PATCH', path: /\/api\/destinations\/[0-9a-f-]+$/ },
  });
});
