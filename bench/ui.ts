import type { Page } from 'playwright-core';
import { openBrowser } from '../test/helpers/browser.ts';
import { freePort } from '../test/helpers/free-port.ts';
import { MAX_SHIFT, observeShifts, shiftOf } from '../test/helpers/layout-shift.ts';
import { seededUsers } from '../tools/zoom-simulator/seed/users.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { startUplink, uplinkInstance } from './harness/uplink.ts';
import { signIn, startZoom } from './harness/zoom.ts';

export const ui: Benchmark = {
  name: 'ui',
  question:
    'How large is each screen, when is it painted, and does it shift? The production build in headless Chromium, with an empty cache.',
  measure: runBenchmark,
};

/** The screens and what is painted last on each. */
const SCREENS = [
  { name: 'list', path: '/', loaded: 'main ul li a' },
  { name: 'meeting', path: '/meetings/83640019275', loaded: '.overall-result' },
  { name: 'bulk edit', path: '/bulk', loaded: 'main h1' },
] as const;
type Screen = (typeof SCREENS)[number];

interface Measured {
  screen: Screen['name'];
  /** Sum of the layout shifts. */
  shift: number;
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
    for (const screen of SCREENS) {
      const page = await newPage();
      await page.context().addCookies([{ name, value, url: uplink.url }]);
      rounds.push(await visit(page, uplink.url, screen));
      await page.context().close();
    }
  }
  return figuresOf(rounds.slice(SCREENS.length));
}

async function visit(page: Page, url: string, { name, path, loaded }: Screen): Promise<Measured> {
  let foreign = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== url) foreign += 1;
  });
  await observeShifts(page);
  await page.goto(url + path);
  await page.locator(loaded).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  // Late responses shift the layout too.
  await page.waitForLoadState('networkidle');
  const kibibytes = await page.evaluate<number>(`
    performance.getEntriesByType('resource')
      .filter(({ name }) => /\\.(js|css)$/.test(new URL(name).pathname))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1024`);
  const paint = await page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
      .observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
  const { total: shift } = await shiftOf(page);
  return { screen: name, kibibytes, paint, shift, foreign };
}

function figuresOf(visits: Measured[]): Figure[] {
  const figure = (
    { name, unit = '', max }: { name: string; unit?: string; max?: number },
    values: number[],
  ): Figure => ({
    name,
    unit,
    reference: '–',
    compare: 'alone',
    uplink: values,
    baseline: values.map(() => 0),
    ...(max === undefined ? {} : { target: { max } }),
  });
  const of = (screen: Screen['name']) => visits.filter((visit) => visit.screen === screen);
  const foreign = visits.map((visit) => visit.foreign);
  return [
    figure(
      { name: 'scripts and styles of the first page', unit: 'KiB', max: 60 },
      of('list').map(({ kibibytes }) => kibibytes),
    ),
    ...SCREENS.flatMap(({ name }) => [
      figure(
        { name: `${name}: largest paint`, unit: 'ms', max: 1_000 },
        of(name).map(({ paint }) => paint),
      ),
      figure(
        { name: `${name}: layout shift`, max: MAX_SHIFT },
        of(name).map(({ shift }) => shift),
      ),
    ]),
    figure({ name: 'requests to other origins', max: 0 }, foreign),
  ];
}
