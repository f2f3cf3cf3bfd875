import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, startBulkUpdate } from '../helpers/bulk.ts';
import { startChildApp } from '../helpers/child-app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

/*
 * The app in this process runs no jobs at first: the bulk update runs in another process, which can
 * be killed.
 */
const uplink = await startApp(t, { startsJobs: false, env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);

t.test('a bulk update continues after its processes are killed, and no update is sent twice', async (t) => {
  const COUNT = 60;
  const meetings = Array.from({ length: COUNT }, () => addHosted(simulator));
  const changes = { resolution: '1080p' };
  const ALWAYS = { method: 'PATCH', times: Number.POSITIVE_INFINITY };
  const path = await startBulkUpdate(host, { meeting_ids: meetings.map(({ id }) => id), changes });
  for (const _ of ['once', 'twice']) {
    const { done: before } = (await host.get(path)).json;
    const more = 1 + Math.floor(Math.random() * 10);
    // Keeps it from finishing before it is killed.
    const { until, release } = createLatch();
    simulator.addFault({ ...ALWAYS, kind: 'delay', until, skip: more + Math.floor(Math.random() * 5) });
    simulator.addFault({ ...ALWAYS, kind: 'delay', delayMs: 60 });
    const child = await startChildApp(t, uplink, host);
    const enough = async () => (await host.get(path)).json.done >= before + more;
    t.ok(await eventually(enough, { withinMs: 60_000 }));
    await child.kill();
    release();
    simulator.clearFaults();
    t.comment(`killed after ${(await host.get(path)).json.done} of ${COUNT}`);
  }

  await uplink.app.startJobs();
  const bulk = await bulkUpdateFinished(host, path);
  t.match(bulk, { status: 'done', total: COUNT, done: COUNT, failed: 0 });
  for (const row of bulk.rows)
    t.match(row, { before: { resolution: '720p' }, after: { resolution: '1080p' } });
  for (const { zoomPath, atZoom, path: livestream } of meetings) {
    t.strictSame(atZoom(), { ...CONFIGURED, ...changes });
    t.equal(apiCalls(simulator, { method: 'PATCH', path: zoomPath }).length, 1, 'the update was sent once');
    t.match((await host.get(`${livestream}/history`)).json.changes, [{ kind: 'updated', by: 'uplink' }]);
  }
});

t.test('progress is published as events', async (t) => {
  const meetings = Array.from({ length: 10 }, () => addHosted(simulator));
  const stream = await openEvents(t, host);
  const path = await startBulkUpdate(host, {
    meeting_ids: meetings.map(({ id }) => id),
    changes: { resolution: '1080p' },
  });
  let event = await stream.next('bulk-update');
  t.match(event.data, { status: /queued|running/, total: 10, failed: 0 });
  while (event.data.status !== 'done') event = await stream.next('bulk-update');
  t.match(event.data, { total: 10, done: 10, failed: 0 });
  t.equal(path, `/api/bulk-updates/${event.data.id}`);
});
