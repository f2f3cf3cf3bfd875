import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Cluster,
  type Postmaster,
  readPostmaster,
  readServerLog,
  removePidFile,
  SUPERUSER,
  startServer,
  stopServer,
} from './cluster.ts';
import { probe } from './probe.ts';

interface ServerOptions {
  password: string;
  log: (line: string) => void;
  durable: boolean;
  settings: readonly string[];
}

export interface Server {
  url: string;
  stop(): Promise<void>;
}

const MAX_ATTEMPTS = 5;
const NON_DURABLE_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
/**
 * Maximum time between the creation of `postmaster.pid` and the first accepted connection, with
 * ample reserve.
 */
const MAX_STARTUP_SECONDS = 10;

interface RunningServer {
  pid: number;
  port: number;
  /** The process that stops it. */
  owner: number;
}

/**
 * Returns the running server of a cluster, or starts one. Retries, because another process may take
 * the port, or start the same cluster, in between.
 */
export async function acquireServer(cluster: Cluster, options: ServerOptions): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const running = await findRunning(cluster, options.password);
    if (running) return reuse(cluster, running, options);
    try {
      return await start(cluster, options);
    } catch (cause) {
      if (attempt >= MAX_ATTEMPTS) {
        const log = await readServerLog(cluster);
        throw new Error(`The embedded PostgreSQL in ${cluster.home} does not start:\n${log}`, { cause });
      }
      await sleep(100 * attempt);
    }
  }
}

async function findRunning(cluster: Cluster, password: string): Promise<RunningServer | undefined> {
  for (;;) {
    const postmaster = await readPostmaster(cluster);
    if (!postmaster) return undefined;
    const identity = await probe(addressOf(postmaster.port, password), cluster.data);
    if (identity?.dataDirectory === cluster.data) {
      const owner = (await readTakeover(cluster, postmaster.pid)) ?? starterOf(identity.clusterName);
      return { ...postmaster, owner };
    }
    if (!isStarting(postmaster)) break;
    await sleep(50);
  }
  // Left by a server that was killed. PostgreSQL does not start if its process ID now belongs to
  // another process.
  await removePidFile(cluster);
  return undefined;
}

/**
 * Whether another process has just started the server. Deleting its pid file would allow a second
 * server on the same data.
 */
function isStarting({ pid, startedAt }: Postmaster): boolean {
  return isAlive(pid) && Date.now() / 1000 - startedAt < MAX_STARTUP_SECONDS;
}

async function start(cluster: Cluster, options: ServerOptions): Promise<Server> {
  const { password, log, durable } = options;
  const port = await freePort();
  // The server reports its owner, so other processes that find it running do not stop it.
  const settings = [
    `cluster_name=${CLUSTER_NAME_PREFIX}${process.pid}`,
    ...(durable ? [] : NON_DURABLE_SETTINGS),
    ...options.settings,
  ];
  await startServer(cluster, port, settings);
  log(`embedded PostgreSQL is running on port ${port}, data in ${cluster.home}`);
  return owned(cluster, addressOf(port, password));
}

async function reuse(
  cluster: Cluster,
  { pid, port, owner }: RunningServer,
  { password, log }: ServerOptions,
): Promise<Server> {
  const url = addressOf(port, password);
  if (owner !== process.pid && isAlive(owner)) {
    log(`embedded PostgreSQL (process ${pid}) is shared with process ${owner}, which stops it`);
    return { url, stop: async () => {} };
  }
  await writeFile(takeoverFile(cluster), `${pid} ${process.pid}`);
  log(`embedded PostgreSQL (process ${pid}) was still running on port ${port}`);
  return owned(cluster, url);
}

function owned(cluster: Cluster, url: string): Server {
  let stopping: Promise<void> | undefined;
  return {
    url,
    stop: () => {
      stopping ??= stopServer(cluster);
      return stopping;
    },
  };
}

function addressOf(port: number, password: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

const CLUSTER_NAME_PREFIX = 'uplink-';

function starterOf(clusterName: string): number {
  return Number(clusterName.slice(CLUSTER_NAME_PREFIX.length)) || 0;
}

/** The process that took over this server after its owner died, if any. */
async function readTakeover(cluster: Cluster, serverPid: number): Promise<number | undefined> {
  const content = await readFile(takeoverFile(cluster), 'utf8').catch(() => '');
  const [server, owner] = content.split(' ').map(Number);
  return server === serverPid ? owner : undefined;
}

function takeoverFile(cluster: Cluster): string {
  return join(cluster.home, 'owner');
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process is alive and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
