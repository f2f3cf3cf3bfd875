import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure, Target } from './harness/benchmark.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import type { Host } from './harness/installations.ts';
import { type Instances, startSmallApps, startUplinks } from './harness/instances.ts';
import type { LoadJob, LoadRequest, LoadResult } from './harness/load.ts';
import { measureWarm } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { size } from './harness/size.ts';
import { smallMachine } from './harness/small-machine.ts';
import { startWorker, type Worker } from './harness/worker.ts';

const USERS = size(1_000, 20);
const WARM_READS = size(5_000, 50);
const UPDATES = size(500, 20);
/** The latency of a real Zoom. Fewer calls are enough with it. */
const ZOOM_MS = 100;
const SLOW_READS = size(500, 20);
const SLOW_UPDATES = size(200, 10);
const CONNECTIONS = 16;
const HOUR = 3_600;

export const peer: Benchmark = {
  name: 'peer',
  question: `How fast are reads and updates for ${USERS} users, compared with @zoom/rivet in a small server? A round: each user's next meeting once (cold), ${WARM_READS} reads of random ones (warm), ${UPDATES} updates; ${CONNECTIONS} connections; Zoom responds immediately. Then ${SLOW_READS} cold reads and ${SLOW_UPDATES} updates, and Zoom takes ${ZOOM_MS} ms per call. With the heap of a 256 MB machine.`,
  peer: 'all',
  measure: runBenchmark,
};

interface Side {
  server: ServerProcess;
  /** Request headers of each user, in the order of the users. */
  headers: Record<string, string>[];
  path(host: Host, meeting: string): string;
  updateHeaders: Record<string, string>;
  /** Added to the path of an update that gives the guarantees of Uplink. */
  guardedQuery: string;
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  // Each round, including the warm-up, uses two meetings per host. Both sides read the same
  // meetings with the same tokens.
  const hosts = await zoom.addHosts(USERS, 2 * (bench.rounds + 1));
  const load = startWorker<LoadJob, LoadResult>(bench, new URL('./harness/load.ts', import.meta.url));
  const sides = { uplink: await uplinkSide(bench, zoom, hosts), rivet: await rivetSide(bench, zoom, hosts) };
  const round = { uplink: 0, rivet: 0 };
  const measured = await measureWarm(bench.rounds, {
    uplink: () => measure(zoom, load, sides.uplink, hosts, round.uplink++),
    rivet: () => measure(zoom, load, sides.rivet, hosts, round.rivet++),
  });
  return figuresOf(measured.uplink, measured.rivet);
}

async function uplinkSide(bench: Bench, zoom: CountedZoom, hosts: Host[]): Promise<Side> {
  const instances = await startUplinks(bench, { name: 'peer_uplink', count: 1, zoom, node: smallMachine });
  return {
    ...(await signedIn(instances, hosts)),
    path: (_host, meeting) => `/api/meetings/${meeting}/livestream`,
    updateHeaders: { 'if-match': '*', 'sec-fetch-site': 'same-origin' },
    guardedQuery: '',
  };
}

async function rivetSide(bench: Bench, zoom: CountedZoom, hosts: Host[]): Promise<Side> {
  const instances = await startSmallApps(bench, 'rivet', {
    name: 'peer_rivet',
    count: 1,
    zoom,
    node: smallMachine,
  });
  return {
    ...(await signedIn(instances, hosts)),
    path: ({ userId: user }, meeting) => `/livestream?${new URLSearchParams({ user, meeting })}`,
    updateHeaders: {},
    guardedQuery: '&guarded=1',
  };
}

async function signedIn({ servers: [server], signIn }: Instances, hosts: Host[]) {
  if (server === undefined) throw new Error('No server was started.');
  return { server, headers: await signIn(hosts, HOUR) };
}

interface Throughput {
  perSecond: number;
  /** Milliseconds. */
  p99: number;
}

interface Measured {
  cold: Throughput;
  warm: Throughput;
  updates: Throughput;
  /** Updates with the guarantees of Uplink, on both sides. */
  guarded: Throughput;
  /** The same with latency at Zoom. */
  slowCold: Throughput;
  slowUpdates: Throughput;
  slowGuarded: Throughput;
  /** Calls to Zoom per 1,000 reads, cold and warm. */
  calls: number;
  /** MiB. */
  resident: number;
}

