import { freePort } from '../test/helpers/free-port.ts';
import { seededUsers } from '../tools/zoom-simulator/seed/users.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import type { CallerJob, CallerResult } from './harness/caller.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { measureWarm, median } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { size } from './harness/size.ts';
import { startReference, startUplink, uplinkInstance } from './harness/uplink.ts';
import { startWorker } from './harness/worker.ts';
import { accessTokenOf, signIn, startZoom } from './harness/zoom.ts';

const SERIAL = size({ calls: 500, concurrency: 1 }, { calls: 20, concurrency: 1 });
/** One read per meeting at a time: concurrent reads of the same meeting would share a call. */
const CONCURRENT = size({ calls: 2000, concurrency: 6 }, { calls: 60, concurrency: 6 });
/** Two hosts with their meetings, because Zoom has only one active grant per user and app. */
const uplinkHost = {
  userId: seededUsers.events.id,
  meetings: ['82915473621', '83640019275', '84127750386', '85530916472', '87315562904', '88402217365'],
};
const referenceHost = {
  userId: seededUsers.training.id,
  meetings: ['91847720365', '92650314487', '93718825540', '94420137768', '95531940827', '97316628450'],
};
/** No cached responses and no rate limit. */
const env = { LIVESTREAM_FRESH_SECONDS: '0', ZOOM_LIGHT_PER_SECOND: '1000000000' };

export const readThrough: Benchmark = {
  name: 'read-through',
  question: `What does a read from Zoom cost? LIVESTREAM_FRESH_SECONDS=0, no pacing; latency of ${SERIAL.calls} serial reads a round, CPU of ${CONCURRENT.calls} by ${CONCURRENT.concurrency} at a time.`,
  measure: runBenchmark,
};

interface Measured {
  /** Milliseconds. */
  p50: number;
  /** CPU microseconds per read, of the process that calls Zoom. */
  cpu: number;
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const { uplink, zoomUrl, cookie, accessToken } = await start(bench);
  const apiUrl = `${zoomUrl}/v2`;
  const proxy = await startReference(bench, 'undici-proxy', {
    ZOOM_API_URL: apiUrl,
    ACCESS_TOKEN: accessToken,
  });
  const call = startWorker<CallerJob, CallerResult>(bench, new URL('./harness/caller.ts', import.meta.url));
  const authorization = `Bearer ${accessToken}`;

  const {
    uplink: measured,
    plain,
    proxied,
  } = await measureWarm(bench.rounds, {
    uplink: () =>
      throughServer(uplink, { urls: urls(`${uplink.url}/api`, uplinkHost.meetings), headers: { cookie } }),
    plain: () => direct({ urls: urls(apiUrl, referenceHost.meetings), headers: { authorization } }),
    proxied: () =>
      throughServer(proxy, { urls: urls(`${proxy.url}/api`, referenceHost.meetings), headers: {} }),
  });
  return [
    ...figures(measured, plain, 'plain undici call', { p50: { max: 2 }, cpu: { max: 2 } }),
    ...figures(measured, proxied, 'Fastify, one undici call'),
  ];

  type Calls = Pick<CallerJob, 'urls' | 'headers'>;

  async function throughServer(server: ServerProcess, calls: Calls): Promise<Measured> {
    const { ms } = await call({ ...calls, ...SERIAL });
    const before = await server.usage();
    await call({ ...calls, ...CONCURRENT });
    const after = await server.usage();
    return { p50: median(ms), cpu: (after.cpuMicros - before.cpuMicros) / CONCURRENT.calls };
  }

  async function direct(calls: Calls): Promise<Measured> {
    const { ms } = await call({ ...calls, ...SERIAL });
    const { cpuMicros } = await call({ ...calls, ...CONCURRENT });
    return { p50: median(ms), cpu: cpuMicros / CONCURRENT.calls };
  }
}

async function start(bench: Bench) {
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/oauth/callback`;
  const zoomUrl = await startZoom(bench, redirectUri);
  const databaseUrl = await createUplinkDatabase(bench, 'read_through');
  const uplink = await startUplink(bench, uplinkInstance(port, { databaseUrl, zoomUrl, env }));
  const cookie = await signIn(uplink.url, uplinkHost.userId);
  return {
    uplink,
    zoomUrl,
    cookie,
    accessToken: await accessTokenOf(zoomUrl, redirectUri, referenceHost.userId),
  };
}

function urls(prefix: string, meetings: readonly string[]): string[] {
  return meetings.map((meeting) => `${prefix}/meetings/${meeting}/livestream`);
}

function figures(
  measured: Measured[],
  others: Measured[],
  reference: string,
  targets?: Record<keyof Measured, { max: number }>,
): Figure[] {
  const both = (member: keyof Measured) => ({
    reference,
    uplink: measured.map((round) => round[member]),
    baseline: others.map((round) => round[member]),
    ...(targets === undefined ? {} : { target: targets[member] }),
  });
  return [
    { name: 'p50 of a read', unit: 'ms', compare: 'difference', ...both('p50') },
    { name: 'CPU per read', unit: 'µs', compare: 'ratio', ...both('cpu') },
  ];
}
