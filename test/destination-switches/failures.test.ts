import t from 'tap';
import { createLatch } from '../helpers/latch.ts';
import {
  addLive,
  BACKUP,
  beginSwitch,
  saveDestination,
  sentToZoom,
  switchEnded,
  switchReaches,
} from '../helpers/switches.ts';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, COLLEAGUE, CONFIGURED, STRANGER, startWithHost } from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t, {
  switchTimings: { startIntervalSeconds: 0, retryAfterSeconds: 0.05 },
});
enableWebhooks(uplink);
const backup = await saveDestination(host);
simulator.state.settings.startIntervalSeconds = 0;
const ALWAYS = { method: 'PATCH', times: Number.POSITIVE_INFINITY } as const;

async function live(kind: 'meetings' | 'webinars' = 'meetings') {
  const hosted = await addLive(host, simulator, kind);
  await webhooksProcessed(uplink);
  simulator.clearRequests();
  return hosted;
}

t.test('a stop that Zoom rejects fails the switch, and the livestream continues', async (t) => {
  const { path, zoomPath, atZoom, meeting } = await live();
  simulator.addFault({
    ...{ kind: 'answer', status: 400, method: 'PATCH', path: `${zoomPath}/status` },
    body: { code: 3161, message: 'Not allowed.' },
  });
  await beginSwitch(host, path, backup);
  t.match(await switchEnded(host, path), {
    ...{ status: 'failed', step: 'stopping', settings: 'pending', restarted: false },
    problem: { code: 'hosting_not_allowed', detail: /\w+/ },
  });
  t.ok(meeting.streaming);
  t.strictSame(atZoom(), CONFIGURED);

  t.match(await host.post(`${path}/switch/retry`), {
    status: 202,
    json: { status: 'running', step: 'stopping' },
  });
  t.match(await switchEnded(host, path), { status: 'done', restarted: true, problem: null });
  t.match(atZoom(), BACKUP);
});

t.test('a livestream that has ended in the meantime is started at the new destination', async (t) => {
  const { path, zoomPath, meeting, atZoom } = await live();
  delete meeting.streaming;
  await beginSwitch(host, path, backup);
  t.match(await switchEnded(host, path), { status: 'done', restarted: true });
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start');
  t.match(atZoom(), BACKUP);
});

t.test('if Zoom rejects the settings, the livestream is started again with the previous ones', async (t) => {
  const { path, zoomPath, atZoom, meeting } = await live();
  const canary = 'canary-backup-key-77bk';
  simulator.addFault({
    ...{ kind: 'answer', status: 400, method: 'PATCH', path: zoomPath },
    body: { code: 300, message: 'Validation Failed.', errors: [{ field: 'stream_key', message: canary }] },
  });
  await beginSwitch(host, path, backup);
  const ended = await switchEnded(host, path);
  t.match(ended, {
    ...{ status: 'failed', step: 'updating', settings: 'kept', restarted: true },
    problem: { code: 'invalid_request', errors: [{ field: 'stream_key', message: 'was rejected by Zoom' }] },
  });
  t.notMatch(JSON.stringify(ended), canary);
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start');
  t.ok(meeting.streaming);
  t.strictSame(atZoom(), CONFIGURED);

  await webhooksProcessed(uplink);
  await host.post(`${path}/switch/retry`);
  t.match(await switchEnded(host, path), { status: 'done', settings: 'changed', problem: null });
  t.match(atZoom(), BACKUP);
});

t.test('a destination that was deleted in the meantime counts as rejected settings', async (t) => {
  const { path, zoomPath, meeting } = await live();
  const doomed = await saveDestination(host, { name: 'Doomed' });
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: `${zoomPath}/status` });
  await beginSwitch(host, path, doomed);
  await host.request('DELETE', `/api/destinations/${doomed}`);
  release();
  t.match(await switchEnded(host, path), {
    ...{ status: 'failed', step: 'updating', settings: 'kept', restarted: true },
    problem: { code: 'not_found', reason: 'no_such_destination' },
  });
  t.ok(meeting.streaming);
});

