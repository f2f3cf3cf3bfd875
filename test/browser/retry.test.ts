import type { Page } from 'playwright-core';
import { test } from 'tap';
import { en } from '../../src/ui/i18n/en/index.ts';
import { addToZoom, axeFindings, failOnComplaints, meeting, openSummary } from './screens.ts';
import { startWithBrowser } from './start.ts';

const SECONDS = 3;

/** Rejects the first request of `path` as the server does while Zoom is unreachable. */
async function rejectOnce(page: Page, path: RegExp): Promise<void> {
  await page.route(
    path,
    (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank',
          title: 'Zoom is unavailable',
          status: 503,
          code: 'zoom_unavailable',
          detail: 'Zoom isn’t responding.',
          request_id: 'test',
          retry_after: SECONDS,
        }),
      }),
    { times: 1 },
  );
}

test('the list and a meeting load again after the announced time', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const main = page.getByRole('main');

  await rejectOnce(page, /\/api\/meetings\?/);
  await page.goto(url);
  await main.getByText(`Trying again in ${SECONDS} s…`).first().waitFor();
  t.strictSame(await axeFindings(page), []);
  await main.locator('[aria-hidden=true]').getByText('Trying again in 1 s…').waitFor();
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();

  // Not from the list, which requests the livestreams of its rows.
  await page.goto(`${url}/account`);
  await rejectOnce(page, /\/livestream$/);
  await page.goto(`${url}/meetings/${meeting.id}`);
  await main.getByText(`Trying again in ${SECONDS} s…`).first().waitFor();
  await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
});

test('what could not be loaded while offline is loaded when the browser is online again', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const main = page.getByRole('main');
  const unreachable = main.getByText(en.failure.unreachable);
  const topic = page.getByRole('link', { name: meeting.topic, exact: true });
  await topic.waitFor();
  // First without the code of the screen, then with it.
  for (const _round of ['code', 'data']) {
    await page.context().setOffline(true);
    await topic.click();
    await unreachable.first().waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
    await unreachable.first().waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'All meetings' }).click();
    await topic.waitFor();
  }
});

test('a request that still fails when the browser is online again is repeated', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
  await openSummary(page, url);
  await page.getByRole('link', { name: 'All meetings' }).click();
  await page.context().setOffline(true);
  await page.getByRole('link', { name: meeting.topic, exact: true }).click();
  const unreachable = page.getByRole('main').getByText(en.failure.unreachable);
  await unreachable.first().waitFor();
  let failures = 0;
  await page.route('**/api/meetings/*/livestream', (route) => {
    failures += 1;
    return failures <= 2 ? route.abort() : route.continue();
  });
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
  await unreachable.first().waitFor({ state: 'detached' });
});
