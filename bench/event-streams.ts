import { freePort } from '../test/helpers/free-port.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import type { BurstJob, BurstResult } from './harness/burst.ts';
import { createUplinkDatabase } from './harness/database.ts';
import { signedEvents } from './harness/events.ts';
import { newSessions, unknownHost } from './harness/installations.ts';
import type { LoadJob, LoadResult } from './harness/load.ts';
import { measureRounds } from './harness/rounds.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { size } from './harness/size.ts';
import { smallMachine } from './harness/small-machine.ts';
import type { StreamJob, StreamResult } from './harness/stream-reader.ts';
import { newEncryptionKeys, startUplink, uplinkInstance } from './harness/uplink.ts';
import { startWorker } from './harness/worker.ts';

const USERS = size(10_000, 50);
const READS = size(100_000, 100);
const STREAM_USERS = size(500, 3);
const STREAMS_EACH = 6;
const STREAMS = STREAM_USERS * STREAMS_EACH;
const CONNECTIONS = 16;
/** Milliseconds over which the events are sent. */
const EVENTS_OVER = size(10_000, 100);
/** A machine with 256 MB, less 32 MiB for its kernel and other processes. */
const MAX_MIB = 224;

export const eventStreams: Benchmark = {
  name: 'event-streams',
  question: `Are 256 MB enough for ${READS} reads by ${USERS} users while ${STREAM_USERS} of them have ${STREAMS_EACH} event streams each? Then each of them gets an event. With the heap of such a machine.`,
  measure: runBenchmark,
};

/** Resident sizes in MiB, and numbers of streams. */
interface Measured {
  open: number;
  afterReads: number;
  afterEvents: number;
  connected: number;
  informed: number;
}

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const databaseUrl = await createUplinkDatabase(bench, 'event_streams');
  const encryptionKeys = newEncryptionKeys();
  const readers = await newSessions({ databaseUrl, encryptionKeys, count: USERS });
  const requests = readers.map(({ path, cookie }) => ({ path, headers: { cookie } }));
  const cookies = readers.slice(0, STREAM_USERS).map(({ cookie }) => cookie);
  const load = startWorker<LoadJob, LoadResult>(bench, new URL('./harness/load.ts', import.meta.url));
  const send = startWorker<BurstJob, BurstResult>(bench, new URL('./harness/burst.ts', import.meta.url));
  const streams = startWorker<StreamJob, StreamResult>(
    bench,
    new URL('./harness/stream-reader.ts', import.meta.url),
  );

  const { uplink } = await measureRounds(bench.rounds, {
    uplink: async (): Promise<Measured> => {
      // Values cached before the first round are still fresh in the last one.
      const env = { LIVESTREAM_FRESH_SECONDS: '86400' };
      const instance = uplinkInstance(await freePort(), { databaseUrl, encryptionKeys, env });
      const server = await startUplink(bench, instance, smallMachine);
      const { port, url } = server;
      await streams({ open: { url, cookies, each: STREAMS_EACH } });
      const open = await residentMebibytes(server);
      await load({
        ...{ port, connections: CONNECTIONS, requests },
        order: { seed: 1 },
        until: { requests: READS },
      });
      const afterReads = await residentMebibytes(server);
      await sendEvents(url);
      const { open: connected, complete: informed } = await streams({ received: 1 });
      const afterEvents = await residentMebibytes(server);
      await streams({ close: true });
      await server.stop();
      return { open, afterReads, afterEvents, connected, informed };
    },
  });
  return figuresOf(uplink);

  /** One webhook about a meeting of each user. */
  async function sendEvents(url: string): Promise<void> {
    const hosts = Array.from({ length: STREAM_USERS }, (_, index) => unknownHost(index));
    const events = signedEvents(hosts, STREAM_USERS).map(({ headers, body }) => ({
      ...{ url: `${url}/webhooks/zoom`, method: 'POST' as const, body },
      headers: { ...headers, 'content-type': 'application/json' },
    }));
    const { statuses } = await send({ requests: events, over: EVENTS_OVER });
    const rejected = statuses.filter((status) => status !== 200);
    if (rejected.length > 0) throw new Error(`${rejected.length} webhooks failed with ${rejected[0]}.`);
  }
}

async function residentMebibytes(server: ServerProcess): Promise<number> {
  return (await server.usage()).rssBytes / 1024 / 1024;
}

function figuresOf(rounds: Measured[]): Figure[] {
  const figure = (name: string, unit: string, member: keyof Measured): Figure => ({
    ...{ name, unit, reference: '–', compare: 'alone', baseline: [] },
    uplink: rounds.map((round) => round[member]),
  });
  return [
    { ...figure('RSS with the streams', 'MiB', 'open'), target: { max: MAX_MIB } },
    { ...figure('RSS after all reads', 'MiB', 'afterReads'), target: { max: MAX_MIB } },
    { ...figure('RSS after the events', 'MiB', 'afterEvents'), target: { max: MAX_MIB } },
    { ...figure(`of ${STREAMS} streams: still open`, '', 'connected'), target: { min: STREAMS } },
    { ...figure(`of ${STREAMS} streams: received the event`, '', 'informed'), target: { min: STREAMS } },
  ];
}
