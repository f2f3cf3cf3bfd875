import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { Client } from 'pg';
import { type Test, test } from 'tap';
import { connectDatabase, warm } from '../../src/database/client.ts';
import { causeOf } from '../../src/database/error-cause.ts';
import { migrate } from '../../src/database/migrate.ts';
import { createEmptyDatabase, createTestDatabase } from '../helpers/database.ts';
import { freePort } from '../helpers/free-port.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';
import { authority, startTlsProxy } from './tls-proxy.ts';

function open(t: Test, url: string) {
  const database = connectDatabase({ url, poolMax: 2, onError: () => {} });
  t.teardown(() => database.close());
  return database;
}

/** `ok`, or the cause of the failed connection. */
async function outcomeOf(t: Test, url: string): Promise<string> {
  try {
    await open(t, url).pool.query('select 1');
    return 'ok';
  } catch (error) {
    const { cause, hint } = causeOf(error);
    t.notMatch(hint, /hunter2/);
    t.match(hint, /^[^\n]{10,200}$/, 'a hint of one line');
    return cause;
  }
}

function changed(url: string, change: Partial<URL>, query = ''): string {
  return `${Object.assign(new URL(url), change).href}${query}`;
}

/** Starts a server that rejects each connection with this error. */
async function startRejecting(t: Test, code: string, message: string): Promise<string> {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([head, fields])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `postgresql://u:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}/d`;
}

test('the reason for a failed connection has a code and a hint', async (t) => {
  const { url } = await createTestDatabase(t);
  t.equal(await outcomeOf(t, changed(url, { password: 'hunter2' })), 'wrong_password');
  t.equal(await outcomeOf(t, changed(url, { username: 'no-such-user' })), 'wrong_password');
  t.equal(await outcomeOf(t, changed(url, { pathname: '/no_such' })), 'no_such_database');
  t.equal(await outcomeOf(t, changed(url, { port: String(await freePort()) })), 'connection_refused');
  t.equal(await outcomeOf(t, changed(url, { hostname: 'no-such-host.invalid' })), 'host_unknown');
  t.equal(await outcomeOf(t, 'postgresql://u:hunter2@/d?host=/no/such/directory'), 'no_such_file');
  t.equal(await outcomeOf(t, `${url}?options=-c%20no_such_setting%3D1`), 'unknown_setting');
  const rejections = [
    ['53300', 'sorry, too many clients already', 'too_many_connections'],
    ['08P01', 'no more connections allowed (max_client_conn)', 'too_many_connections'],
    ['28000', 'no pg_hba.conf entry for host', 'not_authorized'],
    ['57P03', 'the database system is starting up', 'starting_up'],
    ['08P01', 'SASL authentication failed', 'wrong_password'],
    ['08P01', 'query_wait_timeout', 'pooler_busy'],
    ['08P01', 'server login has been failing, try again later (server_login_retry)', 'pooler_without_server'],
    ['XX000', 'hunter2', 'unknown'],
  ] as const;
  for (const [code, message, cause] of rejections)
    t.equal(await outcomeOf(t, await startRejecting(t, code, message)), cause, message);
});

test('TLS is used and verified according to sslmode', async (t) => {
  const { url } = await createTestDatabase(t);
  const { url: tls, counts } = await startTlsProxy(t, url);
  const trusting = `&sslrootcert=${authority}`;
  const cases = [
    [`${tls}?sslmode=disable`, 'ok', 'plain'],
    [tls, 'ok', 'plain'],
    [`${tls}?sslmode=prefer`, 'ok', 'tls'],
    [`${tls}?sslmode=require`, 'ok', 'tls'],
    [`${tls}?sslmode=require${trusting}`, 'ok', 'tls'],
    [`${tls}?sslmode=verify-ca${trusting}`, 'ok', 'tls'],
    [`${tls}?sslmode=verify-full${trusting}`, 'ok', 'tls'],
    [`${tls}?sslmode=verify-full`, 'untrusted_certificate', undefined],
    [`${tls}?sslmode=verify-ca&sslrootcert=system`, 'untrusted_certificate', undefined],
  ] as const;
  for (const [named, outcome, kind] of cases) {
    const before = { ...counts };
    t.equal(await outcomeOf(t, named), outcome, named.replace(/.*\?/, ''));
    if (kind !== undefined) t.ok(counts[kind] > before[kind], `over ${kind}`);
  }
  const { url: elsewhere } = await startTlsProxy(t, url, { offers: false });
  t.equal(await outcomeOf(t, `${elsewhere}?sslmode=prefer`), 'ok');
  t.equal(await outcomeOf(t, `${elsewhere}?sslmode=require`), 'no_tls');
});

test('a certificate of another authority or for another host is rejected, as libpq does', async (t) => {
  const { url } = await createTestDatabase(t);
  const { url: tls } = await startTlsProxy(t, url);
  const otherAuthority = join(t.testdir(), 'other.pem');
  await writeFile(otherAuthority, rootCertificates[0] ?? '');
  const address = changed(tls, { hostname: await addressOfLocalhost() });
  const cases = [
    [tls, 'verify-full', otherAuthority, 'untrusted_certificate'],
    [tls, 'verify-ca', otherAuthority, 'untrusted_certificate'],
    // With a root certificate, `require` verifies the chain; `prefer` never does.
    [tls, 'require', otherAuthority, 'untrusted_certificate'],
    [tls, 'prefer', otherAuthority, 'ok'],
    [address, 'verify-full', authority, 'certificate_of_other_host'],
    [address, 'verify-ca', authority, 'ok'],
    [address, 'require', authority, 'ok'],
    [tls, 'verify-full', '/no/such/authority.pem', 'no_such_file'],
  ] as const;
  for (const [server, mode, root, outcome] of cases) {
    const named = `${server}?sslmode=${mode}&sslrootcert=${root}`;
    t.equal(await outcomeOf(t, named), outcome, `${mode} with ${root} at ${new URL(server).hostname}`);
  }
});

