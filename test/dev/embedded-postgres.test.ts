import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import t, { type Test } from 'tap';
import { linkLibraries } from '../../dev/postgres/binaries.ts';
import { startEmbeddedPostgres } from '../../dev/postgres/embedded-postgres.ts';
import { closedDirectory, query, start, temporaryDirectory } from './servers.ts';

async function postmasterOf(directory: string) {
  const content = await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8');
  return Number(content.split('\n')[0]);
}

/** Whether the process has ended, even if its parent has not collected its status yet. */
async function isDeleted(pid: number) {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  if (status !== '') return /\) [ZX] /.test(status);
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** Starts a server in another process, which runs until it is stopped. */
async function startElsewhere(t: Test, directory: string) {
  const module = JSON.stringify(new URL('../../dev/postgres/embedded-postgres.ts', import.meta.url).href);
  const script = `
    const { startEmbeddedPostgres } = await import(${module});
    const server = await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)}, durable: false });
    process.on('message', () => server.stop().then(() => process.exit()));
    process.send(server.url);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}

t.test('the links of the libraries are created in a duplicate of any name', async (t) => {
  const cached = join(await temporaryDirectory(t), 'native-18.4.draft');
  await mkdir(join(cached, 'lib'), { recursive: true });
  await writeFile(join(cached, 'lib', 'libpq.so.5.18'), 'library');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(cached, 'pg-symlinks.json'), JSON.stringify(links));
  await linkLibraries(cached);
  await linkLibraries(cached);
  t.equal(await readFile(join(cached, 'lib', 'libpq.so.5'), 'utf8'), 'library');
});

t.test('data survives a stop and a start', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = await start(t, directory);
  t.match(first.url, /^postgresql:\/\/uplink:[\w-]{32}@127\.0\.0\.1:\d+\/postgres$/);
  await query(first.url, 'create table kept (id int)');
  await first.stop();
  const second = await start(t, directory);
  t.same(await query(second.url, `select to_regclass('kept') is not null as stored`), [{ stored: true }]);
});

t.test('after a stop no process is left, even if stopped twice with open connections', async (t) => {
  const directory = await temporaryDirectory(t);
  const { url, stop } = await start(t, directory);
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  const pid = await postmasterOf(directory);
  const backends = await query(url, 'select pid from pg_stat_activity');
  t.ok(backends.length > 1);
  await Promise.all([stop(), stop()]);
  for (const each of [pid, ...backends.map((row) => row.pid as number)]) {
    while (!(await isDeleted(each))) await sleep(5);
  }
  t.pass('all processes have ended');
});

t.test('the password is random, required, and readable only by the account', async (t) => {
  const directory = await temporaryDirectory(t);
  const { url } = await start(t, directory);
  t.equal((await stat(join(directory, 'password'))).mode & 0o777, 0o600);
  const wrong = new URL(url);
  wrong.password = 'guess';
  await t.rejects(query(wrong.href, 'select 1'), { code: '28P01' });
});

t.test('it is not reachable from the network', async (t) => {
  const { url } = await start(t, await temporaryDirectory(t));
  t.same(await query(url, 'show listen_addresses'), [{ listen_addresses: '127.0.0.1' }]);
});

t.test('a server that a killed process left running is taken over', async (t) => {
  const directory = await temporaryDirectory(t);
  const { child, url } = await startElsewhere(t, directory);
  const pid = await postmasterOf(directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const server = await start(t, directory);
  t.equal(server.url, url);
  await server.stop();
  while (!(await isDeleted(pid))) await sleep(5);
  t.pass('and stopped');
});

t.test('a server that another running process started is shared and left running', async (t) => {
  const directory = await temporaryDirectory(t);
  const { child, url } = await startElsewhere(t, directory);
  const server = await start(t, directory);
  t.equal(server.url, url);
  t.match(server.lines, [new RegExp(`shared with process ${child.pid},`)]);
  await server.stop();
  t.same(await query(url, 'select 1 as one'), [{ one: 1 }]);
  child.send('stop');
  await once(child, 'exit');
});

t.test('it keeps its data in a directory that is closed to other users, such as /root', async (t) => {
  const directory = await closedDirectory(t);
  const first = await start(t, directory);
  await query(first.url, 'create table kept (id int)');
  await first.stop();
  const second = await start(t, directory);
  t.same(await query(second.url, `select to_regclass('kept') is not null as stored`), [{ stored: true }]);
  await second.stop();
});

t.test('five processes that concurrently start a new directory share one server', async (t) => {
  const directory = await closedDirectory(t);
  const processes = await Promise.all(Array.from({ length: 5 }, () => startElsewhere(t, directory)));
  t.equal(new Set(processes.map(({ url }) => url)).size, 1);
  // Only the process that started the server stops it.
  for (const { child } of processes) child.send('stop');
  await Promise.all(processes.map(({ child }) => once(child, 'exit')));
  const pids = await postmasterOf(await readlink(join(directory, 'elsewhere')).catch(() => directory)).catch(
    () => undefined,
  );
  t.equal(pids, undefined, 'no server is left');
});

t.test('a directory whose files in /var/tmp were deleted is created again', async (t) => {
  const directory = await closedDirectory(t);
  const first = await start(t, directory);
  await first.stop();
  const elsewhere = await readlink(join(directory, 'elsewhere')).catch(() => undefined);
  await rm(elsewhere ?? directory, { recursive: true });
  const second = await start(t, directory);
  t.same(await query(second.url, 'select 1 as one'), [{ one: 1 }]);
});

t.test('the pid file of a server that was killed does not stop a start', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = await start(t, directory);
  const pidFile = join(directory, 'data', 'postmaster.pid');
  const [, data, startedAt, ...rest] = (await readFile(pidFile, 'utf8')).split('\n');
  await first.stop();
  // The server was killed an hour ago, and its process ID now belongs to a running process: this
  // one.
  await writeFile(pidFile, [process.pid, data, Number(startedAt) - 3600, ...rest].join('\n'));
  const second = await start(t, directory);
  t.same(await query(second.url, 'select 1 as one'), [{ one: 1 }]);
});

t.test('data of another PostgreSQL version is rejected with the server’s message', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = await start(t, directory);
  await first.stop();
  await writeFile(join(directory, 'data', 'PG_VERSION'), '12\n');
  await t.rejects(start(t, directory), { message: /does not start:\n(.*\n)*.*version 12/ });
});

t.test('another major version is rejected if npm does not have it', async (t) => {
  const directory = await temporaryDirectory(t);
  await t.rejects(startEmbeddedPostgres({ directory, major: 14 }), {
    message: /^PostgreSQL 14 is not available: choose one of 15, 16, 17, 18\.$/,
  });
});
