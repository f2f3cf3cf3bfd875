import { Client } from 'pg';
import t, { test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { freePort } from '../helpers/free-port.ts';
import { startWithWebhooks } from '../helpers/webhook-host.ts';
import {
  enableWebhooks,
  meetingPayload,
  queueDrained,
  sendBytes,
  sendUntilAcknowledged,
  streaming,
  webhooksProcessed,
} from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

// Times are printed, not asserted, because other tests run concurrently.
t.setTimeout(400_000);

const EVENTS = 1000;
const CONCURRENCY = 20;

test('a thousand concurrent events are all acknowledged and processed, each once', async (t) => {
  const port = await freePort();
  const uplink = await startApp(t, { env: { METRICS_PORT: String(port) } });
  enableWebhooks(uplink);
  const { simulator, database } = uplink;
  await uplink.signIn(HOST);
  await uplink.signIn(COLLEAGUE);
  const meetings = Array.from(
    { length: 50 },
    (_, index) => addHosted(simulator, 'meetings', { hostId: index % 2 ? HOST : COLLEAGUE }).meeting,
  );
  const start = Date.now() - EVENTS;
  const names = [
    'meeting.live_streaming_started',
    'meeting.live_streaming_stopped',
    'meeting.updated',
    'meeting.started',
  ];
  const all = Array.from({ length: EVENTS }, (_, index) => {
    const meeting = meetings[index % meetings.length];
    const name = names[Math.floor(index / meetings.length) % names.length];
    if (meeting === undefined || name === undefined) throw new Error('unreachable');
    const reported = name.endsWith('streaming_started')
      ? streaming({ ...CONFIGURED, stream_key: `key-${index}` })
      : {};
    return {
      name,
      payload: meetingPayload(meeting, { ...reported, uuid: `uuid-${index}` }),
      eventTs: start + index,
    };
  });

  const times: number[] = [];
  let sent = 0;
  const statuses: Record<string, number> = {};
  const queue = [...all];
  const beganAt = performance.now();
  const sender = async () => {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      const sentAt = performance.now();
      const { status } = await sendUntilAcknowledged(() => {
        sent += 1;
        return simulator.sendEvent(event.name, event.payload, { eventTs: event.eventTs });
      });
      times.push(performance.now() - sentAt);
      statuses[status ?? 'none'] = (statuses[status ?? 'none'] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sender));
  const sentMs = performance.now() - beganAt;
  t.same(statuses, { 200: EVENTS }, 'all acknowledged');
  t.ok(sent <= EVENTS + 2 * CONCURRENCY, `nearly all concurrently: ${sent} sent`);
  t.ok(await queueDrained(uplink, 300_000), 'all processed');
  const drainedMs = performance.now() - beganAt;

  const { rows } = await database.pool.query(
    `select count(*)::int as stored, count(done_at)::int as done, count(payload)::int as payloads from webhook_event`,
  );
  t.same(rows, [{ stored: EVENTS, done: EVENTS, payloads: 0 }]);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const sum = (name: string) =>
    [...metrics.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'gm'))].reduce(
      (total, [, n]) => total + Number(n),
      0,
    );
  t.equal(sum('uplink_events_received_total'), EVENTS);
  t.equal(sum('uplink_events_worked_total'), EVENTS, 'none lost and none processed twice');
  const { rows: live } = await database.pool.query(
    `select state, count(*)::int as count from live_status group by state`,
  );
  t.same(live, [{ state: 'idle', count: meetings.length }], 'the last event of each was a stop');

  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
  t.comment(
    `${EVENTS} events, ${CONCURRENCY} concurrently, sent in ${Math.round(sentMs)} ms; acknowledged p50 ${at(0.5)} ms, ` +
      `p99 ${at(0.99)} ms, max ${at(1)} ms; drained after ${Math.round(drainedMs)} ms`,
  );
});

test('an event is acknowledged before it is processed, however slow the processing is', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const { meeting } = addHosted(uplink.simulator);
  const holder = new Client({ connectionString: uplink.databaseUrl });
  await holder.connect();
  t.teardown(() => holder.end());
  await holder.query('begin');
  await holder.query('lock table live_status in exclusive mode');
  const events = Array.from({ length: 10 }, (_, n) =>
    JSON.stringify({
      event: 'meeting.live_streaming_stopped',
      event_ts: Date.now() + n,
      payload: meetingPayload(meeting),
    }),
  );
  for (const body of events) t.match(await sendBytes(uplink, body), { status: 200 });
  const { rows } = await uplink.database.pool.query('select count(done_at)::int as done from webhook_event');
  t.same(rows, [{ done: 0 }], 'none was processed');
  t.match(await client.get('/api/me'), { status: 200 }, 'and other users do not wait for it');
  await holder.query('rollback');
  await webhooksProcessed(uplink);
  const { rows: after } = await uplink.database.pool.query(
    'select count(done_at)::int as done from webhook_event',
  );
  t.same(after, [{ done: 10 }]);
});