async function measure(
  zoom: CountedZoom,
  load: Worker<LoadJob, LoadResult>,
  side: Side,
  hosts: Host[],
  round: number,
): Promise<Measured> {
  const { reads, updates, guarded } = requestsOf(side, hosts, 2 * round);
  const later = requestsOf(side, hosts.slice(0, SLOW_READS), 2 * round + 1);
  const run = async (
    requests: LoadRequest[],
    count: number,
    order: LoadJob['order'] = 'cycle',
  ): Promise<Throughput> => {
    const until = { requests: count };
    const { seconds, p99 } = await load({
      port: side.server.port,
      connections: CONNECTIONS,
      requests,
      order,
      until,
    });
    return { perSecond: count / seconds, p99 };
  };

  await zoom.requested();
  const cold = await run(reads, USERS);
  const warm = await run(reads, WARM_READS, { seed: round + 1 });
  const { apiCalls } = await zoom.requested();
  const { rssBytes } = await side.server.usage();
  const fast = { cold, warm, updates: await run(updates, UPDATES), guarded: await run(guarded, UPDATES) };
  await zoom.delayResponses(ZOOM_MS);
  const slow = {
    slowCold: await run(later.reads, SLOW_READS),
    slowUpdates: await run(later.updates, SLOW_UPDATES),
    slowGuarded: await run(later.guarded, SLOW_UPDATES),
  };
  await zoom.delayResponses(0);
  return {
    ...fast,
    ...slow,
    calls: (1_000 * apiCalls) / (USERS + WARM_READS),
    resident: rssBytes / 1024 / 1024,
  };
}

/** For each host, a read and an update of one of its meetings. */
function requestsOf({ path, headers, updateHeaders, guardedQuery }: Side, hosts: Host[], meeting: number) {
  const reads = hosts.map((host, index): LoadRequest => {
    return { path: path(host, host.meetings[meeting] ?? ''), headers: headers[index] ?? {} };
  });
  const updates = reads.map((read): LoadRequest => {
    return {
      ...read,
      method: 'PATCH',
      headers: { ...read.headers, ...updateHeaders },
      body: changesOf(meeting),
    };
  });
  // Another key, so that the update changes something again.
  const guarded = updates.map((update): LoadRequest => {
    return { ...update, path: `${update.path}${guardedQuery}`, body: changesOf(meeting + 1_000) };
  });
  return { reads, updates, guarded };
}

function changesOf(meeting: number): string {
  return JSON.stringify({
    stream_url: 'rtmp://ingest.bench.example/live',
    stream_key: `not-a-real-key-${meeting}`,
    page_url: 'https://www.bench.example/watch',
  });
}

function figuresOf(ours: Measured[], baseline: Measured[]): Figure[] {
  const figure = (
    name: string,
    unit: string,
    target: Target | undefined,
    of: (round: Measured) => number,
  ): Figure => ({
    name,
    unit,
    reference: '@zoom/rivet',
    compare: 'ratio',
    uplink: ours.map(of),
    baseline: baseline.map(of),
    ...(target && { target }),
  });
  const both = (what: string, of: (round: Measured) => Throughput, isComparable = true): Figure[] => [
    figure(
      `${what} per second`,
      'req/s',
      isComparable ? { min: 1 } : undefined,
      (round) => of(round).perSecond,
    ),
    figure(`${what}: p99`, 'ms', isComparable ? { max: 1 } : undefined, (round) => of(round).p99),
  ];
  /** One call to Zoom cannot be compared with the three that Uplink's guarantees need. */
  const isComparable = false;
  return [
    ...both('cold reads', ({ cold }) => cold),
    ...both('warm reads', ({ warm }) => warm),
    ...both('updates', ({ updates }) => updates, isComparable),
    ...both('updates, same guarantees', ({ guarded }) => guarded),
    ...both(`cold reads, Zoom ${ZOOM_MS} ms`, ({ slowCold }) => slowCold),
    ...both(`updates, Zoom ${ZOOM_MS} ms`, ({ slowUpdates }) => slowUpdates, isComparable),
    ...both(`updates, same guarantees, Zoom ${ZOOM_MS} ms`, ({ slowGuarded }) => slowGuarded),
    figure(`RSS with ${USERS} users`, 'MiB', { max: 1 }, ({ resident }) => resident),
    figure('Zoom calls per 1,000 reads', '', { max: 1 }, ({ calls }) => calls),
  ];
}
