import type { Bench } from './harness/bench.ts';
import type { Figure, Question } from './harness/benchmark.ts';
import type { CallerJob, CallerResult } from './harness/caller.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import type { Host } from './harness/installations.ts';
import { type Instances, startUplinks } from './harness/instances.ts';
import { alternate, quantile } from './harness/rounds.ts';
import { startWorker, type Worker } from './harness/worker.ts';

const MEETINGS = 30;
/** How long Zoom takes for each call. */
const ZOOM_MS = 250;
const LATER_VISITS = 100;
/** As many as a browser has under way at one origin over HTTP/1.1. */
const TOGETHER = 6;
const HOUR = 3_600;

export const page: Question = {
  name: 'page',
  question: `What does the page of ${MEETINGS} meetings cost, with ${ZOOM_MS} ms for each of Zoom's calls? A new host a round: the list at the first visit, then each livestream once, ${TOGETHER} at a time, then ${LATER_VISITS} later visits within the fresh time. A plain client gets the list and then the livestreams serially.`,
  measure: request,
};

interface Visited {
  /** Milliseconds until the first page was complete. */
  first: number;
  /** The same with each of its livestreams, as Zoom has it. */
  complete: number;
  /** Milliseconds of a later visit, the one in the middle. */
  later: number;
  /** Zoom's calls for a visit. */
  firstCalls: number;
  laterCalls: number;
}

type Caller = Worker<CallerJob, CallerResult>;

async function request(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  const instances = await startUplinks(bench, { name: 'page', count: 1, zoom });
  const call: Caller = startWorker(bench, new URL('./harness/caller.ts', import.meta.url));
  await zoom.delayResponses(ZOOM_MS);
  const { uplink, plain } = await alternate(bench.rounds, {
    uplink: () => visitUplink(zoom, instances, call),
    plain: () => visitZoom(zoom, call),
  });
  return figuresOf(uplink, plain);
}

async function visitUplink(zoom: CountedZoom, instances: Instances, call: Caller): Promise<Visited> {
  const host = await newHost(zoom);
  const [headers = {}] = await instances.admit([host], HOUR);
  const api = `${instances.servers[0]?.url}/api/meetings`;
  const list = [`${api}?type=upcoming`];
  const livestreams = host.meetings.map((meeting) => `${api}/${meeting}/livestream`);
  await zoom.requested();

  const { ms: first } = await call({ urls: list, headers, calls: 1, concurrency: 1 });
  const { apiCalls: firstCalls } = await zoom.requested();
  const startedAt = performance.now();
  await call({ urls: livestreams, headers, calls: MEETINGS, concurrency: TOGETHER });
  const rest = performance.now() - startedAt;
  await zoom.requested();
  const { ms: later } = await call({ urls: list, headers, calls: LATER_VISITS, concurrency: 1 });
  const { apiCalls } = await zoom.requested();
  await expectWholePage(list[0] ?? '', headers);
  return {
    first: sum(first),
    complete: sum(first) + rest,
    later: quantile(later, 0.5),
    firstCalls,
    laterCalls: apiCalls / LATER_VISITS,
  };
}

/** It keeps nothing, so that a later visit is a first one. */
async function visitZoom(zoom: CountedZoom, call: Caller): Promise<Visited> {
  const host = await newHost(zoom);
  const headers = { authorization: `Bearer ${host.accessToken}` };
  const list = `${zoom.apiUrl}/users/me/meetings?type=upcoming&page_size=${MEETINGS}`;
  const livestreams = host.meetings.map((meeting) => `${zoom.apiUrl}/meetings/${meeting}/livestream`);
  await zoom.requested();
  const urls = [list, ...livestreams];
  const took = sum((await call({ urls, headers, calls: urls.length, concurrency: 1 })).ms);
  const { apiCalls } = await zoom.requested();
  return { first: took, complete: took, later: took, firstCalls: apiCalls, laterCalls: apiCalls };
}

async function newHost(zoom: CountedZoom): Promise<Host> {
  const [host] = await zoom.addHosts(1, MEETINGS);
  if (host === undefined) throw new Error('No host was added.');
  return host;
}

/** A page that lacks something would be quick. */
async function expectWholePage(url: string, headers: Record<string, string>): Promise<void> {
  const { meetings } = (await (await fetch(url, { headers })).json()) as {
    meetings: { livestream: object | null }[];
  };
  const known = meetings.filter(({ livestream }) => livestream !== null);
  if (known.length !== MEETINGS) throw new Error(`The page has ${known.length} livestreams.`);
}

function sum(ms: readonly number[]): number {
  return ms.reduce((total, each) => total + each, 0);
}

function figuresOf(ours: Visited[], theirs: Visited[]): Figure[] {
  const figure = (name: string, unit: string, of: (visited: Visited) => number): Figure => ({
    name,
    unit,
    reference: 'a plain client',
    compare: 'alone',
    uplink: ours.map(of),
    theirs: theirs.map(of),
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
