import t from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { createReadiness } from '../../src/readiness.ts';
import { startApp } from '../helpers/app.ts';

const compileWasm = t.intercept(WebAssembly, 'Module');
const uplink = await startApp(t, { startsJobs: false });
const { database, pubsub, config, simulator } = uplink;
const { pool } = database;

t.test('a process is ready only after its warm-up', async (t) => {
  const calls: boolean[] = [];
  let fails = true;
  const readiness = createReadiness({
    ...{ database, pubsub, deployment: config, keyRing: createKeyRing(config.encryptionKeys) },
    log: { error() {}, warn() {}, info() {} },
    async warmUp() {
      calls.push(readiness.isPrepared());
      if (fails) throw new Error('ECONNREFUSED');
    },
  });
  t.ok(await readiness.check());
  t.notOk(readiness.isPrepared());
  fails = false;
  t.equal(await readiness.check(), undefined);
  t.equal(await readiness.check(), undefined);
  t.same(calls, [false, false], 'once it has succeeded, it is not repeated');
});

t.test('the warm-up prepares the statements of the first read', async (t) => {
  const connections = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
  const prepared: string[] = [];
  for (const client of connections) {
    const { rows } = await client.query<{ statement: string }>(
      'select statement from pg_prepared_statements',
    );
    prepared.push(...rows.map(({ statement }) => statement));
    client.release();
  }
  for (const table of ['session', 'installation', 'livestream', 'destination'])
    t.ok(
      prepared.some((statement) => new RegExp(`(from|join) ${table}\\b`).test(statement)),
      table,
    );
});

t.test('the query compiler is loaded only after that', async (t) => {
  t.equal(compileWasm().length, 0, 'not before the process is ready');
  await uplink.app.warmUpRest();
  t.equal(compileWasm().length, 1);
  await database.prisma.installation.count();
  t.equal(compileWasm().length, 0, 'a query finds it loaded');
});

t.test('it calls Zoom for no one and stores nothing', async (t) => {
  t.same(simulator.requests(), []);
  for (const table of ['session', 'installation', 'livestream', 'destination'])
    t.equal((await pool.query(`select from ${table}`)).rowCount, 0, table);
});
