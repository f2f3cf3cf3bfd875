import { test } from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { createHashes, createInbox } from '../../src/webhooks/inbox.ts';
import { parseEvent, type WebhookEvent } from '../../src/zoom/event-notification.ts';
import { startApp } from '../helpers/app.ts';
import { lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { eventually } from '../helpers/eventually.ts';
import { enableWebhooks, meetingPayload, sendBytes, streaming } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

const ROUNDS = 7;

test('an event that one instance receives invalidates the memory cache of the other within a second', async (t) => {
  const one = await startApp(t);
  const other = await startApp(t, { sharedWith: one });
  enableWebhooks(one);
  const signedIn = await one.signIn(HOST);
  const client = other.client();
  for (const [name, value] of signedIn.cookies) client.cookies.set(name, value);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const hosted = addHosted(one.simulator);
    await client.get(hosted.path);
    await client.get(hosted.path);
    one.simulator.clearRequests();
    t.match((await client.get(hosted.path)).json, { source: 'cache' });
    t.equal(apiCalls(one.simulator).length, 0, 'the other responds from its cache');
    const reported = { ...CONFIGURED, page_url: `https://watch.example/${round}` };
    const payload = meetingPayload(hosted.meeting, streaming(reported));
    // The time of the event is slightly ahead, so that it is newer than the cached value.
    const body = JSON.stringify({
      event: 'meeting.live_streaming_started',
      event_ts: Date.now() + 5,
      payload,
    });
    hosted.edit(reported);
    const sentAt = performance.now();
    t.match(await sendBytes(one, body), { status: 200 });
    t.ok(await eventually(async () => (await client.get(hosted.path)).json.page_url === reported.page_url));
    times.push(performance.now() - sentAt);
  }
  times.sort((a, b) => a - b);
  t.comment(`${ROUNDS} events, known to the other after ${times.map((ms) => Math.round(ms)).join(', ')} ms`);
  t.ok(
    (times[Math.floor(ROUNDS / 2)] ?? Number.POSITIVE_INFINITY) <= 1_000,
    'the median, from the time it was sent',
  );
});

test('two instances share the events, and each event is processed once', async (t) => {
  const one = await startApp(t);
  const other = await startApp(t, { sharedWith: one });
  await one.signIn(HOST);
  const { meeting } = addHosted(one.simulator);
  const now = Date.now();
  const bodies = Array.from({ length: 60 }, (_, n) =>
    JSON.stringify({ event: 'meeting.updated', event_ts: now - n, payload: meetingPayload(meeting) }),
  );
  const responses = await Promise.all(
    bodies.flatMap((body) => [one, other].map((uplink) => sendBytes(uplink, body))),
  );
  t.same([...new Set(responses.map(({ status }) => status))], [200], 'the same bodies to both');
  const left = async () =>
    (await one.database.pool.query(`select from graphile_worker.jobs where task_identifier = 'events'`))
      .rowCount;
  t.ok(await eventually(async () => (await left()) === 0, { withinMs: 60_000 }));
  const { rows } = await one.database.pool.query(
    'select count(done_at)::int as done, count(*)::int as stored from webhook_event',
  );
  t.same(rows, [{ done: 60, stored: 60 }]);
});

test('two instances that receive the same events in opposite orders do not deadlock', async (t) => {
  const uplink = await startApp(t);
  const { database, config } = uplink;
  const keyRing = createKeyRing(config.encryptionKeys);
  const hashes = createHashes(config.sessionSecret.reveal());
  const [first, between, last] = [1, 2, 3].map(bodyOf);
  const release = await lockRows(
    uplink,
    "insert into webhook_event (body_hash, event, received_at) values ($1, 'meeting.updated', now())",
    [hashes.body(between as Buffer)],
  );
  const taking = [
    [first, between, last],
    [last, between, first],
  ].flatMap((bodies, instance) => {
    const inbox = createInbox({ database, keyRing, hashes });
    // The first two are stored separately, the following ones in batches.
    const all = [bodyOf(10 + instance), bodyOf(20 + instance), ...(bodies as Buffer[])];
    return all.map((body) => inbox.take(body, parseEvent(body) as WebhookEvent));
  });
  await lockWaiters(uplink, 2);
  await release();
  await t.resolves(Promise.all(taking));
  const { rows } = await database.pool.query('select count(*)::int as stored from webhook_event');
  t.same(rows, [{ stored: 7 }]);
});

const bodyOf = (at: number) =>
  Buffer.from(JSON.stringify({ event: 'meeting.updated', event_ts: at, payload: {} }));
