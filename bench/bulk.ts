import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure, Target } from './harness/benchmark.ts';
import { type BulkOutcome, type BulkTargets, beginBulk, bulkTargets, readBulk } from './harness/bulk.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import { type Instances, startUplinks } from './harness/instances.ts';
import { measureRounds } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { size } from './harness/size.ts';
import type { ApiCall } from './harness/zoom-process.ts';

const MEETINGS = size(500, 90);
const WARM_UP = size(50, 5);
/** A round takes two minutes, mostly waiting for Zoom's limit. More rounds add no information. */
const MAX_ROUNDS = 2;
const LIGHT_PER_SECOND = 30;
/** Zoom's latency, so that calls are in progress when the instance is killed. */
const ZOOM_MS = 100;
const POLL_MS = 500;
const DONE_WITHIN_MS = 300_000;
const HOUR = 3_600;

export const bulk: Benchmark = {
  name: 'bulk',
  question: `How much of an account's limit of ${LIGHT_PER_SECOND} calls per second does a bulk update of ${MEETINGS} meetings use on two instances, if Zoom takes ${ZOOM_MS} ms per call? Then the same, but the instance that processes it is killed. Each round has new instances and a warm-up of ${WARM_UP} meetings; at most ${MAX_ROUNDS} rounds.`,
  measure: runBenchmark,
};

interface Measured extends BulkOutcome {
  /** Accepted calls divided by those that the limit allows until the last call. */
  share: number;
  seconds: number;
  /** Meetings that Uplink reports as done and for which Zoom received a PATCH. */
  changed: number;
  /** Responses with 429. */
  rejected: number;
  /** PATCHes that Zoom accepted for a meeting that was changed before. */
  repeated: number;
  /** The longest time without a call to Zoom (seconds). */
  silence: number;
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  await zoom.limitLight(LIGHT_PER_SECOND);
  await zoom.delayResponses(ZOOM_MS);
  let started = 0;
  const start = (count: number) => {
    started += 1;
    const env = { ZOOM_LIGHT_PER_SECOND: String(LIGHT_PER_SECOND) };
    return startUplinks(bench, { name: `bulk_${started}`, count, zoom, env });
  };
  const { undisturbed, killed } = await measureRounds(Math.min(bench.rounds, MAX_ROUNDS), {
    undisturbed: async () => withoutKill(zoom, await start(2)),
    killed: async () => withKill(zoom, await start(1)),
  });
  return [...figuresOf('', undisturbed), ...figuresOf('one killed: ', killed)];
}

async function withoutKill(zoom: CountedZoom, instances: Instances): Promise<Measured> {
  const [server] = instances.servers;
  if (server === undefined) throw new Error('No server was started.');
  const { targets, startedAt, path } = await begin(zoom, instances, server);
  const outcome = await untilDone(server, path, targets);
  await Promise.all(instances.servers.map(({ stop }) => stop()));
  return measuredOf(outcome, startedAt, await zoom.calls());
}

/** Starts the second instance after the first has begun, so that the first one processes it. */
async function withKill(zoom: CountedZoom, instances: Instances): Promise<Measured> {
  const [working] = instances.servers;
  if (working === undefined) throw new Error('No server was started.');
  const { targets, startedAt, path } = await begin(zoom, instances, working);
  const other = await instances.add();
  await until(async () => (await readBulk(other, path, targets)).done >= MEETINGS / 2);
  await working.kill();
  if ((await readBulk(other, path, targets)).isDone)
    throw new Error('The bulk update was done before the kill.');
  const outcome = await untilDone(other, path, targets);
  await other.stop();
  return measuredOf(outcome, startedAt, await zoom.calls());
}

async function begin(zoom: CountedZoom, instances: Instances, server: ServerProcess) {
  const warmUp = await newTargets(zoom, instances, WARM_UP);
  await untilDone(server, await beginBulk(server, warmUp), warmUp);
  const targets = await newTargets(zoom, instances, MEETINGS);
  await zoom.calls();
  const startedAt = Date.now();
  return { targets, startedAt, path: await beginBulk(server, targets) };
}

async function newTargets(zoom: CountedZoom, instances: Instances, count: number): Promise<BulkTargets> {
  const hosts = await zoom.addHosts(1, count);
  const [headers = {}] = await instances.signIn(hosts, HOUR);
  return bulkTargets(hosts[0]?.meetings ?? [], headers);
}

async function untilDone(server: ServerProcess, path: string, targets: BulkTargets): Promise<BulkOutcome> {
  await until(async () => (await readBulk(server, path, targets)).isDone);
  return readBulk(server, path, targets);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('The bulk update was not processed in time.');
    await delay(POLL_MS);
  }
}

function measuredOf(outcome: BulkOutcome, startedAt: number, calls: ApiCall[]): Measured {
  const accepted = calls.filter(({ status }) => status !== 429);
  const times = [startedAt, ...calls.map(({ at }) => at)];
  const seconds = (Math.max(...times) - startedAt) / 1000;
  const patched = accepted.filter(({ method }) => method === 'PATCH').map(({ path }) => path);
  const distinct = new Set(patched).size;
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return {
    ...outcome,
    share: accepted.length / (LIGHT_PER_SECOND * seconds),
    seconds,
    rejected: calls.length - accepted.length,
    changed: Math.min(outcome.done, distinct),
    repeated: patched.length - distinct,
    silence: Math.max(...gaps) / 1000,
  };
}

/** For counts that must not occur, reports the worst round instead of the median. */
function figuresOf(prefix: string, rounds: Measured[]): Figure[] {
  const against = (limit: number) => ({ reference: 'the limit itself', baseline: rounds.map(() => limit) });
  const figure = (name: string, unit: string, limit: number, of: (round: Measured) => number): Figure => {
    return { name: `${prefix}${name}`, unit, compare: 'alone', ...against(limit), uplink: rounds.map(of) };
  };
  const worst = (name: string, of: (round: Measured) => number, target: Target): Figure => {
    const pick = 'min' in target ? Math.min : Math.max;
    const limit = 'min' in target ? target.min : target.max;
    const all = { ...figure(name, '', limit, of), uplink: [pick(...rounds.map(of))], baseline: [limit] };
    return { ...all, target };
  };
  const share = figure('share of the allowed rate', '', 1, (round) => round.share);
  return [
    prefix === '' ? { ...share, target: { min: 0.9 } } : share,
    figure('time until the last call', 's', (3 * MEETINGS) / LIGHT_PER_SECOND, ({ seconds }) => seconds),
    figure('longest time without a call', 's', 0, ({ silence }) => silence),
    worst('meetings changed, min', ({ changed }) => changed, { min: MEETINGS }),
    worst('meetings failed, max', ({ failed }) => failed, { max: 0 }),
    worst('meetings changed twice, max', ({ repeated }) => repeated, { max: 0 }),
    figure('responses with 429', '', 0, ({ rejected }) => rejected),
  ];
}
