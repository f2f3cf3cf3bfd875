/** `npm run screenshots`: takes every screen of the current sources, with the simulated Zoom. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { startWithBrowser } from '../test/browser/start.ts';
import { bulkUpdateFinished, startBulkUpdate } from '../test/helpers/bulk.ts';
import type { Client } from '../test/helpers/client.ts';
import { ensureTemplate } from '../test/helpers/database-template.ts';
import { startTemporaryPostgres } from '../test/helpers/temporary-postgres.ts';
import { enableWebhooks, webhooksProcessed } from '../test/helpers/webhooks.ts';
import { seededUsers } from '../tools/zoom-simulator/simulator.ts';

const WIDTHS = [360, 1280];
const SCHEMES = ['light', 'dark'] as const;
const LIVE = '82915473621';
const CONFIGURED = '83640019275';
const NOT_CONFIGURED = '85530916472';
const BULK = ['84127750386', '83640019275', NOT_CONFIGURED];

const OUT = '.data/screenshots';
const HELP = `Takes every screen of the user interface, ${WIDTHS.join(' and ')} pixels wide, light and dark.

  npm run screenshots -- [options]

  --out FOLDER   output folder. Default: ${OUT}
  --only NAMES   only these, separated by commas: ${Object.keys(screens('')).join(', ')}
  --size WxH     one viewport of this size, such as 800x640, and only its contents
  --first-view   only the first viewport instead of the whole page
  --help
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    out: { type: 'string', default: OUT },
    only: { type: 'string' },
    size: { type: 'string' },
    'first-view': { type: 'boolean', default: false },
  },
});

const endings: (() => unknown)[] = [];
const [onlyWidth, height = 800] = values.size?.split('x').map(Number) ?? [];
const widths = onlyWidth === undefined ? WIDTHS : [onlyWidth];
const isFullPage = !values['first-view'] && values.size === undefined;
const only = values.only?.split(',');
const unknown = only?.filter((name) => !Object.hasOwn(screens(''), name)) ?? [];
if (values.help) process.stdout.write(HELP);
else if (unknown.length > 0) {
  process.stderr.write(`Unknown screen: ${unknown.join(', ')}.\n\n${HELP}`);
  process.exitCode = 2;
} else {
  try {
    await run();
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

async function run(): Promise<void> {
  const postgres = await startTemporaryPostgres();
  endings.push(postgres.stop);
  process.env.TEST_DATABASE_URL = postgres.url;
  await ensureTemplate(postgres.url);
  const stage = await startWithBrowser({ teardown: (end) => endings.push(end) });
  enableWebhooks(stage.uplink);
  const host = await stage.uplink.signIn(seededUsers.events.id);
  const bulkId = await createSampleData(host);
  await webhooksProcessed(stage.uplink);
  await mkdir(values.out, { recursive: true });

  for (const [name, { path, signedOut, press }] of Object.entries(screens(bulkId))) {
    if (only !== undefined && !only.includes(name)) continue;
    for (const width of widths)
      for (const colorScheme of SCHEMES) {
        const page = await stage.newPage({ viewport: { width, height }, colorScheme });
        if (!signedOut) await copyCookies(page, host, stage.url);
        await page.goto(`${stage.url}${path}`);
        await loaded(page);
        if (press) await page.getByRole('button', { name: press, exact: true }).click();
        const file = join(values.out, `${name}-${width}-${colorScheme}.png`);
        await rm(file, { force: true });
        await page.screenshot({ path: file, fullPage: isFullPage });
        process.stdout.write(`${file}\n`);
        await page.context().close();
      }
  }
}

/** `press` names a button to press first. */
function screens(bulkId: string): Record<string, { path: string; signedOut?: true; press?: string }> {
  return {
    'signed-out': { path: '/', signedOut: true },
    meetings: { path: '/' },
    webinars: { path: '/webinars' },
    'meeting-live': { path: `/meetings/${LIVE}` },
    meeting: { path: `/meetings/${CONFIGURED}` },
    'meeting-form': { path: `/meetings/${CONFIGURED}`, press: 'Change' },
    'meeting-not-configured': { path: `/meetings/${NOT_CONFIGURED}` },
    destinations: { path: '/destinations' },
    bulk: { path: '/bulk' },
    'bulk-done': { path: `/bulk/${bulkId}` },
    account: { path: '/account' },
    panel: { path: '/panel' },
    documentation: { path: '/documentation', signedOut: true },
    privacy: { path: '/privacy', signedOut: true },
    terms: { path: '/terms', signedOut: true },
    support: { path: '/support', signedOut: true },
  };
}

/** Creates the data of an active host: destinations, a history, a live stream, a bulk update. */
async function createSampleData(host: Client): Promise<string> {
  await host.request('DELETE', '/api/me/first-steps');
  const destinations = [
    {
      name: 'Main channel',
      stream_url: 'rtmps://a.rtmps.youtube.com/live2',
      page_url: 'https://www.youtube.com/live/main',
    },
    { name: 'Twitch', stream_url: 'rtmp://live.twitch.tv/app', page_url: 'https://www.twitch.tv/northside' },
    {
      name: 'Own server',
      stream_url: 'rtmp://ingest.northside.example/live',
      page_url: 'https://watch.northside.example/',
    },
  ];
  for (const [index, destination] of destinations.entries())
    await host.post('/api/destinations', {
      body: { ...destination, stream_key: `not-a-real-key-${index}00${index}` },
    });
  await host.get('/api/meetings');
  for (const id of [LIVE, CONFIGURED, ...BULK]) await host.get(`/api/meetings/${id}/livestream`);
  const livestream = `/api/meetings/${CONFIGURED}/livestream`;
  await host.patch(livestream, { resolution: '1080p' }, { 'if-match': '*' });
  await host.get(`${livestream}?include=stream_key`);
  await host.patch(`/api/meetings/${LIVE}/livestream/status`, { action: 'start' });
  const changes = { page_url: 'https://www.youtube.com/live/main', resolution: '1080p' };
  const path = await startBulkUpdate(host, { meeting_ids: BULK, changes });
  await bulkUpdateFinished(host, path);
  return path.split('/').at(-1) ?? '';
}

async function copyCookies(page: Page, { cookies }: Client, url: string): Promise<void> {
  await page.context().addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
}

/** Waits until the screen has loaded. An open event stream keeps the network busy forever. */
async function loaded(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.locator('main h1').waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