test('every connection of migrate verifies the certificate', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const { url: tls, counts } = await startTlsProxy(t, url);
  await t.rejects(migrate(`${tls}?sslmode=verify-full`), { message: /add sslrootcert=\/path\/to\/ca\.pem/ });
  t.ok((await migrate(`${tls}?sslmode=verify-full&sslrootcert=${authority}`)).length > 0);
  t.equal(counts.plain, 0);
});

/** The address at which a server on `localhost` listens: IPv4 or IPv6, as the machine prefers. */
async function addressOfLocalhost(): Promise<string> {
  const { address, family } = await lookup('localhost');
  return family === 6 ? `[${address}]` : address;
}

test('every connection finds the tables in the schema of the URL', async (t) => {
  const { url } = await createEmptyDatabase(t);
  for (const query of ['?schema=app', '?options=-c%20search_path%3Dother']) {
    await migrate(`${url}${query}`);
    const database = open(t, `${url}${query}`);
    await warm(database);
    t.equal(await database.prisma.installation.count(), 0, 'Prisma');
    t.equal((await database.pool.query('select from installation')).rowCount, 0, 'the pool');
    t.same(await database.sql.$queryRaw`select 1 from installation`, []);
  }
});

test('settings of the URL override Uplink’s own and are not startup parameters', async (t) => {
  const { url } = await createTestDatabase(t);
  let startup = '';
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    client.once('data', (bytes) => {
      startup += bytes.toString('latin1');
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { pool } = open(t, changed(url, { port: String(port) }, '?options=-c%20statement_timeout%3D7s'));
  t.same((await pool.query('show statement_timeout')).rows, [{ statement_timeout: '7s' }]);
  t.notMatch(startup, /timeout|options|search_path/);
});

test('a Unix socket in libpq’s notation is used', async (t) => {
  const { url } = await createTestDatabase(t);
  const directory = await mkdtemp(join(tmpdir(), 'uplink-socket-'));
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  server.listen(join(directory, '.s.PGSQL.5432'));
  await once(server, 'listening');
  t.teardown(async () => {
    server.close();
    await rm(directory, { recursive: true });
  });
  const { username, password, pathname } = new URL(url);
  t.equal(await outcomeOf(t, `postgresql://${username}:${password}@${pathname}?host=${directory}`), 'ok');
  t.equal(
    await outcomeOf(t, `postgresql://${username}:${password}@${encodeURIComponent(directory)}${pathname}`),
    'ok',
  );
});

test('several hosts are tried in order, and a writable one is preferred', async (t) => {
  const { url } = await createTestDatabase(t);
  const { username, password, port, pathname } = new URL(url);
  const credentials = `${username}:${password}`;
  const nowhere = `127.0.0.1:${await freePort()}`;
  const server = `127.0.0.1:${port}`;
  t.equal(await outcomeOf(t, `postgresql://${credentials}@${nowhere},${server}${pathname}`), 'ok');
  t.equal(
    await outcomeOf(t, `postgresql://${credentials}@${nowhere},${nowhere}${pathname}`),
    'connection_refused',
  );

  const readOnly = await startReadOnly(t, url);
  const readOnlyOf = async (query: string, hosts = `${readOnly},${server}`) => {
    const { pool } = open(t, `postgresql://${credentials}@${hosts}${pathname}${query}`);
    return (await pool.query("select current_setting('is.replica', true) as it")).rows[0].it;
  };
  t.not(await readOnlyOf('?target_session_attrs=read-write'), 'yes');
  t.not(await readOnlyOf(''), 'yes');
  t.equal(await readOnlyOf('?target_session_attrs=any'), 'yes');
  const only = `postgresql://${credentials}@${readOnly},${nowhere}${pathname}?target_session_attrs=read-write`;
  t.equal(await outcomeOf(t, only), 'read_only');
});

test('connections that open together choose among several hosts once', async (t) => {
  const { url } = await createTestDatabase(t);
  const { username, password, pathname } = new URL(url);
  let opened = 0;
  const counting = await startTcpProxy(t, url, (client, connectUpstream) => {
    opened += 1;
    const upstream = connectUpstream();
    client.pipe(upstream).pipe(client);
  });
  const hosts = `127.0.0.1:${await freePort()},${new URL(counting).host}`;
  const { pool } = open(t, `postgresql://${username}:${password}@${hosts}${pathname}`);
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  t.equal(opened, 3, 'two connections and one to choose the host');
  for (const client of clients) client.release();
});

/** A proxy whose sessions are read-only, like those of a replica. */
async function startReadOnly(t: Test, url: string): Promise<string> {
  const { port } = new URL(url);
  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    client.once('data', (bytes) => upstream.write(withOptions(bytes)));
    client.once('data', () => client.pipe(upstream));
    upstream.pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A startup message with options added. */
function withOptions(message: Buffer): Buffer {
  const options = 'options\0-c default_transaction_read_only=on -c is.replica=yes\0\0';
  const added = Buffer.concat([message.subarray(0, -1), Buffer.from(options)]);
  added.writeInt32BE(added.length);
  return added;
}

test('migrate reports in one line why it cannot connect', async (t) => {
  const { url } = await createEmptyDatabase(t);
  await t.rejects(migrate(changed(url, { password: 'hunter2' })), {
    message: /^The database cannot be used: [^\n]*password[^\n]*\.$/,
  });
  const owner = new Client({ connectionString: url });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query(
    `do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$`,
  );
  await t.rejects(migrate(url), { message: /^The database is read-only: [^\n]*\.$/ });
});
