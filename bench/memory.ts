import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../test/helpers/free-port.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { newSessions, type Reader } from './harness/installations.ts';
import type { LoadJob, LoadResult } from './harness/load.ts';
import { measureRounds } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { size } from './harness/size.ts';
import { smallMachine } from './harness/small-machine.ts';
import { newEncryptionKeys, startReference, startUplink, uplinkInstance } from './harness/uplink.ts';
import { startWorker, type Worker } from './harness/worker.ts';

const USERS = size(10_000, 100);
const READS = size(100_000, 500);
const STEPS = 10;
const CONNECTIONS = 16;
const SETTLE_MS = size(2_000, 100);
/** Values cached before the first round are still fresh in the last one. */
const env = { LIVESTREAM_FRESH_SECONDS: '86400' };

export const memory: Benchmark = {
  name: 'memory',
  question: `How large is the process, idle and after ${READS} reads by ${USERS} users, and does it keep growing? With the heap of a 256 MB machine.`,
  measure: runBenchmark,
};

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const databaseUrl = await createUplinkDatabase(bench, 'memory');
  const encryptionKeys = newEncryptionKeys();
  const readers = await newSessions({ databaseUrl, encryptionKeys, count: USERS });
  const load = startWorker<LoadJob, LoadResult>(bench, new URL('./harness/load.ts', import.meta.url));

  // Each round starts a new process, so there is nothing to warm up.
  const { uplink, bare } = await measureRounds(bench.rounds, {
    uplink: async () => {
      const instance = uplinkInstance(await freePort(), { databaseUrl, encryptionKeys, env });
      return measure(await startUplink(bench, instance, smallMachine), load, readers);
    },
    bare: async () =>
      measure(await startReference(bench, 'bare-fastify', { RESPONSE }, smallMachine), load, readers),
  });

  const figure = { unit: 'MiB', compare: 'ratio', reference: 'bare Fastify' } as const;
  const member = (name: keyof Measured, baseline: Measured[], baselineName = name) => ({
    uplink: uplink.map((round) => round[name]),
    baseline: baseline.map((round) => round[baselineName]),
  });
  return [
    { ...figure, name: 'RSS idle', ...member('idle', bare), target: { max: 2.5 } },
    { ...figure, name: 'RSS after all reads', ...member('after', bare), target: { max: 2.5 } },
    {
      ...figure,
      name: 'RSS after all reads',
      reference: 'itself idle',
      ...member('after', uplink, 'idle'),
      target: { max: 2.5 },
    },
    {
      ...figure,
      name: 'RSS after all reads',
      reference: 'itself after half of them',
      ...member('after', uplink, 'halfway'),
      target: { max: 1.05 },
    },
  ];
}

const RESPONSE = JSON.stringify({
  meeting_id: '80000000000',
  stream_url: 'rtmp://ingest.bench.example/live',
  stream_key_hint: 'ey-0',
  stream_key_fingerprint: '0123456789abcdef',
  page_url: 'https://www.bench.example/watch/0',
  resolution: '720p',
  configured: true,
  source: 'cache',
  fetched_at: '2026-01-01T00:00:00.000Z',
  stale: false,
});

/** Resident sizes in MiB. */
interface Measured {
  idle: number;
  halfway: number;
  after: number;
}

async function measure(
  server: ServerProcess,
  load: Worker<LoadJob, LoadResult>,
  readers: Reader[],
): Promise<Measured> {
  await delay(SETTLE_MS);
  const idle = await residentMebibytes(server);
  const steps: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    await load({
      port: server.port,
      connections: CONNECTIONS,
      requests: readers.map(({ path, cookie }) => ({ path, headers: { cookie } })),
      order: { seed: step + 1 },
      until: { requests: READS / STEPS },
    });
    steps.push(await residentMebibytes(server));
  }
  await server.stop();
  return { idle, halfway: steps[STEPS / 2 - 1] ?? Number.NaN, after: steps.at(-1) ?? Number.NaN };
}

async function residentMebibytes(server: ServerProcess): Promise<number> {
  return (await server.usage()).rssBytes / 1024 / 1024;
}
