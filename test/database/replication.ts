import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../dev/postgres/embedded-postgres.ts';
import type { Test } from '../helpers/app.ts';
import { onServer } from '../helpers/database-template.ts';
import { waitUntil } from '../helpers/eventually.ts';

const run = promisify(execFile);

/** A primary, and a replica that has every transaction before its client does. */
export interface ReplicatedServer {
  primaryUrl: string;
  replicaUrl: string;
  /** Ends the primary with SIGKILL. */
  killPrimary(): Promise<void>;
  /** Makes the replica the new primary. */
  promote(): Promise<void>;
}

/** Starts two real servers with synchronous streaming replication. */
export async function startReplicatedServer(t: Test): Promise<ReplicatedServer> {
  const root = await mkdtemp(join(tmpdir(), 'uplink-replication-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  // The server's account must be able to enter the folder.
  await run('chmod', ['755', root]);
  const primaryHome = join(root, 'primary');
  const primary = await startEmbeddedPostgres({ directory: primaryHome });
  t.teardown(primary.stop);
  const replicaHome = join(root, 'replica');
  await copyServer(primary.url, primaryHome, replicaHome);
  const replica = await startEmbeddedPostgres({ directory: replicaHome });
  t.teardown(replica.stop);
  await onServer(primary.url, async (client) => {
    await client.query("alter system set synchronous_standby_names = 'replica'");
    await client.query('select pg_reload_conf()');
    await waitUntil(async () => (await client.query(IN_SYNC)).rowCount === 1);
  });
  return {
    primaryUrl: primary.url,
    replicaUrl: replica.url,
    async killPrimary() {
      const pidFile = join(primaryHome, 'data', 'postmaster.pid');
      const [pid] = (await readFile(pidFile, 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await rm(pidFile);
    },
    promote: () => onServer(replica.url, (client) => client.query('select pg_promote()')),
  };
}

const IN_SYNC = "select from pg_stat_replication where sync_state = 'sync' and state = 'streaming'";

/** Copies a running server in backup mode, because npm's package does not have pg_basebackup. */
async function copyServer(url: string, from: string, to: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("select pg_backup_start('replica', true)");
  await mkdir(to);
  await run('cp', ['-a', join(from, 'data'), join(from, 'password'), to]);
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  await client.end();
  const data = join(to, 'data');
  await rm(join(data, 'postmaster.pid'));
  const { uid, gid } = await stat(data);
  for (const [name, text] of [
    ['backup_label', rows[0]?.labelfile ?? ''],
    ['standby.signal', ''],
  ] as const) {
    await writeFile(join(data, name), text);
    await chown(join(data, name), uid, gid);
  }
  const { port, username, password } = new URL(url);
  await appendFile(
    join(data, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${port} user=${username} password=${password} application_name=replica'\n`,
  );
}
