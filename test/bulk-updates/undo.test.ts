import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate, statuses } from '../helpers/bulk.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

/** Whoever looks how far it is looks more often than a person does. */
const uplink = await startApp(t, { env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
t.beforeEach(() => {
  simulator.clearFaults();
  simulator.clearRequests();
});

t.test('an undo puts back what was done, and leaves alone what was changed since', async (t) => {
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

t.test(
  'a row that had no livestream settings before is said to be not undoable, and an undo skips it',
  async (t) => {
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
  },
);

t.test('cancelling ends what has not started, and undo takes back the rest', async (t) => {
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
  t.match((await host.request('DELETE', path)).json, { status: 'cancelled' }, 'again is no harm');
  const undo = await host.post(`${path}/undo`);
  t.equal((await bulkUpdateFinished(host, `/api/bulk-updates/${undo.json.id}`)).done, done.length);
});

t.test('one that runs cannot be undone before it is over', async (t) => {
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

t.test('what Zoom kept of an update in part is put back by an undo', async (t) => {
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

t.test('an undo says what Zoom has no way to put back', async (t) => {
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

t.test('what is cancelled while it waits to be tried again is not sent again', async (t) => {
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
  t.ok(await eventually(isReleased, { withinMs: 30_000 }), 'when its time has come, and gone');
  t.equal(apiCalls(simulator, { method: 'PATCH', path: meeting.zoomPath }).length, 1);
  t.strictSame(meeting.atZoom(), CONFIGURED);
});

t.test('an undo takes no body', async (t) => {
  const path = await startBulkUpdate(host, { meeting_ids: [addHosted(simulator).id], changes: CHANGES });
  await bulkUpdateFinished(host, path);
  t.match(await host.post(`${path}/undo`, { body: { meeting_ids: ['1'] } }), { status: 400 });
});
