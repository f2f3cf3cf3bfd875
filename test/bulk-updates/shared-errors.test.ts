import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate, statuses } from '../helpers/bulk.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, COLLEAGUE, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' } });
const { simulator } = uplink;
const ALWAYS = { times: Number.POSITIVE_INFINITY };
t.beforeEach(() => {
  simulator.clearFaults();
  simulator.clearRequests();
});

t.test('a grant that is revoked half way fails the remaining rows with reconnect_required', async (t) => {
  const host = await uplink.signIn(COLLEAGUE);
  const meetings = Array.from({ length: 100 }, () => addHosted(simulator, 'meetings', { hostId: COLLEAGUE }));
  const { until, release } = createLatch();
  simulator.addFault({ ...ALWAYS, kind: 'delay', until, skip: 5, method: 'PATCH' });
  const path = await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES });
  t.ok(await eventually(async () => (await host.get(path)).json.done >= 5, { withinMs: 60_000 }));
  simulator.revokeGrant(COLLEAGUE);
  simulator.clearRequests();
  release();
  const bulk = await bulkUpdateFinished(host, path);
  t.equal(bulk.status, 'done');
  t.ok(bulk.failed >= 80, `${bulk.failed} rows failed`);
  for (const row of bulk.rows) if (row.status === 'failed') t.equal(row.problem.code, 'reconnect_required');
  t.notOk(statuses(bulk).includes('pending'));
  const tokenCalls = simulator.requests({ method: 'POST', path: '/oauth/token' }).length;
  t.ok(tokenCalls <= 2, `${tokenCalls} token calls`);
  t.ok(apiCalls(simulator).length <= 40, `${apiCalls(simulator).length} API calls after the revocation`);
});

for (const [name, response, code] of [
  ['a missing scope', { code: 4711, message: 'does not contain scopes' }, 'scope_missing'],
  [
    'a Zoom user that no longer exists',
    { code: 1001, message: 'User does not exist' },
    'zoom_user_not_found',
  ],
  ['a host who may not host meetings', { code: 3161, message: 'not allowed' }, 'hosting_not_allowed'],
] as const)
  t.test(`${name} stops the batch instead of being returned once per row`, async (t) => {
    const host = await uplink.signIn(HOST);
    const meetings = addMeetings(simulator, 100);
    simulator.addFault({ ...ALWAYS, kind: 'answer', status: 400, body: response, method: 'PATCH' });
    const bulk = await bulkUpdateFinished(
      host,
      await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES }),
    );
    t.match(bulk, { status: 'done', total: 100, done: 0, failed: 100 });
    for (const { problem } of bulk.rows) t.equal(problem.code, code);
    t.ok(apiCalls(simulator, { method: 'PATCH' }).length <= 16 + 2, 'only the rows in progress were sent');
  });

t.test('client credentials that Zoom rejects fail the remaining rows with app_misconfigured', async (t) => {
  const host = await uplink.signIn(HOST);
  const meetings = addMeetings(simulator, 60);
  simulator.expireAccessTokens(HOST);
  simulator.configure({ clientSecret: 'changed-in-the-marketplace' });
  const bulk = await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES }),
  );
  simulator.configure({ clientSecret: uplink.config.zoom.clientSecret.reveal() });
  t.match(bulk, { status: 'done', done: 0, failed: 60 });
  for (const { problem } of bulk.rows) t.equal(problem.code, 'app_misconfigured');
});

t.test('an error of one meeting does not stop the other rows', async (t) => {
  const host = await uplink.signIn(HOST);
  const meetings = addMeetings(simulator, 10);
  for (const { zoomPath } of meetings.slice(0, 2))
    simulator.addFault({
      ...ALWAYS,
      kind: 'answer',
      status: 400,
      body: { code: 3161, message: 'not allowed' },
      method: 'PATCH',
      path: zoomPath,
    });
  const bulk = await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES }),
  );
  t.match(bulk, { done: 8, failed: 2 });
});

t.test('rows wait until Zoom is available again', async (t) => {
  const host = await uplink.signIn(HOST);
  const meetings = addMeetings(simulator, 20);
  simulator.addFault({
    kind: 'answer',
    status: 503,
    headers: { 'retry-after': '3' },
    method: 'PATCH',
    times: 1,
  });
  const bulk = await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES }),
  );
  t.match(bulk, { status: 'done', done: 20, failed: 0 });
});

t.test('rows fail immediately if Zoom’s retry time is too far away', async (t) => {
  const host = await uplink.signIn(COLLEAGUE);
  const theirs = Array.from({ length: 40 }, () => addHosted(simulator, 'meetings', { hostId: COLLEAGUE }));
  simulator.addFault({
    kind: 'answer',
    status: 503,
    headers: { 'retry-after': '3600' },
    method: 'PATCH',
  });
  const bulk = await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: ids(theirs), changes: CHANGES }),
  );
  t.match(bulk, { status: 'done' });
  t.ok(bulk.failed >= 20);
  for (const row of bulk.rows) if (row.status === 'failed') t.equal(row.problem.code, 'zoom_unavailable');
});
