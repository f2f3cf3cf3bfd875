import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from '../helpers/app.ts';
import { freePort } from '../helpers/free-port.ts';
import { startProgram } from '../helpers/program.ts';

export type PoolMode = 'session' | 'transaction';

/**
 * Starts PgBouncer in front of the server of `target`, in this mode and otherwise with its
 * defaults. It ends with the test.
 * @returns the URL of the same database through PgBouncer
 */
export async function startPgBouncer(t: Test, target: string, mode: PoolMode): Promise<string> {
  const url = new URL(target);
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'uplink-pgbouncer-'));
  // If root starts PgBouncer, it runs as another user, which must be able to read this.
  await chmod(directory, 0o755);
  const file = join(directory, 'pgbouncer.ini');
  const server = `host=${url.hostname} port=${url.port} user=${url.username} password=${url.password}`;
  await writeFile(
    file,
    `[databases]
* = ${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 60
max_client_conn = 300
`,
    { mode: 0o644 },
  );
  const isRoot = process.getuid?.() === 0;
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  await startProgram(t, 'pgbouncer', { args: [...(isRoot ? ['-u', 'postgres'] : []), file], port });
  url.port = String(port);
  return url.href;
}
