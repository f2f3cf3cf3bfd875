import t from 'tap';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate, statuses } from '../helpers/bulk.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, CONFIGURED, startWithHost } from '../helpers/zoom-host.ts';

/** The test polls more often than a user would. */
const { uplink, simulator, host } = await startWithHost(t, {
  env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' },
});

t.test('an undo restores changed rows and skips those that have changed since', async (t) => {
  const meetings = addMeetings(simulator, 3);
  const path = await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES });
  await bulkUpdateFinished(host, path);
  meetings[1]?.edit({ page_url: 'https://watch.example/edited-since' });
  const response = await host.post(`${path}/undo`);
  t.equal(response.status, 202);
  t.equal(response.headers.location, `/api/bulk-updates/${response.json.id}`);
  const undone = await bulkUpdateFinished(host, `/api/bulk-updates/${response.json.id}`);
  t.strictSame(statuses(undone), ['done', 'skipped', 'done']);
  t.match(undone.rows[1].problem, {
    code: 'precondition_failed',
    reason: 'changed_since',
    detail: /changed since/,
  });
  t.strictSame(meetings[0]?.atZoom(), CONFIGURED);
  t.match(meetings[1]?.atZoom(), { ...CHANGES, page_url: 'https://watch.example/edited-since' });
  t.match((await host.get(`${meetings[2]?.path}/history`)).json.changes[0], {
    kind: 'restored',
    by: 'uplink',
  });
});

t.test('a row without previous settings is not undoable, and an undo skips it', async (t) => {
  const meeting = addHosted(simulator);
  delete meeting.meeting.livestream;
  const changes = { ...CHANGES, stream_url: CONFIGURED.stream_url, page_url: CONFIGURED.page_url };
  const other = addHosted(simulator);
  const body = { meeting_ids: [meeting.id, other.id], changes };
  const preview = await host.post('/api/bulk-updates', { body: { ...body, dry_run: true } });
  t.match(preview.json.rows, [
    { status: 'pending', undoable: false, before: { stream_url: '', stream_key_fingerprint: '' } },
    { status: 'pending', undoable: true },
  ]);
  const path = await startBulkUpdate(host, body);
  t.match((await bulkUpdateFinished(host, path)).rows, [
    { status: 'done', undoable: false },
    { status: 'done', undoable: true },
  ]);
  const undone = await bulkUpdateFinished(
    host,
    `/api/bulk-updates/${(await host.post(`${path}/undo`)).json.id}`,
  );
  t.match(undone, { done: 1, failed: 0 });
  t.match(undone.rows, [
    {
      status: 'skipped',
      problem: { code: 'invalid_request', reason: 'was_not_configured', detail: /no way to/ },
    },
  ]);
});

t.test('cancelling stops the rows that have not started, and an undo restores the others', async (t) => {
  const meetings = addMeetings(simulator, 60);
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, skip: 5, method: 'PATCH', times: Number.POSITIVE_INFINITY });
  const path = await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES });
  t.ok(await eventually(async () => (await host.get(path)).json.done > 0));
  const cancelled = await host.request('DELETE', path);
  release();
  t.match(cancelled, { status: 200, json: { status: 'cancelled', total: 60 } });
  const bulk = await bulkUpdateFinished(host, path);
  const changed = meetings.filter(({ atZoom }) => atZoom()?.resolution === '1080p').map(({ id }) => id);
  const done = bulk.rows.filter(({ status }: { status: string }) => status === 'done');
  t.same(done.map(({ meeting_id }: { meeting_id: string }) => meeting_id).sort(), changed.sort());
  t.ok(done.length < 60 && statuses(bulk).includes('cancelled'));
  t.match((await host.request('DELETE', path)).json, { status: 'cancelled' }, 'cancelling is idempotent');
  const undo = await host.post(`${path}/undo`);
  t.equal((await bulkUpdateFinished(host, `/api/bulk-updates/${undo.json.id}`)).done, done.length);
});

t.test('a running bulk update cannot be undone', async (t) => {
  const meetings = addMeetings(simulator, 20);
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', times: Number.POSITIVE_INFINITY });
  const path = await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES });
  t.match(await host.post(`${path}/undo`), {
    status: 400,
    json: { reason: 'still_running', detail: /still running/ },
  });
  release();
  await bulkUpdateFinished(host, path);
});

t.test('an undo restores a partly applied update', async (t) => {
  const meeting = addHosted(simulator);
  const stored = { ...CONFIGURED, stream_key: CHANGES.stream_key };
  simulator.addFault({ kind: 'answer', status: 204, method: 'PATCH', path: meeting.zoomPath });
  simulator.addFault({
    kind: 'answer',
    status: 200,
    body: stored,
    method: 'GET',
    path: meeting.zoomPath,
    skip: 1,
  });
  const path = await startBulkUpdate(host, { meeting_ids: [meeting.id], changes: CHANGES });
  t.match((await bulkUpdateFinished(host, path)).rows, [
    { status: 'failed', problem: { code: 'not_applied' } },
  ]);
  meeting.edit({ stream_key: CHANGES.stream_key });
  const undone = await bulkUpdateFinished(
    host,
    `/api/bulk-updates/${(await host.post(`${path}/undo`)).json.id}`,
  );
  t.strictSame(statuses(undone), ['done']);
  t.strictSame(meeting.atZoom(), CONFIGURED);
});

t.test('an undo reports what Zoom cannot restore', async (t) => {
  const { resolution: _none, ...without } = CONFIGURED;
  const meeting = addHosted(simulator, 'meetings', { livestream: { ...without } });
  const path = await startBulkUpdate(host, { meeting_ids: [meeting.id], changes: CHANGES });
  await bulkUpdateFinished(host, path);
  const undone = await bulkUpdateFinished(
    host,
    `/api/bulk-updates/${(await host.post(`${path}/undo`)).json.id}`,
  );
  t.match(undone.rows, [{ status: 'done', problem: { code: 'not_applied', detail: /stays 1080p/ } }]);
  t.match(undone.rows[0].problem, { reason: 'resolution_stays', facts: { resolution: '1080p' } });
});

t.test('a row that is cancelled while it waits for a retry is not sent again', async (t) => {
  const meeting = addHosted(simulator);
  simulator.addFault({
    kind: 'answer',
    status: 503,
    headers: { 'retry-after': '5' },
    method: 'PATCH',
    path: meeting.zoomPath,
  });
  const path = await startBulkUpdate(host, { meeting_ids: [meeting.id], changes: CHANGES });
  t.ok(await eventually(() => apiCalls(simulator, { method: 'PATCH', path: meeting.zoomPath }).length === 1));
  await host.request('DELETE', path);
  t.strictSame(statuses(await bulkUpdateFinished(host, path)), ['cancelled']);
  const owned = 'select from bulk_update where owner is not null';
  const isReleased = async () => (await uplink.database.pool.query(owned)).rowCount === 0;
  t.ok(await eventually(isReleased, { withinMs: 30_000 }), 'after the retry time');
  t.equal(apiCalls(simulator, { method: 'PATCH', path: meeting.zoomPath }).length, 1);
  t.strictSame(meeting.atZoom(), CONFIGURED);
});

t.test('an undo takes no body', async (t) => {
  const path = await startBulkUpdate(host, { meeting_ids: [addHosted(simulator).id], changes: CHANGES });
  await bulkUpdateFinished(host, path);
  t.match(await host.post(`${path}/undo`, { body: { meeting_ids: ['1'] } }), { status: 400 });
});
