import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import {
  type Cluster,
  type Postmaster,
  readPostmaster,
  readServerLog,
  removePidFile,
  startServer,
  stopServer,
  superuser,
} from './cluster.ts';
import { probe } from './probe.ts';

interface ServerOptions {
  password: string;
  log: (line: string) => void;
  durable: boolean;
}

export interface Server {
  url: string;
  stop(): Promise<void>;
}

const attempts = 3;
const throwAway = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * The server of a cluster: the one that runs already, else a new one. Tried again a few times, because another
 * process may take the port, or start the same cluster, in between.
 */
export async function acquireServer(cluster: Cluster, options: ServerOptions): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const running = await findRunning(cluster, options.password);
    if (running) return reuse(cluster, running, options);
    try {
      return await start(cluster, options);
    } catch (cause) {
      if (attempt < attempts) continue;
      const log = await readServerLog(cluster);
      throw new Error(`The embedded PostgreSQL in ${cluster.home} does not start:\n${log}`, { cause });
    }
  }
}

async function findRunning(cluster: Cluster, password: string): Promise<Postmaster | undefined> {
  const postmaster = await readPostmaster(cluster);
  if (!postmaster) return undefined;
  if (await probe(addressOf(postmaster.port, password), cluster.data)) return postmaster;
  // Left by a server that was killed. PostgreSQL would refuse to start if the number now belongs to another process.
  await removePidFile(cluster);
  return undefined;
}

async function start(cluster: Cluster, { password, log, durable }: ServerOptions): Promise<Server> {
  const port = await freePort();
  await startServer(cluster, port, durable ? [] : throwAway);
  await writeFile(ownerFile(cluster), String(process.pid));
  log(`embedded PostgreSQL is running on port ${port}, data in ${cluster.home}`);
  return owned(cluster, addressOf(port, password));
}

async function reuse(cluster: Cluster, { pid, port }: Postmaster, options: ServerOptions): Promise<Server> {
  const url = addressOf(port, options.password);
  const owner = Number(await readFile(ownerFile(cluster), 'utf8').catch(() => '0'));
  if (owner !== process.pid && isAlive(owner)) {
    options.log(`embedded PostgreSQL (process ${pid}) is shared with process ${owner}, and stops with that`);
    return { url, stop: async () => {} };
  }
  await writeFile(ownerFile(cluster), String(process.pid));
  options.log(`embedded PostgreSQL (process ${pid}) was still running on port ${port}`);
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
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

function ownerFile(cluster: Cluster): string {
  return join(cluster.home, 'owner');
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
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
