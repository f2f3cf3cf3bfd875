import { freePort } from '../test/helpers/free-port.ts';
import { seededUsers } from '../tools/zoom-simulator/seed/users.ts';
import type { Bench } from './harness/bench.ts';
import type { Figure, Question } from './harness/benchmark.ts';
import type { CallerJob, CallerResult } from './harness/caller.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { alternate, median } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { startReference, startUplink, uplinkDirectory } from './harness/uplink.ts';
import { startWorker } from './harness/worker.ts';
import { accessTokenOf, signIn, startZoom } from './harness/zoom.ts';

const ALONE = { calls: 500, concurrency: 1 };
/** As many as there are meetings: reads of one meeting at the same time would share one call. */
const TOGETHER = { calls: 2000, concurrency: 6 };
/** Two hosts of the simulation, since Zoom keeps one grant of a user, and meetings of theirs. */
const ours = {
  userId: seededUsers.events.id,
  meetings: ['82915473621', '83640019275', '84127750386', '85530916472', '87315562904', '88402217365'],
};
const theirs = {
  userId: seededUsers.training.id,
  meetings: ['91847720365', '92650314487', '93718825540', '94420137768', '95531940827', '97316628450'],
};
/** No cached responses and no rate limit. */
const env = { LIVESTREAM_FRESH_SECONDS: '0', ZOOM_LIGHT_PER_SECOND: '1000000000' };

export const readThrough: Question = {
  name: 'read-through',
  question: `What does a read from Zoom cost? LIVESTREAM_FRESH_SECONDS=0, no pacing; latency of ${ALONE.calls} serial reads a round, CPU of ${TOGETHER.calls} by ${TOGETHER.concurrency} at a time.`,
  measure: request,
};

interface Measured {
  /** Milliseconds. */
  p50: number;
  /** Microseconds for each read, of the process that calls Zoom. */
  cpu: number;
}

async function request(bench: Bench): Promise<Figure[]> {
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
  } = await alternate(bench.rounds, {
    uplink: () =>
      throughServer(uplink, { urls: urls(`${uplink.url}/api`, ours.meetings), headers: { cookie } }),
    plain: () => straight({ urls: urls(apiUrl, theirs.meetings), headers: { authorization } }),
    proxied: () => throughServer(proxy, { urls: urls(`${proxy.url}/api`, theirs.meetings), headers: {} }),
  });
  return [
    ...figures(measured, plain, 'plain undici call', { p50: { max: 2 }, cpu: { max: 2 } }),
    ...figures(measured, proxied, 'Fastify, one undici call'),
  ];

  type Calls = Pick<CallerJob, 'urls' | 'headers'>;

  async function throughServer(server: ServerProcess, calls: Calls): Promise<Measured> {
    const { ms } = await call({ ...calls, ...ALONE });
    const before = await server.usage();
    await call({ ...calls, ...TOGETHER });
    const after = await server.usage();
    return { p50: median(ms), cpu: (after.cpuMicros - before.cpuMicros) / TOGETHER.calls };
  }

  async function straight(calls: Calls): Promise<Measured> {
    const { ms } = await call({ ...calls, ...ALONE });
    const { cpuMicros } = await call({ ...calls, ...TOGETHER });
    return { p50: median(ms), cpu: cpuMicros / TOGETHER.calls };
  }
}

async function start(bench: Bench) {
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/oauth/callback`;
  const zoomUrl = await startZoom(bench, redirectUri);
  const databaseUrl = await createUplinkDatabase(bench, 'read_through');
  const uplink = await startUplink(bench, uplinkDirectory(port, { databaseUrl, zoomUrl, env }));
  const cookie = await signIn(uplink.url, ours.userId);
  return { uplink, zoomUrl, cookie, accessToken: await accessTokenOf(zoomUrl, redirectUri, theirs.userId) };
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
    theirs: others.map((round) => round[member]),
    ...(targets === undefined ? {} : { target: targets[member] }),
  });
  return [
    { name: 'p50 of a read', unit: 'ms', compare: 'difference', ...both('p50') },
    { name: 'CPU a read', unit: 'µs', compare: 'ratio', ...both('cpu') },
  ];
}
