import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate, statuses } from '../helpers/bulk.ts';
import { dump } from '../helpers/webhooks.ts';
import {
  addHosted,
  apiCalls,
  COLLEAGUE,
  CONFIGURED,
  HOST,
  KINDS,
  startWithHost,
} from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t);

for (const kind of KINDS) {
  t.test(`a bulk update changes all ${kind} and returns the settings of each before and after`, async (t) => {
    const meetings = addMeetings(simulator, 5, kind);
    const path = await startBulkUpdate(host, { kind, meeting_ids: ids(meetings), changes: CHANGES });
    const bulk = await bulkUpdateFinished(host, path);
    t.match(bulk, { status: 'done', total: 5, done: 5, failed: 0 });
    t.strictSame(
      ids(bulk.rows.map((row: { meeting_id: string }) => ({ id: row.meeting_id }))),
      ids(meetings),
    );
    for (const row of bulk.rows)
      t.match(row, {
        status: 'done',
        before: { resolution: '720p', stream_key_hint: '9z7q' },
        after: { resolution: '1080p', stream_key_hint: '66zz' },
        problem: null,
      });
    for (const { atZoom } of meetings) t.strictSame(atZoom(), { ...CONFIGURED, ...CHANGES });
    t.notMatch(JSON.stringify(bulk), /canary/);
  });
}

t.test('a dry run returns the changes and changes nothing', async (t) => {
  const meetings = addMeetings(simulator, 3);
  const [first] = meetings;
  delete first?.meeting.livestream;
  const response = await host.post('/api/bulk-updates', {
    body: { meeting_ids: [...ids(meetings), '82999999991'], changes: CHANGES, dry_run: true },
  });
  t.equal(response.status, 200);
  t.strictSame(statuses(response.json), ['failed', 'pending', 'pending', 'failed']);
  t.match(response.json.rows, [
    {
      problem: {
        code: 'invalid_request',
        reason: 'not_configured_yet',
        errors: [
          { field: 'stream_url', reason: 'needed' },
          { field: 'page_url', reason: 'needed' },
        ],
      },
    },
    {
      before: { resolution: '720p' },
      after: { resolution: '1080p', stream_key_hint: '66zz' },
      problem: null,
    },
    {},
    { problem: { code: 'meeting_not_found', detail: /\.$/ } },
  ]);
  t.equal(apiCalls(simulator, { method: 'PATCH' }).length, 0);
  t.notMatch(response.text, /canary/);
});

t.test('a filter matches the topic case-insensitively, and a series once', async (t) => {
  const response = await host.post('/api/bulk-updates', {
    body: { filter: { topic_contains: 'OPEN stage' }, changes: CHANGES, dry_run: true },
  });
  t.match(response.json.rows, [{ meeting_id: '84127750386', topic: 'Open stage' }]);
  t.equal(response.json.rows.length, 1);
});

t.test('a filter matches by time', async (t) => {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const { json } = await host.post('/api/bulk-updates', {
    body: {
      filter: { topic_contains: 'product', from: at(10), to: at(40) },
      changes: CHANGES,
      dry_run: true,
    },
  });
  t.strictSame(
    json.rows.map(({ meeting_id }: { meeting_id: string }) => meeting_id),
    ['9007199254740993'],
  );
});

t.test('an error is stored with its row and stops no other row', async (t) => {
  const [good, encrypted] = [addHosted(simulator), addHosted(simulator)];
  simulator.addFault({
    kind: 'answer',
    status: 400,
    body: { code: 3161, message: 'not allowed' },
    method: 'PATCH',
    path: encrypted.zoomPath,
  });
  const path = await startBulkUpdate(host, {
    meeting_ids: [encrypted.id, '82999999992', good.id],
    changes: CHANGES,
  });
  const bulk = await bulkUpdateFinished(host, path);
  t.match(bulk, { status: 'done', total: 3, done: 1, failed: 2 });
  t.match(bulk.rows, [
    { status: 'failed', problem: { code: 'hosting_not_allowed' } },
    { status: 'failed', problem: { code: 'meeting_not_found' } },
    { status: 'done', problem: null },
  ]);
});

t.test('a livestream that already has the settings is done without an update', async (t) => {
  const meeting = addHosted(simulator);
  const bulk = await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: [meeting.id], changes: { resolution: '720p' } }),
  );
  t.match(bulk.rows, [{ status: 'done' }]);
  t.strictSame(bulk.rows[0].before, bulk.rows[0].after);
  t.equal(apiCalls(simulator, { method: 'PATCH' }).length, 0);
});

t.test('a transient error is retried', async (t) => {
  const meeting = addHosted(simulator);
  simulator.addFault({ kind: 'rate-limit', retryAfter: 'absent', method: 'PATCH', path: meeting.zoomPath });
  simulator.addFault({ kind: 'reset-after-work', method: 'PATCH', path: meeting.zoomPath, skip: 1 });
  const bulk = await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: [meeting.id], changes: CHANGES }),
  );
  t.match(bulk.rows, [{ status: 'done', before: { resolution: '720p' }, after: { resolution: '1080p' } }]);
  t.equal(
    apiCalls(simulator, { method: 'PATCH' }).length,
    2,
    'an update with an unknown outcome is not repeated',
  );
  t.match((await host.get(`${meeting.path}/history`)).json.changes, [{ kind: 'updated', by: 'uplink' }]);
});

