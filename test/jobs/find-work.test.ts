import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { createWorkerRegistry } from '../../src/jobs/worker-registry.ts';
import { startApp } from '../helpers/app.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { lockJobsAsKilled } from '../helpers/job-tables.ts';
import { HOST, waitUntil } from '../helpers/zoom-host.ts';
import { collectPlans, type PlanNode, reportPlans } from '../plans/capture.ts';

const NONE = {
  bulkUpdates: false,
  switches: false,
  erasures: false,
  workers: false,
  unknownWorkers: false,
  due: 0,
};

async function start(t: Test) {
  const uplink = await startApp(t, { startsJobs: false });
  await uplink.signIn(HOST);
  const { database, pubsub } = uplink;
  const clock = { now: 0 };
  const registry = createWorkerRegistry(database, pubsub.instanceId, () => clock.now);
  const insert = (sql: string, values: unknown[] = []) => database.pool.query(sql, values);
  return { uplink, registry, clock, insert, find: () => registry.findWork() };
}

const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const isReadOfJobs = (node: PlanNode) =>
  node['Relation Name'] === '_private_jobs' && node['Actual Loops'] !== 0;

t.test('an instance that has nothing to do needs one statement to find out', async (t) => {
  const { find, registry } = await start(t);
  t.match(await find(), NONE);
  await registry.register('worker-of-this-instance');
  t.match(await find(), NONE);
});

const KINDS: [found: string, sql: string, values: unknown[]][] = [
  [
    'bulkUpdates',
    `insert into bulk_update (id, user_id, kind, status) values (gen_random_uuid(), $1, 'meeting', 'queued')`,
    [HOST],
  ],
  [
    'bulkUpdates',
    `insert into bulk_update (id, user_id, kind, status, owner, owner_until)
     values (gen_random_uuid(), $1, 'meeting', 'cancelled', gen_random_uuid(), now())`,
    [HOST],
  ],
  [
    'switches',
    `insert into destination_switch (user_id, kind, meeting_id, id, destination_id, step)
     values ($1, 'meeting', 1, gen_random_uuid(), gen_random_uuid(), 'stopping')`,
    [HOST],
  ],
  [
    'erasures',
    `insert into pending_erasure (user_hash, user_id, requested_at, owner)
     values (sha256('h'), $1, now(), gen_random_uuid())`,
    [HOST],
  ],
  ['workers', `insert into job_worker (worker_id, instance_id) values ('other', $1)`, [randomUUID()]],
];

for (const [found, sql, values] of KINDS)
  t.test(`work is found: ${sql.split(' ').slice(0, 3).join(' ')}`, async (t) => {
    const { insert, find } = await start(t);
    await insert(sql, values);
    t.match(await find(), { ...NONE, [found]: true });
  });

t.test('a registration that another instance deleted is missed', async (t) => {
  const { registry, insert, find } = await start(t);
  await registry.register('own');
  await insert('delete from job_worker');
  t.match(await find(), { ...NONE, workers: true });
  await registry.releaseDead();
  t.match(await find(), NONE);
});

t.test(
  'jobs of unknown workers are searched every 30 seconds, and released once they are found',
  async (t) => {
    const { uplink, registry, clock, insert, find } = await start(t);
    const { pool } = uplink.database;
    const due = { ...NONE, due: 1 };
    const locked = { ...NONE, unknownWorkers: true };
    await insert(`select graphile_worker.add_job('erase')`);
    t.match(await find(), due);
    await lockJobsAsKilled(pool, 3);
    clock.now = 29_999;
    t.match(await find(), NONE);
    clock.now = 30_000;
    t.match(await find(), locked);
    t.match(await find(), locked, 'until they are released');
    await registry.releaseDead();
    t.match(await find(), due);
    await lockJobsAsKilled(pool, 3);
    await registry.releaseDead();
    t.match(await find(), NONE, 'a release does not search');
  },
);

t.test('the check every two seconds does not read the job table for unknown workers', async (t) => {
  const { url: databaseUrl } = await createTestDatabase(t);
  await reportPlans(databaseUrl);
  const database = connectDatabase({ url: databaseUrl, poolMax: 1, onError: () => {} });
  t.teardown(() => database.close());
  const executed = collectPlans(database.pool);
  const registry = createWorkerRegistry(database, randomUUID(), () => 0);
  const readsOfJobs = async () => {
    executed.length = 0;
    await registry.findWork();
    const plan = executed.find(({ statement }) => statement.includes('unknownWorkers'))?.plan;
    return plan && nodesOf(plan).filter(isReadOfJobs).length;
  };
  t.equal(await readsOfJobs(), 2, 'for unknown workers and for due jobs');
  // More than five, after which PostgreSQL may use a plan for any values.
  for (let check = 0; check < 8; check += 1) t.equal(await readsOfJobs(), 1);
});

t.test('only jobs that can run now are due, ten at most', async (t) => {
  const { insert, find } = await start(t);
  await insert(`select graphile_worker.add_job('purge', run_at => now() + interval '1 hour')`);
  await insert(`select graphile_worker.add_job('purge') from generate_series(1, 3)`);
  t.match(await find(), { ...NONE, due: 3 });
  await insert(`select graphile_worker.add_job('purge') from generate_series(1, 30)`);
  t.match(await find(), { ...NONE, due: 10 });
});

t.test('a job that has become due wakes the workers, which do not poll for it', async (t) => {
  const uplink = await startApp(t);
  const { pool } = uplink.database;
  await pool.query(`select graphile_worker.add_job('purge', run_at => now() + interval '1 second')`);
  const isDone = async () => (await pool.query('select from graphile_worker.jobs')).rowCount === 0;
  // The workers poll once a minute, which is longer than this test may take.
  await waitUntil(isDone);
});
