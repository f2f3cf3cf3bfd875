import { cpus } from 'node:os';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import type { Host } from './harness/installations.ts';
import { startUplinks } from './harness/instances.ts';
import type { LoadJob, LoadRequest, LoadResult } from './harness/load.ts';
import { measureWarm } from './harness/rounds.ts';
import { size } from './harness/size.ts';
import { startWorker, type Worker } from './harness/worker.ts';

const COUNTS = [1, 2, 4];
const HOSTS = size(200, 8);
const SECONDS = size(5, 0.5);
/** For each instance, from its own load generator. */
const CONNECTIONS = 16;
const HOUR = 3_600;
/** Of 20 requests. */
const READS = 16;
const LISTS = 3;

export const instances: Benchmark = {
  name: 'instances',
  question: `How many requests per second do ${COUNTS.join(', ')} instances on one PostgreSQL serve? ${READS} cached reads, ${LISTS} lists and one update of 20 requests, ${HOSTS} users, ${CONNECTIONS} connections per instance; Zoom responds immediately.`,
  measure: runBenchmark,
};

interface Measured {
  perSecond: number;
  /** CPU of all instances, in microseconds. */
  cpuPerRequest: number;
  /** Share of all cores that was in use: instances, PostgreSQL, Zoom and load generators. */
  busy: number;
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  const hosts = await zoom.addHosts(HOSTS, 1);
  const sides: (() => Promise<Measured>)[] = [];
  // Serially, because concurrent starts could choose the same free port.
  for (const count of COUNTS) sides.push(await openSide(bench, { count, zoom, hosts }));
  const measured = await measureWarm(
    bench.rounds,
    Object.fromEntries(sides.map((measure, index) => [String(COUNTS[index]), measure])),
  );
  return figuresOf(COUNTS.map((count) => measured[String(count)] ?? []));
}

interface Setup {
  count: number;
  zoom: CountedZoom;
  hosts: Host[];
}

async function openSide(bench: Bench, { count, zoom, hosts }: Setup): Promise<() => Promise<Measured>> {
  const { servers, signIn } = await startUplinks(bench, { name: `instances_${count}`, count, zoom });
  const headers = await signIn(hosts, HOUR);
  const users = hosts.map((host, index) => ({ host, headers: headers[index] ?? {} }));
  const generators = servers.map((server, index) => {
    const load: Worker<LoadJob, LoadResult> = startWorker(
      bench,
      new URL('./harness/load.ts', import.meta.url),
    );
    // Each instance updates meetings of its own, so that none waits for another's update.
    const updated = users.filter((_, user) => user % count === index);
    return { server, load, requests: mixOf(users, updated) };
  });

  return async () => {
    const cpuBefore = await cpuMicros();
    const timesBefore = coreTimes();
    const results = await Promise.all(
      generators.map(({ server: { port }, load, requests }, index) =>
        load({
          ...{ port, requests, connections: CONNECTIONS },
          order: { seed: index + 1 },
          until: { seconds: SECONDS },
        }),
      ),
    );
    const times = coreTimes();
    const requests = results.reduce((sum, result) => sum + result.requests, 0);
    return {
      perSecond: results.reduce((sum, { requests, seconds }) => sum + requests / seconds, 0),
      cpuPerRequest: ((await cpuMicros()) - cpuBefore) / requests,
      busy: 1 - (times.idle - timesBefore.idle) / (times.total - timesBefore.total),
    };
  };

  async function cpuMicros(): Promise<number> {
    const usages = await Promise.all(servers.map((server) => server.usage()));
    return usages.reduce((sum, usage) => sum + usage.cpuMicros, 0);
  }
}

type User = { host: Host; headers: Record<string, string> };

function mixOf(users: User[], updated: User[]): LoadRequest[] {
  return users.flatMap((user, index): LoadRequest[] => {
    const { host, headers } = user;
    const read = { path: `/api/meetings/${host.meetings[0]}/livestream`, headers };
    const list = { path: '/api/meetings?type=upcoming', headers };
    const own = updated[index % updated.length] ?? user;
    return [...Array(READS).fill(read), ...Array(LISTS).fill(list), updateOf(own, index)];
  });
}

function updateOf({ host, headers }: User, index: number): LoadRequest {
  return {
    method: 'PATCH',
    path: `/api/meetings/${host.meetings[0]}/livestream`,
    headers: { ...headers, 'if-match': '*', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ page_url: `https://www.bench.example/${index}` }),
  };
}

/** Milliseconds of all cores since the machine started. */
function coreTimes(): { idle: number; total: number } {
  const times = cpus().map((core) => core.times);
  const total = times.reduce((sum, core) => sum + core.user + core.nice + core.sys + core.irq + core.idle, 0);
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), total };
}

/** Two and four instances are compared with one. */
function figuresOf([one = [], ...more]: Measured[][]): Figure[] {
  return more.flatMap((rounds, index): Figure[] => {
    const count = COUNTS[index + 1];
    const figure = (name: string, unit: string, of: (measured: Measured) => number): Figure => ({
      ...{ name: `${count} instances: ${name}`, unit, reference: '1 instance', compare: 'ratio' as const },
      uplink: rounds.map(of),
      baseline: one.map(of),
    });
    return [
      figure('requests per second', 'req/s', ({ perSecond }) => perSecond),
      figure('CPU per request', 'µs', ({ cpuPerRequest }) => cpuPerRequest),
      figure('cores in use', '%', ({ busy }) => 100 * busy),
    ];
  });
}
