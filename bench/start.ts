import { freePort } from '../test/helpers/free-port.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { imageBytes } from './harness/image-size.ts';
import { newSessions } from './harness/installations.ts';
import { measureWarm } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { newEncryptionKeys, startReference, startUplink, uplinkInstance } from './harness/uplink.ts';

export const start: Benchmark = {
  name: 'start',
  question:
    'How long does it take from exec to the first 200 of /readyz, and how long does the first read after that take?',
  measure: runBenchmark,
};

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const databaseUrl = await createUplinkDatabase(bench, 'start');
  const encryptionKeys = newEncryptionKeys();
  const [reader] = await newSessions({ databaseUrl, encryptionKeys, count: 1 });
  if (reader === undefined) throw new Error('No session was created.');
  const unmetered = { metered: false };

  const measured = await measureWarm(bench.rounds, {
    uplink: async () => {
      const instance = uplinkInstance(await freePort(), { databaseUrl, encryptionKeys });
      const server = await startUplink(bench, instance, unmetered);
      return measure(server, reader.path, { cookie: reader.cookie });
    },
    reference: async () => {
      const server = await startReference(bench, 'fastify-and-pg', { DATABASE_URL: databaseUrl }, unmetered);
      return measure(server, '/readyz', {});
    },
  });
  const { uplink, reference } = measured;
  return [
    {
      name: 'exec to ready',
      unit: 'ms',
      reference: 'bare Fastify with pg',
      compare: 'ratio',
      uplink: uplink.map(({ startMs }) => startMs),
      baseline: reference.map(({ startMs }) => startMs),
      target: { max: 2.5 },
    },
    {
      name: 'first read after ready',
      unit: 'ms',
      reference: 'its own tenth read',
      compare: 'difference',
      uplink: uplink.map(({ firstMs }) => firstMs),
      baseline: uplink.map(({ tenthMs }) => tenthMs),
      target: { max: 5 },
    },
    {
      name: 'image without its base image',
      unit: 'MiB',
      reference: '–',
      compare: 'alone',
      uplink: [(await imageBytes()) / 2 ** 20],
      baseline: [],
    },
  ];
}

/** Sends ten requests and stops the server. Shows how much slower the first one is. */
async function measure(server: ServerProcess, path: string, headers: Record<string, string>) {
  const ms: number[] = [];
  for (let request = 0; request < 10; request += 1) {
    const startedAt = performance.now();
    const response = await fetch(`${server.url}${path}`, { headers });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path} returned ${response.status}`);
    ms.push(performance.now() - startedAt);
  }
  await server.stop();
  const [firstMs = Number.NaN] = ms;
  return { startMs: server.startMs, firstMs, tenthMs: ms.at(-1) ?? Number.NaN };
}
