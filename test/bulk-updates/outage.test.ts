import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, startBulkUpdate } from '../helpers/bulk.ts';
import { startDatabaseProxy } from '../helpers/database-proxy.ts';
import { eventually } from '../helpers/eventually.ts';
import { addHosted, apiCalls, HOST } from '../helpers/zoom-host.ts';

const first = await startApp(t, { startsJobs: false });
const { simulator } = first;
const changes = { resolution: '1080p' };

t.test(
  'a bulk update resumes automatically after a database outage, and no update is sent twice',
  async (t) => {
    const gate = await startDatabaseProxy(t, first.databaseUrl);
    const uplink = await startApp(t, { sharedWith: { ...first, databaseUrl: gate.url } });
    const host = await uplink.signIn(HOST);
    const meetings = Array.from({ length: 50 }, () => addHosted(simulator));
    simulator.addFault({ kind: 'delay', delayMs: 50, method: 'PATCH', times: Number.POSITIVE_INFINITY });
    const path = await startBulkUpdate(host, { meeting_ids: meetings.map(({ id }) => id), changes });
    t.ok(await eventually(async () => (await host.get(path)).json.done >= 3));
    gate.cut();
    t.ok(await eventually(async () => (await host.get('/api/destinations')).status === 503));
    gate.open();
    const bulk = await bulkUpdateFinished(host, path);
    t.match(bulk, { status: 'done', done: 50, failed: 0 });
    for (const { zoomPath } of meetings)
      t.equal(apiCalls(simulator, { method: 'PATCH', path: zoomPath }).length, 1);
  },
);

t.test('lost database connections fail no row', async (t) => {
  simulator.clearFaults();
  const uplink = await startApp(t, { sharedWith: first });
  const host = await uplink.signIn(HOST);
  const meetings = Array.from({ length: 60 }, () => addHosted(simulator));
  const path = await startBulkUpdate(host, { meeting_ids: meetings.map(({ id }) => id), changes });
  for (const done of [5, 20, 35]) {
    t.ok(await eventually(async () => (await host.get(path)).json.done >= done));
    await first.database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike '%bulk_update_row%'",
    );
  }
  t.match(await bulkUpdateFinished(host, path), { status: 'done', done: 60, failed: 0 });
});
