import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { type CountedZoom, openCountedZoom } from './harness/counted-zoom.ts';
import { type Cluster, startCluster } from './harness/mixed-load/cluster.ts';
import { compareState } from './harness/mixed-load/compare-state.ts';
import { createDisturbances, type Disturbances } from './harness/mixed-load/disturbances.ts';
import { describeViolations, figuresOf } from './harness/mixed-load/figures.ts';
import { type MixedLoad, openMixedLoad } from './harness/mixed-load/mixed-load.ts';
import { settingsOf } from './harness/mixed-load/settings.ts';
import type { LoadUser } from './harness/mixed-load/traffic.ts';
import { isShort, size } from './harness/size.ts';

const INSTANCES = 2;
const USERS = size(250, 5);
const MEETINGS_EACH = 4;
/** Groups of users whose tokens expire together. */
const EXPIRY_GROUPS = 5;
const STREAMS_EACH = 4;
const VISITORS = size(20, 2);
const ZOOM_MS = size(75, 10);
/** Longer than Uplink waits for Zoom, so that updates reach Zoom after Uplink has given up. */
const SLOW_MS = size(12_000, 300);
const BROWN_OUT_SECONDS = size(24, 0.9);
/** A disturbance ends when no request has failed for this long. */
const CALM_MS = size(3_000, 300);
const HOLD_MS = SLOW_MS + 1_000;
/** Requests at a time, of each step of the ramp. */
const RAMP = size([8, 16, 32, 64, 128], [16]);
const RAMP_SECONDS = size(4, 0.5);
const SHARE_OF_LIMIT = 0.7;
const SETTLE_WITHIN_MS = 60_000;
/** Access tokens are refreshed so long before they expire (seconds). */
const REFRESH_BEFORE = 300;

export const load: Benchmark = {
  name: 'load',
  question: `Does Uplink lose or falsify anything under sustained mixed load while instances restart, the database fails over and Zoom has a brown-out? ${INSTANCES} instances and ${USERS * STREAMS_EACH} event streams; ${100 * SHARE_OF_LIMIT} % of the rate that a ramp reaches; Zoom takes ${ZOOM_MS} ms per call. One round, without a reference.`,
  measure: runBenchmark,
};

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const zoom = await openCountedZoom(bench, { refreshMs: ZOOM_MS });
  const cluster = await startCluster(bench, INSTANCES, zoom);
  const users = await addUsers(bench, zoom, cluster);
  const visitors = (await zoom.addHosts(VISITORS, 0)).map(({ userId }) => userId);
  await zoom.delayResponses(ZOOM_MS);
  const { ports, sessionSecret } = cluster;
  const load = await openMixedLoad(bench, {
    ...{ ports, sessionSecret, users, visitors, streamsPerUser: STREAMS_EACH, holdMs: HOLD_MS },
  });
  const limit = await findLimit(load);
  await load.begin(limit * SHARE_OF_LIMIT);
  const disturbances = await disturb(
    bench.loadSeconds,
    createDisturbances({
      ...{ cluster, zoom, load, zoomMs: ZOOM_MS, slowMs: SLOW_MS, calmMs: CALM_MS },
      brownOutSeconds: BROWN_OUT_SECONDS,
    }),
  );
  const brokenStreams = await load.settle(SETTLE_WITHIN_MS);
  const state = await compareState({ load, zoom, cluster }, Object.values(disturbances));
  await cluster.stop();
  const outcome = { limit, share: SHARE_OF_LIMIT, brokenStreams, ...disturbances, ...state };
  const violations = describeViolations(outcome);
  for (const line of violations) process.stderr.write(`${line}\n`);
  // Tiny sizes have no targets, but what is true does not depend on the size.
  if (isShort && violations.length > 0) throw new Error('Uplink lost or falsified something.');
  return figuresOf(outcome);
}

/** Hosts whose access tokens expire at different times of the run. */
async function addUsers(bench: Bench, zoom: CountedZoom, cluster: Cluster): Promise<LoadUser[]> {
  const users: LoadUser[] = [];
  for (let group = 0; group < EXPIRY_GROUPS; group += 1) {
    const hosts = await zoom.addHosts(USERS / EXPIRY_GROUPS, MEETINGS_EACH);
    const expiresIn = REFRESH_BEFORE + (bench.loadSeconds * (group + 1)) / EXPIRY_GROUPS;
    const headers = await cluster.signIn(hosts, expiresIn);
    for (const [index, { userId, meetings }] of hosts.entries())
      users.push({ userId, meetings, headers: headers[index] ?? {} });
  }
  const livestreams = users.flatMap(({ userId, meetings }) =>
    meetings.map((meetingId) => [meetingId, settingsOf({ userId, meetingId }, 0)] as const),
  );
  await zoom.configure(Object.fromEntries(livestreams));
  return users;
}

/** The most responses per second of any step. */
async function findLimit(load: MixedLoad): Promise<number> {
  const rates: number[] = [];
  for (const concurrency of RAMP) rates.push(await load.saturate(concurrency, RAMP_SECONDS));
  return Math.max(...rates);
}

/** One disturbance after the other, in equal distances, between requests without one. */
async function disturb(seconds: number, disturbances: Disturbances) {
  const startedAt = performance.now();
  const until = (share: number) =>
    delay(Math.max(0, startedAt + seconds * 1_000 * share - performance.now()));
  await until(0.25);
  const restart = await disturbances.rollingRestart();
  await until(0.5);
  const failover = await disturbances.failover();
  await until(0.75);
  const brownOut = await disturbances.brownOut();
  await until(1);
  return { restart, failover, brownOut };
}
