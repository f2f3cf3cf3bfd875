import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

const run = promisify(execFile);

/** One PostgreSQL data directory, driven through PostgreSQL's own `initdb` and `pg_ctl`. */
export interface Cluster {
  home: string;
  data: string;
  binaries: Binaries;
  account: Account | undefined;
}

export const superuser = 'uplink';

/** What `postmaster.pid` says of a server that runs, or ran and was killed. */
export interface Postmaster {
  pid: number;
  port: number;
}

/**
 * Creates the data directory unless it exists: made aside and renamed, so that a process killed meanwhile leaves no
 * half of one, and of two that do it at once one wins.
 */
export async function initialise(cluster: Cluster): Promise<void> {
  if ((await readFile(join(cluster.data, 'PG_VERSION'), 'utf8').catch(() => '')) !== '') return;
  const draft = `${cluster.data}.${randomUUID()}`;
  await runAs(cluster, cluster.binaries.initdb, [
    `--pgdata=${draft}`,
    `--username=${superuser}`,
    `--pwfile=${join(cluster.home, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every machine, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ]);
  await rename(draft, cluster.data).catch(() => rm(draft, { recursive: true, force: true }));
}

/** Starts the server and waits until it accepts connections. It outlives this process and its terminal's Ctrl-C. */
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

/** Stops the server, cutting connections that are left, and waits until it has gone. */
export async function stopServer(cluster: Cluster): Promise<void> {
  if (!(await readPostmaster(cluster))) return;
  await pgCtl(cluster, ['stop', '--wait', '--timeout=20', '--mode=fast']).catch(() =>
    pgCtl(cluster, ['stop', '--wait', '--timeout=20', '--mode=immediate']),
  );
}

/** Undefined where no server runs and none was killed. */
export async function readPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const content = await readFile(pidFile(cluster), 'utf8').catch(() => '');
  // PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*: 1 pid, 2 data directory, 3 start time, 4 port.
  const [pid, , , port] = content.split('\n').map(Number);
  return pid && port ? { pid, port } : undefined;
}

export async function removePidFile(cluster: Cluster): Promise<void> {
  await rm(pidFile(cluster), { force: true });
}

/** The last lines that the server wrote. */
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

/** The environment is emptied: PGPORT and its kin of the caller would change what is started. */
async function runAs(cluster: Cluster, program: string, args: readonly string[]): Promise<void> {
  await run(program, args, { ...cluster.account, cwd: cluster.home, env: { LC_ALL: 'C', TZ: 'UTC' } });
}
