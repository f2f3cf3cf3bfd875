import t from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { eventually } from '../helpers/eventually.ts';
import { enableWebhooks, meetingPayload, sendWebhook } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, changeRows, HOST } from '../helpers/zoom-host.ts';

// Events arrive only by NOTIFY here: polling for missed events is disabled.
const uplink = await startApp(t, { disablePolling: true });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
enableWebhooks(uplink);
const OVERWRITE = { 'if-match': '*' };

t.test('an update is published to the user’s browsers without its content', async (t) => {
  const stream = await openEvents(t, host);
  t.match(stream.headers, {
    'content-type': /^text\/event-stream/,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const { id, path } = addHosted(simulator);
  await host.patch(path, { stream_key: 'canary-event-key-11' }, OVERWRITE);
  const event = await stream.next('livestream');
  t.strictSame(event.data, { kind: 'meetings', meeting_id: id });
  t.notMatch(stream.text(), /canary-event-key/);
});

t.test('the start and end of a livestream are published with their times', async (t) => {
  const stream = await openEvents(t, host);
  const { id, meeting } = addHosted(simulator, 'meetings', { live: true });
  await sendWebhook(uplink, 'meeting.live_streaming_started', meetingPayload(meeting));
  t.match((await stream.next('live')).data, {
    kind: 'meetings',
    meeting_id: id,
    status: 'live',
    since: /Z$/,
  });
  await sendWebhook(uplink, 'meeting.live_streaming_stopped', meetingPayload(meeting));
  t.match((await stream.next('live')).data, { meeting_id: id, status: 'idle' });
});

t.test('the end of the connection to Zoom and its return are published', async (t) => {
  const fresh = await startApp(t);
  const client = await fresh.signIn(HOST);
  const stream = await openEvents(t, client);
  fresh.simulator.revokeGrant(HOST);
  await client.get('/api/meetings');
  t.strictSame((await stream.next('connection')).data, { status: 'reconnect_required' });
  await fresh.signIn(HOST);
  t.strictSame((await stream.next('connection')).data, { status: 'connected' });
});

t.test('a client that reconnects receives what it missed, in order and once', async (t) => {
  const first = await openEvents(t, host);
  const lastId = first.lastId();
  first.close();
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const { id, path } = addHosted(simulator);
    await host.patch(path, { resolution: '1080p' }, OVERWRITE);
    ids.push(id);
  }
  const again = await openEvents(t, host, { 'last-event-id': lastId });
  const reported = [];
  for (const _ of ids) reported.push((await again.next('livestream')).data.meeting_id);
  t.strictSame(reported, ids);
  const third = await openEvents(t, host, { 'last-event-id': again.lastId() });
  const { id, path } = addHosted(simulator);
  await host.patch(path, { resolution: '1080p' }, OVERWRITE);
  t.equal((await third.next('livestream')).data.meeting_id, id, 'no event is sent twice');
});

t.test('a client that reads the latest ID first misses nothing, however late it subscribes', async (t) => {
  const { last_event_id: from } = (await host.get('/api/me')).json;
  const { id, path } = addHosted(simulator);
  await host.get(path);
  await host.patch(path, { resolution: '1080p' }, OVERWRITE);
  const late = await openEvents(t, host, {}, `?last_event_id=${from}`);
  t.equal((await late.next('livestream')).data.meeting_id, id);
  const received = late.lastId();
  const back = await openEvents(t, host, { 'last-event-id': received }, `?last_event_id=${from}`);
  t.equal(back.lastId(), received, 'a browser reconnects to the same URL: the header has the newer ID');
  t.match(await host.get('/api/events?last_event_id=1&x=1'), { status: 400 });
});

t.test('a client without events receives all that followed', async (t) => {
  const fresh = await startApp(t);
  const client = await fresh.signIn(HOST);
  await fresh.database.pool.query('delete from user_event');
  t.equal((await client.get('/api/me')).json.last_event_id, '0');
  const { id, path } = addHosted(fresh.simulator);
  await client.patch(path, { resolution: '1080p' }, OVERWRITE);
  const late = await openEvents(t, client, {}, '?last_event_id=0');
  t.strictSame((await late.next('livestream')).data, {}, 'there may have been more events');
  t.equal((await late.next('livestream')).data.meeting_id, id);
});

t.test('if missed events are no longer stored, the client has to reload everything', async (t) => {
  const before = await openEvents(t, host);
  await uplink.database.pool.query('delete from user_event where id = $1', [before.lastId()]);
  before.close();
  for (const lastId of [before.lastId(), '999999999999', 'nonsense', '-1']) {
    const stream = await openEvents(t, host, { 'last-event-id': lastId });
    t.strictSame((await stream.next('livestream')).data, {}, lastId);
  }
});

t.test('changes by another instance are published equally fast', async (t) => {
  const other = await startApp(t, { sharedWith: uplink });
  const elsewhere = await other.signIn(HOST);
  const stream = await openEvents(t, host);
  const { id, path } = addHosted(simulator);
  await elsewhere.patch(path, { resolution: '1080p' }, OVERWRITE);
  t.equal((await stream.next('livestream')).data.meeting_id, id);
});

t.test('no user receives another user’s events', async (t) => {
  const colleague = await uplink.signIn(COLLEAGUE);
  const [mine, theirs] = [await openEvents(t, host), await openEvents(t, colleague)];
  const { path } = addHosted(simulator);
  const their = addHosted(simulator, 'meetings', { hostId: COLLEAGUE });
  await host.patch(path, { resolution: '1080p' }, OVERWRITE);
  await colleague.patch(their.path, { resolution: '1080p' }, OVERWRITE);
  t.equal((await theirs.next('livestream')).data.meeting_id, their.id);
  await mine.next('livestream');
  t.notMatch(mine.text(), their.id);
  const replayed = await openEvents(t, colleague, { 'last-event-id': mine.lastId() });
  t.strictSame((await replayed.next('livestream')).data, {}, 'another user’s ID counts as unknown');
});

t.test('a seventh stream is rejected, and closing one makes room again', async (t) => {
  const client = await uplink.signIn(COLLEAGUE);
  const streams = [];
  for (let count = 0; count < 6; count += 1) streams.push(await openEvents(t, client));
  const rejected = await client.get('/api/events');
  t.match(rejected, {
    status: 429,
    json: { code: 'too_many_requests', reason: 'too_many_windows', retry_after: Number },
  });
  t.equal((await host.get('/api/me')).status, 200);
  streams[0]?.close();
  t.ok(await eventually(() => canOpen(client)));
});

t.test('a stream ends with its session, on any instance', async (t) => {
  const other = await startApp(t, { sharedWith: uplink });
  const client = await uplink.signIn(HOST);
  const stream = await openEvents(t, client);
  await client.post('/logout');
  await stream.ended;
  const elsewhere = await other.signIn(HOST);
  const second = await uplink.signIn(HOST);
  const open = await openEvents(t, second);
  await elsewhere.post('/logout/everywhere');
  await open.ended;
  t.equal((await second.get('/api/events')).status, 401);
});

for (const [column, age] of [
  ['last_seen_at', '12 hours 1 second'],
  ['created_at', '7 days 1 second'],
] as const) {
  t.test(`a stream ends before the next event if ${column} of its session was ${age} ago`, async (t) => {
    const client = await uplink.signIn(HOST);
    const stream = await openEvents(t, client);
    await uplink.database.pool.query(
      `update session set ${column} = now() - $1::interval where user_id = $2`,
      [age, HOST],
    );
    const other = await uplink.signIn(HOST);
    const { path } = addHosted(simulator);
    await other.patch(path, { resolution: '1080p' }, OVERWRITE);
    await stream.ended;
    t.notMatch(stream.text(), /event: livestream/);
  });
}

t.test('a stream ends when its user is erased', async (t) => {
  const fresh = await startApp(t);
  const client = await fresh.signIn(HOST);
  const stream = await openEvents(t, client);
  await changeRows(fresh, HOST, 'delete from installation where user_id = $1');
  await stream.ended;
  t.pass('the connection was closed');
});

t.test('a process that shuts down does not wait for open streams', async (t) => {
  const fresh: RunningApp = await startApp(t);
  const client = await fresh.signIn(HOST);
  const stream = await openEvents(t, client);
  const closing = fresh.app.close();
  await stream.ended;
  await closing;
  t.pass('both have ended');
});

async function canOpen(client: Client): Promise<boolean> {
  const response = await fetch(`${client.url}/api/events`, { headers: { cookie: client.cookieHeader() } });
  await response.body?.cancel();
  return response.status === 200;
}
