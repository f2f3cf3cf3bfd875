import type { Page } from 'playwright-core';
import { openBrowser } from '../test/helpers/browser.ts';
import { freePort } from '../test/helpers/free-port.ts';
import { seededUsers } from '../tools/zoom-simulator/seed/users.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { startUplink, uplinkInstance } from './harness/uplink.ts';
import { signIn, startZoom } from './harness/zoom.ts';

export const ui: Benchmark = {
  name: 'ui',
  question:
    'How large is the first page, and when is it painted? The list of meetings of the production build in headless Chromium, with an empty cache.',
  measure: runBenchmark,
};

interface Measured {
  /** Transferred KiB of scripts and styles, compressed. */
  kibibytes: number;
  /** Largest Contentful Paint (milliseconds). */
  paint: number;
  /** Requests to other origins. */
  foreign: number;
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const port = await freePort();
  const zoomUrl = await startZoom(bench, `http://127.0.0.1:${port}/oauth/callback`);
  const databaseUrl = await createUplinkDatabase(bench, 'ui');
  const uplink = await startUplink(bench, uplinkInstance(port, { databaseUrl, zoomUrl }));
  const [pair = ''] = (await signIn(uplink.url, seededUsers.events.id)).split('; ');
  const [name = '', value = ''] = pair.split('=');
  const { newPage } = await openBrowser({ teardown: (end) => bench.defer(async () => void (await end())) });

  const rounds: Measured[] = [];
  // The first round warms up the server and the browser.
  for (let round = 0; round <= bench.rounds; round += 1) {
    const page = await newPage();
    await page.context().addCookies([{ name, value, url: uplink.url }]);
    rounds.push(await visit(page, uplink.url));
    await page.context().close();
  }
  return figuresOf(rounds.slice(1));
}

async function visit(page: Page, url: string): Promise<Measured> {
  let foreign = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== url) foreign += 1;
  });
  await page.goto(url);
  await page.locator('main h1').waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  const kibibytes = await page.evaluate<number>(`
    performance.getEntriesByType('resource')
      .filter(({ name }) => /\\.(js|css)$/.test(new URL(name).pathname))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1024`);
  const paint = await page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
      .observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
  return { kibibytes, paint, foreign };
}

function figuresOf(rounds: Measured[]): Figure[] {
  const figure = (name: string, unit: string, max: number, of: (round: Measured) => number): Figure => ({
    name,
    unit,
    reference: '–',
    compare: 'alone',
    uplink: rounds.map(of),
    baseline: rounds.map(() => 0),
    target: { max },
  });
  return [
    figure('scripts and styles', 'KiB', 60, ({ kibibytes }) => kibibytes),
    figure('largest paint', 'ms', 1_000, ({ paint }) => paint),
    figure('requests to other origins', '', 0, ({ foreign }) => foreign),
  ];
}
