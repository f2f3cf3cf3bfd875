import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createWorkerRegistry } from '../../src/jobs/worker-registry.ts';
import { startApp } from '../helpers/app.ts';
import { startChildApp } from '../helpers/child-app.ts';
import { lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { isErased, waitingJobs } from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { HOST, waitUntil } from '../helpers/zoom-host.ts';

/** An app that does not run jobs yet, and an instance in a separate process that does. */
async function start(t: Test) {
  const uplink = await startApp(t, { startsJobs: false });
  uplink.simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const host = await uplink.signIn(HOST);
  const child = await startChildApp(t, uplink, host);
  return { uplink, child };
}

const TEN_SECONDS = { withinMs: 10_000 };

t.test('a job that a killed instance had just started runs on another within ten seconds', async (t) => {
  const { uplink, child } = await start(t);
  const lock = 'select from installation where user_id = $1 for update';
  const release = await lockRows(uplink, lock, [HOST]);
  await uplink.simulator.deauthorize(HOST);
  await lockWaiters(uplink, 1);
  await uplink.app.startJobs();
  await child.kill();
  await release();
  t.ok(await eventually(() => isErased(uplink, HOST), TEN_SECONDS));
  t.ok(await eventually(async () => (await waitingJobs(uplink)).length === 0));
});

for (const offsetMs of [0, 5, 50]) {
  t.test(
    `a job of an instance that is killed ${offsetMs} ms after the event arrived runs on another too`,
    async (t) => {
      const { uplink, child } = await start(t);
      await uplink.simulator.deauthorize(HOST);
      await delay(offsetMs);
      await child.kill();
      await uplink.app.startJobs();
      t.ok(await eventually(() => isErased(uplink, HOST), TEN_SECONDS));
    },
  );
}

t.test('a periodic job of a killed instance soon runs on another too', async (t) => {
  const { uplink, child } = await start(t);
  const { pool } = uplink.database;
  const lockTable = 'lock table erased_user in access exclusive mode';
  const release = await lockRows(uplink, lockTable);
  await pool.query(`select graphile_worker.add_job('purge')`);
  await lockWaiters(uplink, 1);
  await uplink.app.startJobs();
  await child.kill();
  await release();
  const purges = `select from graphile_worker.jobs where task_identifier = 'purge'`;
  t.ok(await eventually(async () => (await pool.query(purges)).rowCount === 0, TEN_SECONDS));
});

t.test('jobs of a running instance are not released', async (t) => {
  const { uplink, child } = await start(t);
  const lock = 'select from installation where user_id = $1 for update';
  const release = await lockRows(uplink, lock, [HOST]);
  await uplink.simulator.deauthorize(HOST);
  await lockWaiters(uplink, 1);
  await uplink.app.startJobs();
  const registry = createWorkerRegistry(uplink.database, uplink.pubsub.instanceId);
  await registry.releaseDead();
  await registry.releaseDead();
  const { rows } = await uplink.database.pool.query(
    `select attempts, locked_by is not null as "isLocked" from graphile_worker.jobs where task_identifier = 'events'`,
  );
  t.same(rows, [{ attempts: 1, isLocked: true }]);
  await release();
  await waitUntil(() => isErased(uplink, HOST));
  await child.kill();
});
