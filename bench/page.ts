import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import type { CallerJob, CallerResult } from './harness/caller.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import type { Host } from './harness/installations.ts';
import { type Instances, startUplinks } from './harness/instances.ts';
import { measureWarm, quantile } from './harness/rounds.ts';
import { size } from './harness/size.ts';
import { startWorker, type Worker } from './harness/worker.ts';

const MEETINGS = 30;
/** Zoom's latency per call. */
const ZOOM_MS = size(250, 50);
const LATER_VISITS = size(100, 5);
/** Maximum number of concurrent requests per origin in browsers (HTTP/1.1). */
const MAX_CONCURRENT = 6;
const HOUR = 3_600;

export const page: Benchmark = {
  name: 'page',
  question: `How long does the page of ${MEETINGS} meetings take, and how many Zoom calls, if Zoom takes ${ZOOM_MS} ms per call? Each round has a new host: the list, then each livestream once, ${MAX_CONCURRENT} at a time, then ${LATER_VISITS} more visits while the cache is fresh. A plain client gets the list and then the livestreams serially.`,
  measure: runBenchmark,
};

interface Visit {
  /** Milliseconds until the first page was complete. */
  first: number;
  /** Milliseconds until each of its livestreams was fetched from Zoom, too. */
  complete: number;
  /** Median of the later visits (milliseconds). */
  later: number;
  /** Calls to Zoom per visit. */
  firstCalls: number;
  laterCalls: number;
}

type Caller = Worker<CallerJob, CallerResult>;

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  const instances = await startUplinks(bench, { name: 'page', count: 1, zoom });
  const call: Caller = startWorker(bench, new URL('./harness/caller.ts', import.meta.url));
  await zoom.delayResponses(ZOOM_MS);
  const { uplink, plain } = await measureWarm(bench.rounds, {
    uplink: () => visitUplink(zoom, instances, call),
    plain: () => visitZoom(zoom, call),
  });
  return figuresOf(uplink, plain);
}

async function visitUplink(zoom: CountedZoom, instances: Instances, call: Caller): Promise<Visit> {
  const host = await newHost(zoom);
  const [headers = {}] = await instances.signIn([host], HOUR);
  const api = `${instances.servers[0]?.url}/api/meetings`;
  const list = [`${api}?type=upcoming`];
  const livestreams = host.meetings.map((meeting) => `${api}/${meeting}/livestream`);
  await zoom.requested();

  const { ms: first } = await call({ urls: list, headers, calls: 1, concurrency: 1 });
  const { apiCalls: firstCalls } = await zoom.requested();
  const startedAt = performance.now();
  await call({ urls: livestreams, headers, calls: MEETINGS, concurrency: MAX_CONCURRENT });
  const rest = performance.now() - startedAt;
  await zoom.requested();
  const { ms: later } = await call({ urls: list, headers, calls: LATER_VISITS, concurrency: 1 });
  const { apiCalls } = await zoom.requested();
  await expectCompletePage(list[0] ?? '', headers);
  return {
    first: sum(first),
    complete: sum(first) + rest,
    later: quantile(later, 0.5),
    firstCalls,
    laterCalls: apiCalls / LATER_VISITS,
  };
}

/** A plain client has no cache, so each visit costs the same as the first. */
async function visitZoom(zoom: CountedZoom, call: Caller): Promise<Visit> {
  const host = await newHost(zoom);
  const headers = { authorization: `Bearer ${host.accessToken}` };
  const list = `${zoom.apiUrl}/users/me/meetings?type=upcoming&page_size=${MEETINGS}`;
  const livestreams = host.meetings.map((meeting) => `${zoom.apiUrl}/meetings/${meeting}/livestream`);
  await zoom.requested();
  const urls = [list, ...livestreams];
  const total = sum((await call({ urls, headers, calls: urls.length, concurrency: 1 })).ms);
  const { apiCalls } = await zoom.requested();
  return { first: total, complete: total, later: total, firstCalls: apiCalls, laterCalls: apiCalls };
}

async function newHost(zoom: CountedZoom): Promise<Host> {
  const [host] = await zoom.addHosts(1, MEETINGS);
  if (host === undefined) throw new Error('No host was added.');
  return host;
}

/** Verifies that the measured page was complete: a partial one would be faster. */
async function expectCompletePage(url: string, headers: Record<string, string>): Promise<void> {
  const { meetings } = (await (await fetch(url, { headers })).json()) as {
    meetings: { livestream: object | null }[];
  };
  const cached = meetings.filter(({ livestream }) => livestream !== null);
  if (cached.length !== MEETINGS) throw new Error(`The page has ${cached.length} livestreams.`);
}

function sum(ms: readonly number[]): number {
  return ms.reduce((total, each) => total + each, 0);
}

function figuresOf(ours: Visit[], baseline: Visit[]): Figure[] {
  const figure = (name: string, unit: string, of: (visit: Visit) => number): Figure => ({
    name,
    unit,
    reference: 'a plain client',
    compare: 'alone',
    uplink: ours.map(of),
    baseline: baseline.map(of),
  });
  return [
    {
      ...figure('first visit: Zoom round trips of latency', '', ({ first }) => first / ZOOM_MS),
      target: { max: 2 },
    },
    { ...figure('first visit: Zoom calls', '', ({ firstCalls }) => firstCalls), target: { max: 1 } },
    { ...figure('later visit: p50', 'ms', ({ later }) => later), target: { max: 15 } },
    { ...figure('later visit: Zoom calls', '', ({ laterCalls }) => laterCalls), target: { max: 1 } },
    figure('first visit and each livestream', 'ms', ({ complete }) => complete),
  ];
}
