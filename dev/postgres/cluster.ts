import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { renameUnlessExists } from './create-once.ts';

const run = promisify(execFile);

/** One PostgreSQL data directory, managed by PostgreSQL's own `initdb` and `pg_ctl`. */
export interface Cluster {
  home: string;
  data: string;
  binaries: Binaries;
  account: Account | undefined;
}

export const SUPERUSER = 'uplink';

/** Contents of `postmaster.pid`, for a server that is running or was killed. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Seconds since the epoch. */
  startedAt: number;
}

/**
 * Creates the data directory unless it exists. It is created under a temporary name and renamed, so
 * that a killed process leaves no partial one. If several processes create it concurrently, the
 * first one to rename wins.
 */
export async function initialise(cluster: Cluster): Promise<void> {
  if ((await readFile(join(cluster.data, 'PG_VERSION'), 'utf8').catch(() => '')) !== '') return;
  const draft = `${cluster.data}.${randomUUID()}`;
  await runAs(cluster, cluster.binaries.initdb, [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${join(cluster.home, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...localeFlags(cluster.binaries),
    '--no-sync',
  ]);
  await renameUnlessExists(draft, cluster.data);
}

/**
 * The same collation and case rules on every machine, independent of its locales. Before version
 * 17, PostgreSQL had to use the machine's `C.UTF-8`.
 */
function localeFlags({ major }: Binaries): string[] {
  return major < 17
    ? ['--locale=C.UTF-8']
    : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
}

/**
 * Starts the server and waits until it accepts connections. The server survives this process and
 * Ctrl-C in its terminal.
 */
export async function startServer(
  cluster: Cluster,
  port: number,
  settings: readonly string[],
): Promise<void> {
  const flags = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    ...settings,
  ];
  const options = flags.map((flag) => `-c ${flag}`).join(' ');
  await pgCtl(cluster, [
    'start',
    '--wait',
    '--timeout=60',
    `--log=${serverLog(cluster)}`,
    `--options=${options}`,
  ]);
}

/** Stops the server, closing remaining connections, and waits until it has ended. */
export async function stopServer(cluster: Cluster): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    if (!(await readPostmaster(cluster))) return;
    // pg_ctl also fails if another process stops the server at the same time.
    await pgCtl(cluster, ['stop', '--wait', '--timeout=20', `--mode=${mode}`]).catch(() => {});
  }
  if (await readPostmaster(cluster))
    throw new Error(`The embedded PostgreSQL in ${cluster.home} does not stop.`);
}

/** Undefined if no server is running and none was killed. */
export async function readPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const content = await readFile(pidFile(cluster), 'utf8').catch(() => '');
  // PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*: 1 pid, 2 data directory, 3 start time, 4 port.
  const [pid, , startedAt, port] = content.split('\n').map(Number);
  return pid && startedAt && port ? { pid, port, startedAt } : undefined;
}

export async function removePidFile(cluster: Cluster): Promise<void> {
  await rm(pidFile(cluster), { force: true });
}

/** The last lines of the server's log. */
export async function readServerLog(cluster: Cluster): Promise<string> {
  const content = await readFile(serverLog(cluster), 'utf8').catch(() => '');
  return content.trimEnd().split('\n').slice(-10).join('\n');
}

function pidFile(cluster: Cluster): string {
  return join(cluster.data, 'postmaster.pid');
}

function serverLog(cluster: Cluster): string {
  return join(cluster.home, 'server.log');
}

async function pgCtl(cluster: Cluster, args: readonly string[]): Promise<void> {
  await runAs(cluster, cluster.binaries.pgCtl, [...args, `--pgdata=${cluster.data}`]);
}

/**
 * Clears the environment: PGPORT and similar variables of the caller would change how the server
 * starts.
 */
async function runAs(cluster: Cluster, program: string, args: readonly string[]): Promise<void> {
  await run(program, args, { ...cluster.account, cwd: cluster.home, env: { LC_ALL: 'C', TZ: 'UTC' } });
}
