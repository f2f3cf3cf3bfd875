import { freePort } from '../test/helpers/free-port.ts';
import { seededUsers } from '../tools/zoom-simulator/seed/users.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { createDatabase, createUplinkDatabase, onDatabase } from './harness/database.ts';
import type { LoadJob, LoadResult } from './harness/load.ts';
import { measureWarm } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { size } from './harness/size.ts';
import { startReference, startUplink, uplinkInstance } from './harness/uplink.ts';
import { startWorker } from './harness/worker.ts';
import { signIn, startZoom } from './harness/zoom.ts';

const CONNECTIONS = 32;
const SECONDS = size(3, 1);
/** A simulated host and a meeting with livestream settings. */
const USER = seededUsers.events.id;
const MEETING = '83640019275';

export const readWarm: Benchmark = {
  name: 'read-warm',
  question: `How many livestreams per second are served from the cache, with a session and all headers? ${CONNECTIONS} connections, ${SECONDS} s per round.`,
  measure: runBenchmark,
};

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const port = await freePort();
  const zoomUrl = await startZoom(bench, `http://127.0.0.1:${port}/oauth/callback`);
  const databaseUrl = await createUplinkDatabase(bench, 'read_warm');
  const uplink = await startUplink(bench, uplinkInstance(port, { databaseUrl, zoomUrl }));
  const path = `/api/meetings/${MEETING}/livestream`;
  const headers = { cookie: await signIn(uplink.url, USER) };
  const response = await fetchCached(`${uplink.url}${path}`, headers);

  const memory = await startReference(bench, 'bare-fastify', { RESPONSE: JSON.stringify(response) });
  const query = await startReference(bench, 'fastify-and-pg', {
    DATABASE_URL: await createPlainDatabase(bench, response),
  });
  for (const { url } of [memory, query]) await expectResponse(`${url}${path}`, response);

  const load = startWorker<LoadJob, LoadResult>(bench, new URL('./harness/load.ts', import.meta.url));
  const measure = (server: ServerProcess) => async () => {
    const before = await server.usage();
    const { requests, seconds } = await load({
      port: server.port,
      connections: CONNECTIONS,
      requests: [{ path, headers }],
      order: 'cycle',
      until: { seconds: SECONDS },
    });
    const after = await server.usage();
    return { perSecond: requests / seconds, cpu: (after.cpuMicros - before.cpuMicros) / requests };
  };
  const measured = await measureWarm(bench.rounds, {
    uplink: measure(uplink),
    memory: measure(memory),
    query: measure(query),
  });

  const perSecond = { name: 'requests per second', unit: 'req/s', compare: 'ratio' } as const;
  const cpu = { name: 'CPU per request', unit: 'µs', compare: 'ratio' } as const;
  const ofMemory = { reference: 'bare Fastify, from memory', ...pick(measured.uplink, measured.memory) };
  const ofQuery = { reference: 'Fastify, one pg query', ...pick(measured.uplink, measured.query) };
  return [
    { ...perSecond, reference: ofMemory.reference, ...ofMemory.perSecond, target: { min: 0.6 } },
    { ...perSecond, reference: ofQuery.reference, ...ofQuery.perSecond, target: { min: 1.5 } },
    { ...cpu, reference: ofMemory.reference, ...ofMemory.cpu },
    { ...cpu, reference: ofQuery.reference, ...ofQuery.cpu },
  ];
}

interface Measured {
  perSecond: number;
  cpu: number;
}

function pick(uplink: Measured[], baseline: Measured[]) {
  const member = (name: keyof Measured) => ({
    uplink: uplink.map((round) => round[name]),
    baseline: baseline.map((round) => round[name]),
  });
  return { perSecond: member('perSecond'), cpu: member('cpu') };
}

type Livestream = Record<string, unknown>;

/** The first read calls Zoom, the next is served from the cache. */
async function fetchCached(url: string, headers: Record<string, string>): Promise<Livestream> {
  await fetch(url, { headers });
  const response = await fetch(url, { headers });
  const livestream = (await response.json()) as Livestream;
  if (livestream.source !== 'cache')
    throw new Error(`Not served from the cache: ${JSON.stringify(livestream)}`);
  return livestream;
}

/** A database with this one livestream in plain text, for the reference that queries it. */
async function createPlainDatabase(bench: Bench, livestream: Livestream): Promise<string> {
  const url = await createDatabase(bench, 'read_warm_reference');
  await onDatabase(url, async (client) => {
    await client.query(`
      create table livestream (
        meeting_id bigint primary key, destination_id text, stream_url text, stream_key_hint text, stream_key_fingerprint text,
        page_url text, resolution text, configured boolean, source text, fetched_at text, stale boolean)`);
    await client.query('insert into livestream select * from json_populate_record(null::livestream, $1)', [
      livestream,
    ]);
  });
  return url;
}

async function expectResponse(url: string, expected: Livestream): Promise<void> {
  const text = await (await fetch(url)).text();
  if (text !== JSON.stringify(expected)) throw new Error(`A reference returns something else: ${text}`);
}
