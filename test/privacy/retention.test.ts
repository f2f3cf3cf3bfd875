import t, { type Test } from 'tap';
import { createRetention } from '../../src/privacy/retention.ts';
import { startApp } from '../helpers/app.ts';
import { lockRows } from '../helpers/database-locks.ts';
import { freePort } from '../helpers/free-port.ts';
import { ageFailedJobs } from '../helpers/job-tables.ts';
import { HOST, waitUntil } from '../helpers/zoom-host.ts';

async function start(t: Test) {
  const port = await freePort();
  const uplink = await startApp(t, { startsJobs: false, env: { METRICS_PORT: String(port) } });
  await uplink.signIn(HOST);
  const { database } = uplink;
  const { pool } = database;
  const warnings: object[] = [];
  const purge = createRetention({ database, log: { warn: (fields) => warnings.push(fields) } });
  const count = async (table: string) => (await pool.query(`select from ${table}`)).rowCount;
  const metric = async (line: string) => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return text
      .split('\n')
      .find((one) => one.startsWith(`${line} `))
      ?.split(' ')[1];
  };
  return { uplink, pool, warnings, purge, count, metric };
}

t.test('a locked table does not prevent the purge of the others', async (t) => {
  const { uplink, pool, warnings, purge, count } = await start(t);
  await pool.query(`insert into erased_user select sha256('a'), now() - interval '31 days'`);
  await pool.query(
    `insert into webhook_event (body_hash, event, done_at) select sha256('a'), 'x', now() - interval '9 days'`,
  );
  await pool.query(`insert into rate_limit (key, updated_at) select 'a', now() - interval '3 days'`);
  const release = await lockRows(uplink, 'lock table webhook_event, livestream in access exclusive mode');
  await t.rejects(purge(), /webhook_event.*livestream/);
  t.match(warnings, [{ rows: 'webhook_event' }, { rows: 'webhook_event, not processed' }, {}, {}]);
  t.equal(await count('erased_user'), 0);
  t.equal(await count(`rate_limit where key = 'a'`), 0);
  await release();
  t.equal(await count('webhook_event'), 1);
  await purge();
  t.equal(await count('webhook_event'), 0);
});

t.test('a locked row is left for the next run', async (t) => {
  const { uplink, pool, purge, count } = await start(t);
  await pool.query(
    `insert into erased_user select sha256(n::text::bytea), now() - interval '31 days' from generate_series(1, 3) as n`,
  );
  const release = await lockRows(uplink, 'select from erased_user limit 1 for update');
  await purge();
  t.equal(await count('erased_user'), 1);
  await release();
  await purge();
  t.equal(await count('erased_user'), 0);
});

t.test('a purge ends when its instance stops, and the next one continues', async (t) => {
  const { pool, purge, count } = await start(t);
  await pool.query(`insert into erased_user select sha256('a'), now() - interval '31 days'`);
  await purge(AbortSignal.abort());
  t.equal(await count('erased_user'), 1);
  await purge();
  t.equal(await count('erased_user'), 0);
});

t.test('rows are deleted in batches, each a transaction of its own', async (t) => {
  const { pool, purge } = await start(t);
  await pool.query(
    `insert into webhook_event (body_hash, event, done_at)
     select sha256(n::text::bytea), 'x', now() - interval '9 days' from generate_series(1, 5000) as n`,
  );
  await pool.query(`create table deletion (transaction xid8);
    create function record() returns trigger language plpgsql as
      'begin insert into deletion values (pg_current_xact_id()); return old; end';
    create trigger record before delete on webhook_event for each row execute function record()`);
  await purge();
  const { rows } = await pool.query('select count(*)::int from deletion group by transaction order by 1');
  t.same(rows, [{ count: 1000 }, { count: 2000 }, { count: 2000 }]);
});

t.test('events and jobs that have failed permanently are counted, then deleted', async (t) => {
  const { pool, purge, count, metric } = await start(t);
  const insert = `insert into webhook_event (body_hash, event, payload, received_at)
    select sha256($1), 'x', 'encrypted', now() - $2::interval`;
  await pool.query(insert, ['young', '2 days']);
  await pool.query(insert, ['old', '9 days']);
  for (const days of [2, 9])
    await pool
      .query(
        `with job as (select (graphile_worker.add_job('events', '{"keys":["00"]}', max_attempts => 1)).id)
       select graphile_worker.permanently_fail_jobs(array(select id from job))`,
      )
      .then(() => ageFailedJobs(pool, days));
  const counted = (failed: string) =>
    waitUntil(async () => {
      const isCounted = async (line: string) => (await metric(line)) === failed;
      return (
        (await isCounted('uplink_events_failed')) && (await isCounted('uplink_jobs_failed{job="events"}'))
      );
    });
  await counted('2');
  await purge();
  t.equal(await count('webhook_event'), 1);
  await counted('1');
});

t.test('the last success of each periodic job is a metric, on every instance', async (t) => {
  const { uplink, pool, metric } = await start(t);
  const other = await startApp(t, { sharedWith: uplink });
  const name = (job: string) => `uplink_job_last_success_timestamp_seconds{job="${job}"}`;
  for (const job of ['purge', 'refresh-idle']) {
    t.equal(await metric(name(job)), undefined);
    await other.database.pool.query('select graphile_worker.add_job($1)', [job]);
    await waitUntil(async () => (await metric(name(job))) !== undefined);
    const { rows } = await pool.query('select extract(epoch from now())::float8 as now');
    t.ok(Math.abs(Number(await metric(name(job))) - rows[0].now) < 60);
  }
});