t.test('Zoom’s daily limit fails the remaining rows with that problem', async (t) => {
  const meetings = addMeetings(simulator, 3);
  simulator.addFault({ kind: 'rate-limit', limit: 'daily', method: 'PATCH', times: 3 });
  const fresh = await uplink.signIn(COLLEAGUE);
  const theirs = Array.from({ length: 3 }, () => addHosted(simulator, 'meetings', { hostId: COLLEAGUE }));
  const bulk = await bulkUpdateFinished(
    fresh,
    await startBulkUpdate(fresh, { meeting_ids: ids(theirs), changes: CHANGES }),
  );
  t.match(bulk, { status: 'done', done: 0, failed: 3 });
  for (const { problem } of bulk.rows) t.equal(problem.code, 'zoom_daily_limit');
  t.equal(meetings.length, 3);
});

t.test('another user’s bulk update is not found', async (t) => {
  const meeting = addHosted(simulator);
  const path = await startBulkUpdate(host, { meeting_ids: [meeting.id], changes: CHANGES });
  const colleague = await uplink.signIn(COLLEAGUE);
  for (const response of [
    await colleague.get(path),
    await colleague.request('DELETE', path),
    await colleague.post(`${path}/undo`),
    await host.get('/api/bulk-updates/no-id'),
    await host.get('/api/bulk-updates/0b9a4c6e-2f0d-4a57-9d0e-6f4c7f1f2a10'),
  ])
    t.match(response, { status: 404, json: { code: 'not_found' } });
  t.match(await bulkUpdateFinished(host, path), { status: 'done' });
});

t.test('invalid requests are rejected with the field', async (t) => {
  const id = '82915473621';
  for (const [body, status] of [
    [{}, 400],
    [{ changes: CHANGES }, 400],
    [{ meeting_ids: [id], filter: {}, changes: CHANGES }, 400],
    [{ meeting_ids: [], changes: CHANGES }, 400],
    [{ meeting_ids: ['12'], changes: CHANGES }, 400],
    [{ meeting_ids: [Number(id)], changes: CHANGES }, 400],
    [{ meeting_ids: [id], changes: {} }, 400],
    [{ meeting_ids: [id], changes: { stream_url: '' } }, 400],
    [{ meeting_ids: [id], changes: CHANGES, kind: 'meeting' }, 400],
    [{ meeting_ids: [id], changes: { destination_id: 'none' } }, 400],
    [{ filter: { from: 'tomorrow' }, changes: CHANGES }, 400],
    [{ filter: { words: 'x' }, changes: CHANGES }, 400],
    [{ filter: {}, changes: CHANGES }, 400],
    [{ filter: { topic_contains: '   ' }, changes: CHANGES }, 400],
    [{ filter: { from: '2026-06-30T23:59:60Z' }, changes: CHANGES }, 400],
    [{ filter: { from: '2030-01-02T00:00:00Z', to: '2030-01-01T00:00:00Z' }, changes: CHANGES }, 400],
    [
      {
        meeting_ids: Array.from({ length: 1001 }, (_, index) => `${82_000_000_000 + index}`),
        changes: CHANGES,
      },
      413,
    ],
  ] as const)
    t.equal(
      (await host.post('/api/bulk-updates', { body })).status,
      status,
      JSON.stringify(body).slice(0, 80),
    );
});

t.test('a filter matches meetings in progress but not past ones', async (t) => {
  const { json } = await host.post('/api/bulk-updates', {
    body: {
      filter: { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
      changes: CHANGES,
      dry_run: true,
    },
  });
  const found = json.rows.map(({ meeting_id }: { meeting_id: string }) => meeting_id);
  t.ok(found.includes('82915473621'), 'it started 30 minutes ago');
  t.notOk(found.includes('88402217365') || found.includes('89013348527'), 'they are past');
});

t.test('a damaged row fails, and the other rows succeed', async (t) => {
  const idle = await startApp(t, { startsJobs: false });
  const client = await idle.signIn(HOST);
  const theirs = [1, 2, 3].map(() => addHosted(idle.simulator));
  const path = await startBulkUpdate(client, { meeting_ids: ids(theirs), changes: CHANGES });
  await idle.database.pool.query("update bulk_update_row set content = '\\x00' where position = 1");
  t.equal((await client.get(path)).status, 200);
  await idle.app.startJobs();
  const bulk = await bulkUpdateFinished(client, path);
  t.strictSame(statuses(bulk), ['done', 'failed', 'done']);
  t.match(bulk.rows[1].problem, { code: 'internal_error', detail: /\.$/ });
  t.equal((await client.get('/api/me/export')).status, 200);
});

t.test('at most ten of many concurrent requests are accepted', async (t) => {
  const idle = await startApp(t, { startsJobs: false });
  const client = await idle.signIn(HOST);
  const { id } = addHosted(idle.simulator);
  const body = { meeting_ids: [id], changes: CHANGES };
  const responses = await Promise.all(
    Array.from({ length: 25 }, () => client.post('/api/bulk-updates', { body })),
  );
  t.equal(responses.filter(({ status }) => status === 202).length, 10);
  t.match(
    responses.find(({ status }) => status !== 202),
    {
      status: 429,
      json: { code: 'too_many_requests', reason: 'too_many_bulk_updates', facts: { most: 10 } },
    },
  );
});

t.test('1,000 meetings are accepted', async (t) => {
  const many = Array.from({ length: 1000 }, (_, index) => `${82_100_000_000 + index}`);
  const path = await startBulkUpdate(host, { meeting_ids: many, changes: CHANGES });
  t.equal((await host.get(path)).json.total, 1000);
  await host.request('DELETE', path);
  await bulkUpdateFinished(host, path);
});

t.test('the database contains no key, topic or URL of a bulk update in plain text', async (t) => {
  const meeting = addHosted(simulator);
  const changes = { stream_key: 'canary-encrypted-key-12', page_url: 'https://canary-encrypted.example/' };
  await bulkUpdateFinished(host, await startBulkUpdate(host, { meeting_ids: [meeting.id], changes }));
  t.notMatch(await dump(uplink), /canary-encrypted/);
});
