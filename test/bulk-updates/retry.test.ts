import t from 'tap';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate, statuses } from '../helpers/bulk.ts';
import { createLatch } from '../helpers/latch.ts';
import { apiCalls, CONFIGURED, startWithHost } from '../helpers/zoom-host.ts';

/** The test polls more often than a user would. */
const { uplink, simulator, host } = await startWithHost(t, {
  env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' },
});

const REJECTION = {
  method: 'PATCH',
  kind: 'answer',
  status: 400,
  body: { code: 4400, message: 'Not with end-to-end encryption.' },
} as const;

t.test('a retry applies the failed rows again, each with its own values, and no other', async (t) => {
  const meetings = addMeetings(simulator, 3);
  const updates = ids(meetings).map((id, index) => ({
    meeting_id: id,
    stream_key: `retried-key-000${index}`,
  }));
  simulator.addFault({ ...REJECTION, path: new RegExp(`${meetings[1]?.id}/livestream$`) });
  const path = await startBulkUpdate(host, { updates });
  t.strictSame(statuses(await bulkUpdateFinished(host, path)), ['done', 'failed', 'done']);
  t.match(meetings[1]?.atZoom(), { stream_key: CONFIGURED.stream_key });

  const before = apiCalls(simulator, { method: 'PATCH' }).length;
  const response = await host.post(`${path}/retry`);
  t.equal(response.status, 202);
  t.equal(response.headers.location, `/api/bulk-updates/${response.json.id}`);
  const retried = await bulkUpdateFinished(host, `/api/bulk-updates/${response.json.id}`);
  t.match(retried.rows, [{ meeting_id: meetings[1]?.id, status: 'done', undoable: true }]);
  t.equal(retried.rows.length, 1);
  t.match(meetings[1]?.atZoom(), { stream_key: 'retried-key-0001' });
  t.equal(apiCalls(simulator, { method: 'PATCH' }).length, before + 1);
});

t.test('nothing is retried while rows are pending, if none failed, or for another user', async (t) => {
  const meetings = addMeetings(simulator, 1);
  const held = createLatch();
  simulator.addFault({ method: 'PATCH', kind: 'delay', until: held.until });
  const path = await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES });
  t.match(await host.post(`${path}/retry`), { status: 400, json: { reason: 'still_running' } });
  held.release();
  await bulkUpdateFinished(host, path);
  t.match(await host.post(`${path}/retry`), { status: 400, json: { code: 'invalid_request' } });
  const other = await uplink.signIn(simulator.addUser().id);
  t.match(await other.post(`${path}/retry`), { status: 404, json: { code: 'not_found' } });
  t.match(await host.post(`${path}/retry`, { body: { rows: [1] } }), { status: 400 });
});
