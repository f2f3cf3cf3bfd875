import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './harness/bench.ts';
import type { Figure, Question, Target } from './harness/benchmark.ts';
import { type BulkOutcome, type BulkTargets, beginBulk, bulkTargets, readBulk } from './harness/bulk.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import { type Instances, startUplinks } from './harness/instances.ts';
import { serially } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import type { ApiCall } from './harness/zoom-process.ts';

const MEETINGS = 500;
const WARM_UP = 50;
/**
 * A round takes two minutes, most of them waiting for Zoom's limit: more would say nothing more.
 */
const MAX_ROUNDS = 2;
const LIGHT_PER_SECOND = 30;
/** How long Zoom takes for each call, so that a kill meets some under way. */
const ZOOM_MS = 100;
const POLL_MS = 500;
const OVER_WITHIN_MS = 300_000;
const HOUR = 3_600;

export const bulk: Question = {
  name: 'bulk',
  question: `How much of an account's limit of ${LIGHT_PER_SECOND} calls a second does a bulk update of ${MEETINGS} meetings use, on two instances, with ${ZOOM_MS} ms for each per call to Zoom? Then the same, but the instance that processes it is killed. New instances a round, after a warm-up of ${WARM_UP} meetings; at most ${MAX_ROUNDS} rounds.`,
  measure: request,
};

interface Measured extends BulkOutcome {
  /** Of the calls that the limit allows in the time from the request to the last call. */
  share: number;
  seconds: number;
  /** Meetings that Uplink reports as done and for which Zoom received a PATCH. */
  changed: number;
  /** Responses with 429. */
  rejected: number;
  /** PATCHes that Zoom took of a meeting that had been changed already. */
  repeated: number;
  /** The longest time without a call to Zoom (seconds). */
  silence: number;
}

async function request(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  await zoom.limitLight(LIGHT_PER_SECOND);
  await zoom.delayResponses(ZOOM_MS);
  let permit = 0;
  const start = (count: number) => {
    permit += 1;
    const env = { ZOOM_LIGHT_PER_SECOND: String(LIGHT_PER_SECOND) };
    return startUplinks(bench, { name: `bulk_${permit}`, count, zoom, env });
  };
  const { whole, killed } = await serially(Math.min(bench.rounds, MAX_ROUNDS), {
    whole: async () => untouched(zoom, await start(2)),
    killed: async () => withOneKilled(zoom, await start(1)),
  });
  return [...figuresOf('', whole), ...figuresOf('one killed: ', killed)];
}

async function untouched(zoom: CountedZoom, instances: Instances): Promise<Measured> {
  const [server] = instances.servers;
  if (server === undefined) throw new Error('No server was started.');
  const { targets, beganAt, path } = await begin(zoom, instances, server);
  const outcome = await over(server, path, targets);
  await Promise.all(instances.servers.map(({ stop }) => stop()));
  return measuredOf(outcome, beganAt, await zoom.calls());
}

/**
 * The second instance comes when the first has begun, so that there is no doubt which of the two
 * works on it.
 */
async function withOneKilled(zoom: CountedZoom, instances: Instances): Promise<Measured> {
  const [working] = instances.servers;
  if (working === undefined) throw new Error('No server was started.');
  const { targets, beganAt, path } = await begin(zoom, instances, working);
  const other = await instances.add();
  await until(async () => (await readBulk(other, path, targets)).done >= MEETINGS / 2);
  await working.kill();
  if ((await readBulk(other, path, targets)).isOver) throw new Error('It was over before the kill.');
  const outcome = await over(other, path, targets);
  await other.stop();
  return measuredOf(outcome, beganAt, await zoom.calls());
}

async function begin(zoom: CountedZoom, instances: Instances, server: ServerProcess) {
  const warmUp = await newTargets(zoom, instances, WARM_UP);
  await over(server, await beginBulk(server, warmUp), warmUp);
  const targets = await newTargets(zoom, instances, MEETINGS);
  await zoom.calls();
  const beganAt = Date.now();
  return { targets, beganAt, path: await beginBulk(server, targets) };
}

async function newTargets(zoom: CountedZoom, instances: Instances, count: number): Promise<BulkTargets> {
  const hosts = await zoom.addHosts(1, count);
  const [headers = {}] = await instances.admit(hosts, HOUR);
  return bulkTargets(hosts[0]?.meetings ?? [], headers);
}

async function over(server: ServerProcess, path: string, targets: BulkTargets): Promise<BulkOutcome> {
  await until(async () => (await readBulk(server, path, targets)).isOver);
  return readBulk(server, path, targets);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + OVER_WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('The bulk update was not worked on in time.');
    await delay(POLL_MS);
  }
}

function measuredOf(outcome: BulkOutcome, beganAt: number, calls: ApiCall[]): Measured {
  const taken = calls.filter(({ status }) => status !== 429);
  const times = [beganAt, ...calls.map(({ at }) => at)];
  const seconds = (Math.max(...times) - beganAt) / 1000;
  const patched = taken.filter(({ method }) => method === 'PATCH').map(({ path }) => path);
  const distinct = new Set(patched).size;
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return {
    ...outcome,
    share: taken.length / (LIGHT_PER_SECOND * seconds),
    seconds,
    rejected: calls.length - taken.length,
    changed: Math.min(outcome.done, distinct),
    repeated: patched.length - distinct,
    silence: Math.max(...gaps) / 1000,
  };
}

/** Of what must not happen the worst round counts, not the one in the middle. */
function figuresOf(when: string, rounds: Measured[]): Figure[] {
  const theirs = (limit: number) => ({ reference: 'the limit itself', theirs: rounds.map(() => limit) });
  const figure = (name: string, unit: string, limit: number, of: (round: Measured) => number): Figure => {
    return { name: `${when}${name}`, unit, compare: 'alone', ...theirs(limit), uplink: rounds.map(of) };
  };
  const worst = (name: string, of: (round: Measured) => number, target: Target): Figure => {
    const pick = 'min' in target ? Math.min : Math.max;
    const limit = 'min' in target ? target.min : target.max;
    const all = { ...figure(name, '', limit, of), uplink: [pick(...rounds.map(of))], theirs: [limit] };
    return { ...all, target };
  };
  const share = figure('share of the allowed rate', '', 1, (round) => round.share);
  return [
    when === '' ? { ...share, target: { min: 0.9 } } : share,
    figure('until the last call', 's', (3 * MEETINGS) / LIGHT_PER_SECOND, ({ seconds }) => seconds),
    figure('longest time without a call', 's', 0, ({ silence }) => silence),
    worst('meetings changed, fewest', ({ changed }) => changed, { min: MEETINGS }),
    worst('meetings failed, most', ({ failed }) => failed, { max: 0 }),
    worst('meetings changed twice, most', ({ repeated }) => repeated, { max: 0 }),
    figure('responses with 429', '', 0, ({ rejected }) => rejected),
  ];
}