t.test('a destination that was changed in the meantime is applied with its current values', async (t) => {
  const { path, zoomPath, atZoom } = await live();
  const edited = await saveDestination(host, { name: 'Edited' });
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: `${zoomPath}/status` });
  await beginSwitch(host, path, edited);
  await host.patch(`/api/destinations/${edited}`, { stream_key: 'canary-edited-key' }, { 'if-match': '*' });
  release();
  t.match(await switchEnded(host, path), { status: 'done' });
  t.equal(atZoom()?.stream_key, 'canary-edited-key');
});

t.test('a start that fails can be tried again from there', async (t) => {
  const { path, zoomPath, atZoom, meeting } = await live();
  simulator.addFault({
    ...{ kind: 'answer', status: 400, method: 'PATCH', path: `${zoomPath}/status`, skip: 1 },
    body: { code: 4400, message: 'No.' },
  });
  await beginSwitch(host, path, backup);
  t.match(await switchEnded(host, path), {
    ...{ status: 'failed', step: 'starting', settings: 'changed', restarted: false },
    problem: { code: 'end_to_end_encrypted' },
  });
  t.match(atZoom(), BACKUP);
  t.match(await host.post(`${path}/switch/retry`), { status: 202, json: { step: 'starting' } });
  t.match(await switchEnded(host, path), { status: 'done', restarted: true });
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start, start');
  t.ok(meeting.streaming);
  t.match(await host.post(`${path}/switch/retry`), { status: 404, json: { code: 'not_found' } });
});

t.test('a meeting that ends in the meantime has the new settings, and the switch reports that', async (t) => {
  const { path, zoomPath, id, atZoom } = await live();
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: `${zoomPath}/status` });
  await beginSwitch(host, path, backup);
  simulator.endMeeting(id);
  release();
  t.match(await switchEnded(host, path), {
    ...{ status: 'failed', step: 'starting', settings: 'changed' },
    problem: { code: 'not_started', reason: 'meeting_ended' },
  });
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start');
  t.match(atZoom(), BACKUP);
});

for (const [what, effect] of [
  ['returns an error', { kind: 'answer', status: 503, body: 'busy' }],
  ['closes the connection', { kind: 'reset' }],
  ['loses the response', { kind: 'reset-after-work' }],
] as const)
  t.test(`each request is repeated if Zoom ${what}`, async (t) => {
    const { path, atZoom, meeting, zoomPath } = await live();
    for (const skip of [0, 1, 2])
      simulator.addFault({ ...effect, method: 'PATCH', path: new RegExp(`^${zoomPath}`), skip });
    await beginSwitch(host, path, backup);
    t.match(await switchEnded(host, path), { status: 'done', settings: 'changed', problem: null });
    t.match(atZoom(), BACKUP);
    t.ok(meeting.streaming);
    const kinds = (await host.get(`${path}/history`)).json.changes.map(({ kind }: { kind: string }) => kind);
    t.equal(kinds.filter((kind: string) => kind === 'updated').length, 1, String(kinds));
  });

t.test('if the settings cannot be sent now, the previous destination continues', async (t) => {
  const { path, zoomPath, meeting } = await live();
  simulator.addFault({ ...ALWAYS, kind: 'answer', status: 500, body: 'broken', path: zoomPath });
  await beginSwitch(host, path, backup);
  t.match(await switchEnded(host, path), {
    ...{ status: 'failed', step: 'updating', settings: 'kept', restarted: true },
    problem: { code: /zoom_unavailable|outcome_unknown/ },
  });
  t.ok(meeting.streaming);
});

t.test('a lost connection to Zoom is reported, and the switch continues after Reconnect', async (t) => {
  const { path, zoomPath, atZoom, meeting } = await live();
  simulator.addFault({
    ...{ ...ALWAYS, kind: 'answer', status: 401, path: zoomPath },
    body: { code: 4741, message: 'The token for this user has been revoked.' },
  });
  await beginSwitch(host, path, backup);
  t.match(await switchEnded(host, path), {
    ...{ status: 'failed', settings: 'kept', restarted: false, step: 'starting' },
    problem: { code: 'reconnect_required' },
  });
  t.notOk(meeting.streaming);
  simulator.clearFaults();
  await host.signIn(meeting.hostId);
  await host.post(`${path}/switch/retry`);
  t.match(await switchEnded(host, path), { status: 'done', settings: 'changed', restarted: true });
  t.match(atZoom(), BACKUP);
});

