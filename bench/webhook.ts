import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import { freePort } from '../test/helpers/free-port.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import type { BurstJob, BurstResult } from './harness/burst.ts';
import { createDatabase, createUplinkDatabase } from './harness/database.ts';
import { signedEvents } from './harness/events.ts';
import { newSessions, unknownHost } from './harness/installations.ts';
import type { LoadJob, LoadResult } from './harness/load.ts';
import { measureWarm, quantile } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { size } from './harness/size.ts';
import {
  marketplace,
  newEncryptionKeys,
  startReference,
  startUplink,
  uplinkInstance,
} from './harness/uplink.ts';
import { startWorker } from './harness/worker.ts';

const EVENTS = size(3_000, 100);
const CONNECTIONS = 32;
const BURST = size(1_000, 20);
const BURST_SECONDS = size(5, 1);
const HOSTS = size(50, 5);
const PATH = '/webhooks/zoom';
const DRAIN_WITHIN_MS = 300_000;

export const webhook: Benchmark = {
  name: 'webhook',
  question: `How many webhook events per second are verified, stored, acknowledged and processed? ${EVENTS} events of ${HOSTS} users over ${CONNECTIONS} connections; then ${BURST} evenly spread over ${BURST_SECONDS} s.`,
  measure: runBenchmark,
};

interface Measured {
  perSecond: number;
  /** CPU microseconds per event, including its processing. */
  cpu: number;
  /** Milliseconds until the events of the burst were acknowledged. */
  p99: number;
  max: number;
  /** From the burst's first event until all were processed. */
  processedSeconds: number;
}

interface Side {
  server: ServerProcess;
  /** Resolves when every event is processed. */
  allProcessed(): Promise<void>;
}

const hosts = Array.from({ length: HOSTS }, (_, index) => unknownHost(index));

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const uplink = await uplinkSide(bench);
  const bare = await bareSide(bench);
  const load = startWorker<LoadJob, LoadResult>(bench, new URL('./harness/load.ts', import.meta.url));
  const send = startWorker<BurstJob, BurstResult>(bench, new URL('./harness/burst.ts', import.meta.url));

  const measure = (side: Side) => async (): Promise<Measured> => ({
    ...(await throughput(side)),
    ...(await burst(side)),
  });
  const measured = await measureWarm(bench.rounds, { uplink: measure(uplink), bare: measure(bare) });
  return figuresOf(measured.uplink, measured.bare);

  async function throughput({ server, allProcessed }: Side) {
    const requests = signedEvents(hosts, EVENTS).map((event) => ({
      method: 'POST' as const,
      path: PATH,
      ...event,
    }));
    const before = await server.usage();
    const until = { requests: EVENTS };
    const { seconds } = await load({
      port: server.port,
      connections: CONNECTIONS,
      requests,
      order: 'cycle',
      until,
    });
    await allProcessed();
    const after = await server.usage();
    return { perSecond: EVENTS / seconds, cpu: (after.cpuMicros - before.cpuMicros) / EVENTS };
  }

  async function burst({ server, allProcessed }: Side) {
    const requests = signedEvents(hosts, BURST).map(({ headers, body }) => ({
      url: `${server.url}${PATH}`,
      method: 'POST' as const,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    }));
    const startedAt = performance.now();
    const { statuses, ms } = await send({ requests, over: BURST_SECONDS * 1000 });
    await allProcessed();
    const rejected = statuses.filter((status) => status !== 200);
    if (rejected.length > 0) throw new Error(`${rejected.length} events failed with ${rejected[0]}.`);
    const processedSeconds = (performance.now() - startedAt) / 1000;
    return { p99: quantile(ms, 0.99), max: Math.max(...ms), processedSeconds };
  }
}

async function uplinkSide(bench: Bench): Promise<Side> {
  const databaseUrl = await createUplinkDatabase(bench, 'webhook');
  const encryptionKeys = newEncryptionKeys();
  await newSessions({ databaseUrl, encryptionKeys, count: HOSTS });
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  bench.defer(() => pool.end());
  const server = await startUplink(bench, uplinkInstance(await freePort(), { databaseUrl, encryptionKeys }));
  return { server, allProcessed };

  async function allProcessed() {
    const deadline = performance.now() + DRAIN_WITHIN_MS;
    while (performance.now() < deadline) {
      const { rowCount } = await pool.query('select from webhook_event where done_at is null limit 1');
      if (rowCount === 0) return;
      await delay(50);
    }
    throw new Error('The events were not processed in time.');
  }
}

async function bareSide(bench: Bench): Promise<Side> {
  const env = {
    DATABASE_URL: await createDatabase(bench, 'webhook_reference'),
    ZOOM_WEBHOOK_SECRET_TOKEN: marketplace.webhookSecretToken,
  };
  return { server: await startReference(bench, 'fastify-webhook', env), allProcessed: async () => {} };
}

function figuresOf(ours: Measured[], baseline: Measured[]): Figure[] {
  const both = (member: keyof Measured) => ({
    reference: 'Fastify, HMAC, one insert',
    uplink: ours.map((round) => round[member]),
    baseline: baseline.map((round) => round[member]),
  });
  return [
    {
      name: 'events per second',
      unit: 'ev/s',
      compare: 'ratio',
      ...both('perSecond'),
      target: { min: 0.7 },
    },
    { name: 'CPU per event, processed', unit: 'µs', compare: 'ratio', ...both('cpu') },
    {
      name: 'burst: p99 of the response',
      unit: 'ms',
      compare: 'alone',
      ...both('p99'),
      target: { max: 300 },
    },
    { name: 'burst: slowest response', unit: 'ms', compare: 'alone', ...both('max'), target: { max: 1000 } },
    {
      name: 'burst: all processed',
      unit: 's',
      compare: 'alone',
      ...both('processedSeconds'),
      target: { max: 60 },
    },
  ];
}
