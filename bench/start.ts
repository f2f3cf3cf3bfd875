import { freePort } from '../test/helpers/free-port.ts';
import type { Bench } from './harness/bench.ts';
import type { Figure, Question } from './harness/benchmark.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { newSessions } from './harness/installations.ts';
import { alternate } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { newEncryptionKeys, startReference, startUplink, uplinkDirectory } from './harness/uplink.ts';

export const start: Question = {
  name: 'start',
  question: 'How long from exec to the first 200 of /readyz, and what does the first read after that pay?',
  measure: send,
};

async function send(bench: Bench): Promise<Figure[]> {
  const databaseUrl = await createUplinkDatabase(bench, 'start');
  const encryptionKeys = newEncryptionKeys();
  const [reader] = await newSessions({ databaseUrl, encryptionKeys, count: 1 });
  if (reader === undefined) throw new Error('No session was made.');
  const unmetered = { metered: false };

  const measured = await alternate(bench.rounds, {
    uplink: async () => {
      const place = uplinkDirectory(await freePort(), { databaseUrl, encryptionKeys });
      const server = await startUplink(bench, place, unmetered);
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
      theirs: reference.map(({ startMs }) => startMs),
      target: { max: 3 },
    },
    {
      name: 'first read after ready',
      unit: 'ms',
      reference: 'its own tenth',
      compare: 'difference',
      uplink: uplink.map(({ firstMs }) => firstMs),
      theirs: uplink.map(({ tenthMs }) => tenthMs),
    },
  ];
}

/**
 * Sends ten requests to a server before it is stopped, to show whether the first one pays for a
 * warm-up.
 */
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
