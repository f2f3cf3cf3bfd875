import t from 'tap';
import { request } from 'undici';
import { startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, startBulkUpdate } from '../helpers/bulk.ts';
import { findSecrets, secretsSentToZoom } from '../helpers/canaries.ts';
import { lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { disconnectEarly } from '../helpers/disconnect-early.ts';
import { jobsDone } from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { addHosted, COLLEAGUE, CONFIGURED, changeRows, dropCachedUser, HOST } from '../helpers/zoom-host.ts';

t.test('GET /api/me/export returns all data of the user as a file, with keys in plain text', async (t) => {
  const uplink = await startApp(t);
  const { simulator } = uplink;
  simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const host = await uplink.signIn(HOST);
  const meeting = addHosted(simulator);
  const webinar = addHosted(simulator, 'webinars', {
    livestream: { ...CONFIGURED, stream_key: 'canary-webinar-key' },
  });
  for (const { path } of [meeting, webinar]) await host.get(path);
  await host.get('/api/meetings');
  simulator.startMeeting(meeting.id);
  const account_id = simulator.state.users.get(HOST)?.accountId;
  const object = { id: Number(meeting.id), host_id: HOST };
  await simulator.sendEvent('meeting.live_streaming_stopped', { account_id, object });
  await simulator.eventsDelivered();
  await jobsDone(uplink);
  await host.get('/api/meetings');

  const destination = {
    name: 'Our channel',
    stream_url: 'rtmp://a.example/b',
    stream_key: 'canary-saved-key',
  };
  await host.post('/api/destinations', { body: destination });
  await host.request('DELETE', '/api/me/first-steps');
  await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: [meeting.id], changes: { resolution: '1080p' } }),
  );

  const result = await host.get('/api/me/export');
  t.equal(result.status, 200);
  t.match(result.headers, {
    'cache-control': 'no-store',
    'content-type': /^application\/json/,
    'content-disposition': /^attachment; filename="[\w.-]+\.json"$/,
  });
  const user = simulator.state.users.get(HOST);
  t.match(result.json, {
    user: {
      id: HOST,
      account_id,
      display_name: user?.displayName,
      email: user?.email,
      timezone: user?.timezone,
      plan_type: 'licensed',
    },
    connection: { status: 'connected', scopes: [String], connected_at: /Z$/ },
    sessions: [{ browser: null, platform: null, created_at: /Z$/, last_seen_at: /Z$/ }],
    first_steps: [{ readiness_checked_at: null, closed_at: /Z$/ }],
    livestreams: [
      { kind: 'meeting', meeting_id: meeting.id, ...CONFIGURED, resolution: '1080p', fetched_at: /Z$/ },
      { kind: 'webinar', meeting_id: webinar.id, ...CONFIGURED, stream_key: 'canary-webinar-key' },
    ],
    live_statuses: [{ kind: 'meeting', meeting_id: meeting.id, status: 'idle', since: /Z$/ }],
    meeting_sessions: [
      {
        kind: 'meeting',
        meeting_id: meeting.id,
        uuid: meeting.meeting.uuid,
        started_at: /Z$/,
        ended_at: null,
      },
    ],
    changes: [
      { meeting_id: meeting.id, change: 'stopped', by: 'zoom', before: null, after: null },
      { meeting_id: meeting.id, change: 'updated', before: CONFIGURED, after: { resolution: '1080p' } },
    ],
    destinations: [{ ...destination, service: 'custom' }],
    bulk_updates: [{ status: 'done', rows: [{ meeting_id: meeting.id, before: CONFIGURED }] }],
    listings: [{ kind: 'meeting', type: 'upcoming', fetched_at: /Z$/ }],
  });
  const { meetings } = result.json.listings[0];
  t.ok(
    meetings.some(({ id }: { id: unknown }) => id === '9007199254740993'),
    'IDs are complete, as text',
  );
});

