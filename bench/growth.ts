import { freePort } from '../test/helpers/free-port.ts';
import { createPerson } from '../tools/zoom-simulator/person.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import { signedEvents } from './harness/events.ts';
import { type GrownDatabase, growDatabase } from './harness/grown.ts';
import { type Host, newHosts, unknownHost } from './harness/installations.ts';
import type { LoadJob, LoadRequest, LoadResult } from './harness/load.ts';
import { JOBS, type JobDurations, measurePeriodicJobs } from './harness/periodic-jobs.ts';
import { measureWarm, median } from './harness/rounds.ts';
import { size } from './harness/size.ts';
import { startUplink, uplinkInstance } from './harness/uplink.ts';
import { startWorker, type Worker } from './harness/worker.ts';

const SIZES = size([1_000, 100_000, 1_000_000], [1_000, 1_500]);
const READS = size(200, 10);
const HOSTS = size(20, 3);
const EVENTS = size(100, 5);
const HOUR = 3_600;
/** Part of the redirect URL that the simulated Zoom accepts; nothing listens there. */
const PUBLIC_URL = 'http://127.0.0.1:9';
const NO_PACING = { ZOOM_LIGHT_PER_SECOND: '1000000000', ZOOM_MEDIUM_PER_SECOND: '1000000000' };

export const growth: Benchmark = {
  name: 'growth',
  question: `Does it get slower with more installations? ${SIZES.join(', ')} installations; each round starts a new process: ${READS} reads of different users, then lists and updates of ${HOSTS} hosts, ${EVENTS} webhooks and ${HOSTS} sign-ins, all serially, then each periodic job.`,
  measure: runBenchmark,
};

const REQUESTS = ['read', 'list', 'update', 'webhook', 'sign-in'] as const;

/** Milliseconds: medians of the requests, durations of the jobs. */
type Measured = Record<(typeof REQUESTS)[number], number> & JobDurations;

interface Size extends GrownDatabase {
  hosts: Host[];
  cookies: string[];
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  const load: Worker<LoadJob, LoadResult> = startWorker(bench, new URL('./harness/load.ts', import.meta.url));
  const sizes: Size[] = [];
  for (const installations of SIZES.filter((size) => size <= bench.maxInstallations)) {
    const grown = await growDatabase(bench, installations);
    const hosts = await zoom.addHosts(HOSTS, 3);
    sizes.push({ ...grown, hosts, cookies: await newHosts({ ...grown, hosts, expiresIn: HOUR }) });
  }
  const measured = await measureWarm(
    bench.rounds,
    Object.fromEntries(sizes.map((size) => [size.installations, () => measure(bench, { size, zoom, load })])),
  );
  return figuresOf(sizes.map(({ installations }) => measured[installations] ?? []));
}

interface Setup {
  size: Size;
  zoom: CountedZoom;
  load: Worker<LoadJob, LoadResult>;
}

async function measure(bench: Bench, { size, zoom, load }: Setup): Promise<Measured> {
  const { databaseUrl, encryptionKeys, readers, hosts, cookies } = size;
  const env = {
    ...NO_PACING,
    PUBLIC_URL,
    ZOOM_OAUTH_URL: zoom.oauthUrl,
    ZOOM_API_URL: zoom.apiUrl,
    LIVESTREAM_FRESH_SECONDS: '86400',
  };
  const port = await freePort();
  const server = await startUplink(bench, {
    ...uplinkInstance(port, { databaseUrl, encryptionKeys, env }),
    port,
  });
  const p50 = async (requests: LoadRequest[]) =>
    (await load({ port, connections: 1, requests, order: 'cycle', until: { requests: requests.length } }))
      .p50;
  const start = Math.floor(Math.random() * (readers.length - READS));
  const events = signedEvents(
    Array.from({ length: 50 }, (_, index) => unknownHost(index)),
    EVENTS,
  );

  const read = await p50(
    readers.slice(start, start + READS).map(({ path, cookie }) => ({ path, headers: { cookie } })),
  );
  const list = await p50(
    cookies.map((cookie) => ({
      path: '/api/meetings?type=upcoming',
      headers: { cookie, 'cache-control': 'no-cache' },
    })),
  );
  const update = await p50(hosts.flatMap((host, index) => updatesOf(host, cookies[index] ?? '')));
  const webhook = await p50(events.map((event) => ({ method: 'POST', path: '/webhooks/zoom', ...event })));
  const signIns: number[] = [];
  for (const { userId } of hosts) signIns.push(await signIn(server.url, userId));
  await server.stop();
  return {
    read,
    list,
    update,
    webhook,
    'sign-in': median(signIns),
    ...(await measurePeriodicJobs(databaseUrl)),
  };
}

function updatesOf({ meetings }: Host, cookie: string): LoadRequest[] {
  return meetings.map((meeting) => ({
    method: 'PATCH',
    path: `/api/meetings/${meeting}/livestream`,
    headers: { cookie, 'if-match': '*', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ page_url: `https://www.bench.example/${Math.random()}` }),
  }));
}

/** Milliseconds of both requests to Uplink, without the user's time on Zoom's page. */
async function signIn(url: string, userId: string): Promise<number> {
  const startedAt = performance.now();
  const install = await fetch(`${url}/install`, { redirect: 'manual' });
  const installed = performance.now();
  const cookie = install.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const authorizationUrl = install.headers.get('location') ?? '';
  const callback = await createPerson(() => new URL(authorizationUrl).origin).authorize(
    authorizationUrl,
    userId,
  );
  const continued = performance.now();
  const response = await fetch(callback.replace(PUBLIC_URL, url), {
    headers: { cookie },
    redirect: 'manual',
  });
  if (response.status !== 303) throw new Error(`Signing in failed with ${response.status}.`);
  return installed - startedAt + performance.now() - continued;
}

/** Each size is compared with the smallest one. */
function figuresOf([smallest = [], ...larger]: Measured[][]): Figure[] {
  return [...REQUESTS, ...JOBS].flatMap((name) =>
    larger.map((rounds, index): Figure => {
      const isJob = (JOBS as readonly string[]).includes(name);
      return {
        name: `${name}, ${SIZES[index + 1]?.toLocaleString('en')} installations`,
        unit: 'ms',
        reference: '1,000 installations',
        compare: 'ratio',
        uplink: rounds.map((round) => round[name]),
        baseline: smallest.map((round) => round[name]),
        ...(isJob ? {} : { target: { max: 1.2 } }),
      };
    }),
  );
}
