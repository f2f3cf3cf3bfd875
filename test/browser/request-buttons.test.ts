import { test } from 'tap';
import { en } from '../../src/ui/i18n/en/index.ts';
import { createLatch } from '../helpers/latch.ts';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { button, expectOneRequest } from './one-request.ts';
import { addToZoom, failOnComplaints, meeting, openForm, openSummary } from './screens.ts';
import { startWithBrowser } from './start.ts';

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