t.test('an export contains no token, no session and no data of other users', async (t) => {
  const uplink = await startApp(t);
  const { simulator } = uplink;
  const host = await uplink.signIn(HOST);
  const colleague = await uplink.signIn(COLLEAGUE);
  const shared = addHosted(simulator);
  const mine = addHosted(simulator, 'meetings', { topic: 'canary-mine' });
  const theirs = addHosted(simulator, 'meetings', {
    hostId: COLLEAGUE,
    topic: 'canary-theirs',
    livestream: { ...CONFIGURED, stream_key: 'canary-their-key' },
  });
  for (const { path } of [shared, mine]) await host.get(path);
  await colleague.get(theirs.path);
  for (const client of [host, colleague]) await client.get('/api/meetings');
  simulator.expireAccessTokens(HOST);
  await host.get('/api/webinars');

  const { text } = await host.get('/api/me/export');
  t.match(text, /canary-mine/);
  const other = simulator.state.users.get(COLLEAGUE);
  const foreign = [COLLEAGUE, other?.email ?? '', theirs.id, 'canary-theirs', 'canary-their-key'];
  t.strictSame(findSecrets([...secretsSentToZoom(uplink), ...host.cookies.values(), ...foreign], text), []);
  t.match((await colleague.get('/api/me/export')).text, /canary-their-key/);
});

t.test('an export needs a session, but no valid grant', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  t.match(await uplink.client().get('/api/me/export'), { status: 401, json: { code: 'not_signed_in' } });
  uplink.simulator.revokeGrant(HOST);
  await host.get('/api/meetings');
  t.match(await host.get('/api/me/export'), {
    status: 200,
    json: { connection: { status: 'reconnect_required' } },
  });
});

t.test('values that can’t be decrypted are omitted, and the rest is exported', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { path, id } = addHosted(uplink.simulator);
  await host.get(path);
  await host.get('/api/meetings');
  await changeRows(uplink, HOST, `update listing_page set page = decode('00', 'hex') where user_id = $1`);
  t.match(await host.get('/api/me/export'), {
    status: 200,
    json: { listings: [], livestreams: [{ meeting_id: id }] },
  });
});

t.test('an export is streamed, and each user can run one at a time', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { id } = addHosted(uplink.simulator);
  const { pool } = uplink.database;
  const ROWS = 20_000;
  await pool.query(
    `insert into livestream_change (id, user_id, kind, meeting_id, "by", change, content)
     select gen_random_uuid(), $1, 'meeting', $2, 'uplink', 'updated', '\\x00' from generate_series(1, ${ROWS})`,
    [HOST, id],
  );
  // The client does not read the body, so the export waits.
  const slow = await request(`${host.url}/api/me/export`, { headers: { cookie: host.cookieHeader() } });
  t.equal(slow.statusCode, 200);
  t.notOk(slow.headers['content-length'], 'without Content-Length');
  t.match(await host.get('/api/me/export'), {
    status: 429,
    json: { code: 'too_many_requests', retry_after: 10 },
    headers: { 'retry-after': '10' },
  });
  const colleague = await uplink.signIn(COLLEAGUE);
  t.equal((await colleague.get('/api/me/export')).status, 200);
  const { changes } = (await slow.body.json()) as { changes: unknown[] };
  t.equal(changes.length, ROWS);
  t.ok(await eventually(async () => (await host.get('/api/me/export')).status === 200));
});

t.test('an export ends when the user is erased', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { id } = addHosted(uplink.simulator);
  await uplink.database.pool.query(
    `insert into livestream_change (id, user_id, kind, meeting_id, "by", change, content)
     select gen_random_uuid(), $1, 'meeting', $2, 'uplink', 'updated', '\\x00' from generate_series(1, 20000)`,
    [HOST, id],
  );
  const slow = await request(`${host.url}/api/me/export`, { headers: { cookie: host.cookieHeader() } });
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  await t.rejects(slow.body.text(), 'it is truncated instead of looking complete');
});

t.test('an export whose client left before it began does not block the next one', async (t) => {
  const first = await startApp(t);
  const host = await first.signIn(HOST);
  // An instance that has not cached the session.
  const second = await startApp(t, { sharedWith: first });
  const headers = { cookie: host.cookieHeader() };
  await disconnectEarly(t, second, { path: '/api/me/export', ...headers });
  const next = async () => {
    const response = await request(`${second.url}/api/me/export`, { headers });
    await response.body.dump();
    return response.statusCode === 200;
  };
  t.ok(await eventually(next));
});

t.test('an export continues if the user changes in the meantime', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const release = await lockRows(uplink, 'lock table calendar_feed in access exclusive mode');
  const exported = host.get('/api/me/export');
  await lockWaiters(uplink, 1);
  await dropCachedUser(uplink, HOST);
  await release();
  t.match((await exported).json, { user: { id: HOST }, bulk_updates: [] });
});