t.test('nothing is stopped if Zoom is unavailable, or would reject the settings', async (t) => {
  const { path, meeting, edit, zoomPath } = await live();
  const etag = String((await host.get(path)).headers.etag);
  edit({ page_url: 'https://watch.example/edited' });
  t.match(await beginSwitch(host, path, backup, etag), {
    status: 412,
    json: { code: 'precondition_failed', livestream: { page_url: 'https://watch.example/edited' } },
  });
  const unnamed = await host.post(`${path}/switch`, { body: { destination_id: backup } });
  t.match(unnamed, { status: 428, json: { code: 'precondition_required' } });
  for (const id of ['80000000-0000-4000-8000-000000000000', 'nonsense'])
    t.match(await beginSwitch(host, path, id), {
      status: 400,
      json: { code: 'invalid_request', errors: [{ field: 'destination_id', reason: 'no_such_destination' }] },
    });
  const empty = addHosted(simulator, 'meetings', { live: true });
  delete empty.meeting.livestream;
  const withoutPage = await saveDestination(host, { name: 'No page', page_url: '' });
  t.match(await beginSwitch(host, empty.path, withoutPage), {
    status: 400,
    json: { errors: [{ field: 'page_url' }] },
  });
  simulator.addFault({ kind: 'answer', status: 500, path: zoomPath, times: 3 });
  t.equal((await beginSwitch(host, path, backup)).status, 502);
  t.ok(meeting.streaming);
  t.equal(apiCalls(simulator, { method: 'PATCH' }).length, 0);
  t.equal((await host.get(`${path}/switch`)).status, 204);
});

t.test('another user can neither see nor change a switch', async (t) => {
  const { path, zoomPath } = await live();
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: zoomPath });
  await beginSwitch(host, path, backup);
  for (const user of [COLLEAGUE, STRANGER]) {
    const other = await uplink.signIn(user);
    const theirs = await saveDestination(other);
    t.equal((await beginSwitch(other, path, theirs)).json.code, 'meeting_not_found');
    for (const [method, address] of [
      ['GET', `${path}/switch`],
      ['POST', `${path}/switch/retry`],
      ['DELETE', `${path}/switch`],
    ] as const)
      t.match(
        await other.request(method, address),
        { status: 404, json: { code: 'meeting_not_found' } },
        method,
      );
  }
  release();
  t.match(await switchEnded(host, path), { status: 'done' });
});

t.test('a failed switch can be given up, and Go live ends it too', async (t) => {
  for (const end of [
    (path: string) => host.request('DELETE', `${path}/switch`),
    (path: string) => host.patch(`${path}/status`, { action: 'start' }),
  ]) {
    const { path, zoomPath } = await live();
    simulator.addFault({
      ...{ kind: 'answer', status: 400, method: 'PATCH', path: `${zoomPath}/status`, skip: 1 },
      body: { code: 4400, message: 'No.' },
    });
    await beginSwitch(host, path, backup);
    t.match(await switchEnded(host, path), { status: 'failed' });
    t.equal((await end(path)).status, 204);
    t.equal((await host.get(`${path}/switch`)).status, 204);
    t.equal((await host.request('DELETE', `${path}/switch`)).status, 404);
  }
});

t.test('the export contains switches without keys, and an erasure ends a running one', async (t) => {
  const client = await uplink.signIn(COLLEAGUE);
  const hosted = addHosted(simulator, 'meetings', { hostId: COLLEAGUE, live: true });
  await client.patch(`${hosted.path}/status`, { action: 'start' });
  await uplink.database.pool.query(`update start_attempt set at = now() + interval '1 minute'`);
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: hosted.zoomPath });
  await beginSwitch(client, hosted.path, await saveDestination(client));
  t.ok(await switchReaches(client, hosted.path, 'updating'));
  const { json } = await client.get('/api/me/export');
  t.match(json.switches, [{ kind: 'meeting', meeting_id: hosted.id, status: 'running', step: 'updating' }]);
  t.notMatch(JSON.stringify(json.switches), /canary/);
  const erased = client.request('DELETE', '/api/me');
  release();
  t.equal((await erased).status, 204);
  const left = await uplink.database.pool.query('select from destination_switch where user_id = $1', [
    COLLEAGUE,
  ]);
  t.equal(left.rowCount, 0);
  t.strictSame(
    uplink.logs.filter((line) => line.includes('job failed')),
    [],
  );
});
