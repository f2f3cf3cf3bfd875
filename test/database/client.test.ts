import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { connectDatabase, warm } from '../../src/database/client.ts';
import { createPool } from '../../src/database/pool.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { eventually } from '../helpers/eventually.ts';

async function connect(t: Test) {
  const { url } = await createTestDatabase(t);
  const errors: Error[] = [];
  const database = connectDatabase({ url, poolMax: 2, onError: (error) => errors.push(error) });
  t.teardown(database.close);
  const other = connectDatabase({ url, poolMax: 1, applicationName: 'other', onError: () => {} });
  t.teardown(other.close);
  const cut = () =>
    other.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'uplink'`,
    );
  return { database, errors, cut };
}

t.test('a connection that is cut while idle is reported and replaced', async (t) => {
  const { database, errors, cut } = await connect(t);
  await warm(database);
  const [lost] = await Promise.all([once(database.pool, 'error'), cut()]);
  t.match(lost, [{ code: '57P01' }]);
  t.ok(errors.length > 0, 'reported');
  t.equal(await database.prisma.installation.count(), 0, 'replaced');
});

t.test(
  'a connection that is cut between two queries of a transaction fails that transaction alone',
  async (t) => {
    const { database, errors, cut } = await connect(t);
    const transaction = database.prisma.$transaction(async (tx) => {
      await tx.installation.count();
      await cut();
      while (errors.length === 0) await new Promise(setImmediate);
      await tx.installation.count();
    });
    await t.rejects(transaction);
    t.equal(await database.prisma.installation.count(), 0);
  },
);

t.test('Prisma and the pool share their connections, which limit every statement', async (t) => {
  const { database } = await connect(t);
  await warm(database);
  const { rows } = await database.pool.query('show statement_timeout');
  t.same(rows, [{ statement_timeout: '5s' }]);
  t.equal(database.pool.totalCount, 1, 'one connection served both');
});

t.test('a server that accepts a connection but never responds times out', async (t) => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const database = connectDatabase({
    url: `postgresql://unknown@127.0.0.1:${port}/nothing`,
    poolMax: 1,
    onError: () => {},
  });
  t.teardown(database.close);
  await t.rejects(database.pool.query('select 1'), { message: /timeout/ });
});

t.test('nothing is sent to the server before the first query, and closing is idempotent', async (t) => {
  const database = connectDatabase({
    url: 'postgresql://unknown@127.0.0.1:1/nothing',
    poolMax: 1,
    onError: (error) => t.fail(error.message),
  });
  await database.close();
  await database.close();
  t.equal(database.pool.totalCount, 0);
});

t.test('a connection is replaced at the end of its lifetime, between two queries', async (t) => {
  const { url } = await createTestDatabase(t);
  const errors: Error[] = [];
  const pool = createPool({
    url,
    applicationName: 'uplink',
    connectTimeoutMs: 3_000,
    max: 1,
    maxLifetimeSeconds: 1,
    onError: (error) => errors.push(error),
  });
  t.teardown(() => pool.end());
  const connectionId = async () => (await pool.query('select pg_backend_pid() as id')).rows[0].id;
  const first = await connectionId();
  t.equal(await connectionId(), first, 'is used again before that');
  t.ok(await eventually(async () => (await connectionId()) !== first, { withinMs: 10_000 }));
  t.same(errors, []);
});
