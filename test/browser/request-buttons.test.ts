import type { Locator, Page, Request } from 'playwright-core';
import { type Test, test } from 'tap';
import { en } from '../../src/ui/i18n/en/index.ts';
import { createLatch } from '../helpers/latch.ts';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { addToZoom, failOnComplaints, meeting, openForm, openSummary } from './screens.ts';
import { startWithBrowser } from './start.ts';

const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

const IS_FOCUS_BUSY = `document.activeElement.ariaDisabled === 'true'`;

type Case = {
  button: Locator;
  /** What the button says while its request is pending. */
  busy: string;
  method: string;
  /** The end of the request's path, or what it matches. */
  path: RegExp;
};

/**
 * Double-clicks the button while its request is held, and presses it once more: only one request is
 * sent, and the button says that it is busy.
 */
async function expectOneRequest(t: Test, page: Page, { button, busy, method, path }: Case): Promise<void> {
  const { until, release } = createLatch();
  let sent = 0;
  const isSame = (request: Request) => request.method() === method && path.test(request.url());
  await page.route(path, async (route) => {
    if (!isSame(route.request())) return route.fallback();
    sent += 1;
    await until;
    return route.fallback();
  });
  await button.focus();
  // Both clicks in one task, before the button can be rendered again.
  await page.evaluate('(() => { const it = document.activeElement; it.click(); it.click(); })()');
  const clicked = page.getByRole('button', { name: busy, exact: true }).first();
  await clicked.waitFor();
  t.equal(await clicked.getAttribute('aria-disabled'), 'true', `${busy} is disabled`);
  t.ok(await page.evaluate(IS_FOCUS_BUSY), `${busy} keeps the focus`);
  await clicked.dblclick({ force: true });
  await page.keyboard.press('Enter');
  const finished = page.waitForResponse((response) => isSame(response.request()));
  release();
  await finished;
  await page.unroute(path);
  await page.getByRole('button', { name: busy, exact: true }).waitFor({ state: 'detached' });
  t.equal(sent, 1, `${busy} sends one request`);
}

test('a double click on a button of the list, the account or a destination sends one request', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await button(page, en.firstSteps.skipAll).waitFor();
  await expectOneRequest(t, page, {
    ...{ button: button(page, en.firstSteps.skipAll), busy: en.firstSteps.skipping },
    ...{ method: 'DELETE', path: /\/api\/me\/first-steps$/ },
  });
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
  await expectOneRequest(t, page, {
    ...{ button: button(page, en.refresh.action), busy: en.refresh.busy },
    ...{ method: 'GET', path: /\/api\/meetings\?/ },
  });

  await page.goto(`${url}/account`);
  for (const each of [
    { name: en.account.export, busy: en.account.exporting, method: 'GET', path: /\/api\/me\/export$/ },
    {
      name: en.account.calendar.create,
      busy: en.account.calendar.creating,
      method: 'POST',
      path: /\/api\/calendar$/,
    },
  ]) {
    await button(page, each.name).waitFor();
    await expectOneRequest(t, page, { ...each, button: button(page, each.name) });
  }

  await page.goto(`${url}/destinations`);
  await button(page, en.destinations.add).click();
  await page.getByLabel(en.destinations.name, { exact: true }).fill('Main stage');
  await page.getByLabel(en.form.stream_url, { exact: true }).fill('rtmps://live.example.org/app');
  await page.getByLabel(en.form.stream_key, { exact: true }).fill('fresh-key-2026-wxyz');
  await expectOneRequest(t, page, {
    ...{ button: button(page, en.destinations.save), busy: en.destinations.saving },
    ...{ method: 'POST', path: /\/api\/destinations$/ },
  });
});

test('a double click on a button of a meeting sends one request', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  simulator.startMeeting(meeting.id);
  await webhooksProcessed(uplink);
  await openSummary(page, url);
  await button(page, en.preflight.retry).waitFor();
  const revealing = { busy: en.form.revealing, method: 'GET', path: /include=stream_key/ };
  await expectOneRequest(t, page, { ...revealing, button: button(page, en.form.copy) });
  // A copy that the browser blocks shows the key instead.
  await openSummary(page, url);
  await expectOneRequest(t, page, { ...revealing, button: button(page, en.form.show) });
  await button(page, en.form.hide).waitFor();
  const status = { method: 'PATCH', path: /\/livestream\/status$/ };
  const check = { method: 'GET', path: /\/api\/meetings\/\d+\/preflight$/ };
  await expectOneRequest(t, page, {
    ...check,
    ...{ button: button(page, en.preflight.retry), busy: en.preflight.checking },
  });
  await expectOneRequest(t, page, {
    ...status,
    ...{ button: button(page, en.live.start), busy: en.live.starting },
  });
  await button(page, en.live.stop).waitFor();

  await openForm(page);
  await page.getByLabel(en.form.page_url, { exact: true }).fill('https://example.org/changed');
  await expectOneRequest(t, page, {
    ...{ button: button(page, en.form.save), busy: en.form.saving },
    ...{ method: 'PATCH', path: /\/livestream$/ },
  });
});

test('Stop is busy while the livestream is being stopped', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  enableWebhooks(uplink);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  simulator.startMeeting(meeting.id);
  await openSummary(page, url);
  await button(page, en.live.start).click();
  await button(page, en.live.stop).click();
  const { until, release } = createLatch();
  let sent = 0;
  await page.route(/\/livestream\/status$/, async (route) => {
    if (route.request().method() === 'PATCH') sent += 1;
    await until;
    return route.fallback();
  });
  const question = page.getByRole('dialog', { name: en.live.stopTitle });
  await question.getByRole('button', { name: en.live.stop, exact: true }).dblclick();
  const stopping = button(page, en.live.stopping);
  await stopping.waitFor();
  t.equal(await stopping.getAttribute('aria-disabled'), 'true');
  await stopping.dblclick({ force: true });
  t.equal(await question.count(), 0, 'the question is not opened again');
  release();
  await button(page, en.live.start).waitFor();
  t.equal(sent, 1);
});
