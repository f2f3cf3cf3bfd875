import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import type { BurstJob, BurstResult } from './harness/burst.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import { type Instances, startSmallApps, startUplinks } from './harness/instances.ts';
import { measureWarm, quantile } from './harness/rounds.ts';
import { size } from './harness/size.ts';
import { startWorker, type Worker } from './harness/worker.ts';

const CALLERS = size(100, 10);
const INSTANCES = size([1, 2, 4], [1, 2]);
/** Zoom's latency per refresh. */
const ZOOM_MS = 150;
const EXPIRED = -60;

export const stampede: Benchmark = {
  name: 'stampede',
  question: `How many refreshes, errors and milliseconds do ${CALLERS} concurrent callers cause, on ${INSTANCES.join(', ')} instances, for a host whose token has expired? Each round has a new host; each caller bypasses the cache; Zoom takes ${ZOOM_MS} ms per refresh.`,
  peer: 'part',
  measure: runBenchmark,
};

interface Measured {
  refreshes: number;
  /** Callers that got a 200 (percent). */
  responded: number;
  /** 99th percentile less Zoom's latency (milliseconds). */
  added: number;
}

interface Side {
  instances: Instances;
  path(userId: string, meeting: string): string;
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: ZOOM_MS });
  const uplink = await uplinkSide(bench, zoom);
  const others = await otherSides(bench, zoom);
  const send = startWorker<BurstJob, BurstResult>(bench, new URL('./harness/burst.ts', import.meta.url));
  const figures: Figure[] = [];
  for (const count of INSTANCES) {
    const measured = await measureWarm(bench.rounds, {
      uplink: () => measure(zoom, send, uplink, count),
      ...Object.fromEntries(
        Object.entries(others).map(([name, side]) => [name, () => measure(zoom, send, side, count)]),
      ),
    });
    const { uplink: ours, ...baseline } = measured as Record<string, Measured[]>;
    for (const [reference, rounds] of Object.entries(baseline))
      figures.push(...figuresOf(count, reference, ours ?? [], rounds));
  }
  return figures;
}

async function uplinkSide(bench: Bench, zoom: CountedZoom): Promise<Side> {
  const instances = await startUplinks(bench, { name: 'stampede', count: Math.max(...INSTANCES), zoom });
  return { instances, path: (_userId, meeting) => `/api/meetings/${meeting}/livestream` };
}

async function otherSides(bench: Bench, zoom: CountedZoom): Promise<Record<string, Side>> {
  const start = async (script: 'rivet' | 'fastify-oauth2'): Promise<Side> => {
    const name = `stampede_${script}`;
    const instances = await startSmallApps(bench, script, { name, count: Math.max(...INSTANCES), zoom });
    return {
      instances,
      path: (user, meeting) => `/livestream?${new URLSearchParams({ user, meeting })}`,
    };
  };
  return {
    ...(bench.peerDirectory === undefined ? {} : { '@zoom/rivet': await start('rivet') }),
    '@fastify/oauth2': await start('fastify-oauth2'),
  };
}

async function measure(
  zoom: CountedZoom,
  send: Worker<BurstJob, BurstResult>,
  { instances, path }: Side,
  count: number,
): Promise<Measured> {
  const [host] = await zoom.addHosts(1, 1);
  if (host === undefined) throw new Error('No host was added.');
  const [headers] = await instances.signIn([host], EXPIRED);
  await zoom.expire(host.userId);
  await zoom.requested();
  const servers = instances.servers.slice(0, count);
  const requests = Array.from({ length: CALLERS }, (_, caller) => ({
    url: `${servers[caller % count]?.url}${path(host.userId, host.meetings[0] ?? '')}`,
    headers: { ...headers, 'cache-control': 'no-cache' },
  }));
  const { statuses, ms } = await send({ requests, over: 0 });
  const { refreshes } = await zoom.requested();
  return {
    refreshes,
    responded: (100 * statuses.filter((status) => status === 200).length) / CALLERS,
    added: quantile(ms, 0.99) - ZOOM_MS,
  };
}

/** For refreshes and responses, the worst round counts, not the median. */
function figuresOf(count: number, reference: string, ours: Measured[], baseline: Measured[]): Figure[] {
  const worst = (member: 'refreshes' | 'responded', pick: (...values: number[]) => number) => ({
    uplink: [pick(...ours.map((round) => round[member]))],
    baseline: [pick(...baseline.map((round) => round[member]))],
  });
  const where = `${count} instance${count === 1 ? '' : 's'}`;
  const figure = { reference, compare: 'alone' } as const;
  return [
    {
      ...figure,
      name: `${where}: refreshes, max`,
      unit: '',
      ...worst('refreshes', Math.max),
      target: { max: 1 },
    },
    {
      ...figure,
      name: `${where}: 200 responses, min`,
      unit: '%',
      ...worst('responded', Math.min),
      target: { min: 100 },
    },
    {
      ...figure,
      name: `${where}: p99 less Zoom's ${ZOOM_MS} ms`,
      unit: 'ms',
      uplink: ours.map(({ added }) => added),
      baseline: baseline.map(({ added }) => added),
      target: { max: 250 },
    },
  ];
}
