import t, { test } from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';
import {
  enableWebhooks,
  failedJobs,
  meetingPayload,
  queueDrained,
  sendBytes,
  sendUntilAcknowledged,
  streaming,
  webhooksProcessed,
} from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

t.setTimeout(400_000);

/** JSON texts, because some of them cannot be produced by JSON.stringify. */
const ODD_VALUES = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '1e400',
  '9223372036854775807',
  '9223372036854775808',
  '1e30',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"é🎥"',
  '"\'; drop table installation; --"',
  '[]',
  '[[]]',
  '[null]',
  '{}',
  '{"toString":1}',
  '{"__proto__":{"id":1}}',
  `"${'x'.repeat(60_000)}"`,
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
];

const MEETING_EVENTS = [
  'meeting.live_streaming_started',
  'meeting.live_streaming_stopped',
  ...['meeting', 'webinar'].flatMap((kind) =>
    ['created', 'updated', 'started', 'ended', 'recovered', 'deleted', 'permanently_deleted'].map(
      (n) => `${kind}.${n}`,
    ),
  ),
];

/** Sends bodies, some concurrently, and returns the number of responses by status. */
async function sendAll(uplink: RunningApp, bodies: Iterable<string>): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  const waiting = [...bodies];
  const sender = async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      const { status } = await sendUntilAcknowledged(() => sendBytes(uplink, body));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 6 }, sender));
  return statuses;
}

function* meetingBodies(meetingId: string): Generator<string> {
  const object = (fields: string) => `"object":{"host_id":"${HOST}",${fields}}`;
  const id = `"id":${meetingId}`;
  for (const event of MEETING_EVENTS) {
    const start = `{"event":"${event}"`;
    yield `${start}}`;
    yield `${start},"payload":{}}`;
    for (const odd of ODD_VALUES) {
      yield `${start},"payload":${odd}}`;
      yield `${start},"payload":{"object":${odd}}}`;
      yield `${start},"payload":{${object(`"id":${odd}`)}}}`;
      yield `${start},"payload":{"object":{"host_id":${odd},${id}}}}`;
      yield `${start},"event_ts":${odd},"payload":{${object(id)}}}`;
      yield `${start},"payload":{"operation":${odd},${object(`${id},"occurrences":${odd}`)}}}`;
      yield `${start},"payload":{${object(`${id},"live_streaming":${odd}`)}}}`;
    }
  }
}

function* userBodies(event: string, userId: string): Generator<string> {
  const start = `{"event":"${event}"`;
  for (const odd of ODD_VALUES) {
    yield `${start},"payload":${odd}}`;
    yield `${start},"payload":{"object":${odd},"user_id":${odd}}}`;
    yield `${start},"payload":{"object":{"id":${odd}},"user_id":${odd}}}`;
    const user = `"object":{"id":"${userId}","settings":${odd}},"user_id":"${userId}"`;
    yield `${start},"event_ts":${odd},"payload":{${user},"account_id":${odd},"client_id":${odd}}}`;
    yield `${start},"payload":{${user},"deauthorization_time":${odd},"event_ts":${odd}}}`;
  }
}

async function arrange(t: Parameters<typeof startApp>[0]) {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  return { uplink, host: await uplink.signIn(HOST), hosted: addHosted(uplink.simulator) };
}

test('a signed event about a meeting is accepted in any shape, and never retried', async (t) => {
  const { uplink, host, hosted } = await arrange(t);
  const bodies = new Set(meetingBodies(hosted.id));
  t.same(await sendAll(uplink, bodies), { 200: bodies.size });
  t.ok(await queueDrained(uplink, 90_000), 'all processed');
  t.equal(await failedJobs(uplink), 0);
  t.notMatch(uplink.logs.join('\n'), 'job failed');
  t.comment(`${bodies.size} bodies of ${MEETING_EVENTS.length} events`);
  for (const path of ['/api/me', '/api/meetings', '/api/webinars', hosted.path])
    t.match(await host.get(path), { status: 200 }, path);
});

test('a signed event about a user is accepted in any shape, and has an effect only if it names a user', async (t) => {
  const { uplink, host } = await arrange(t);
  const colleague = await uplink.signIn(COLLEAGUE);
  const harmless = ['user.updated', 'user.settings_updated', 'app_deauthorized'].flatMap((event) => [
    ...userBodies(event, HOST),
  ]);
  const erasing = [...userBodies('user.deleted', COLLEAGUE)];
  const bodies = new Set([...harmless, ...erasing]);
  t.same(await sendAll(uplink, bodies), { 200: bodies.size });
  t.ok(await queueDrained(uplink, 90_000), 'all processed');
  t.equal(await failedJobs(uplink), 0);
  t.notMatch(uplink.logs.join('\n'), 'job failed');
  t.comment(`${bodies.size} bodies of 4 events`);
  t.match(
    await host.get('/api/me'),
    { status: 200 },
    'a deauthorization that is not of this app does nothing',
  );
  t.match(await colleague.get('/api/me'), { status: 401 }, 'a deletion that names its user does');
});

test('a configuration with unusual values is returned or ignored, and never blocks', async (t) => {
  const { uplink, host, hosted } = await arrange(t);
  let n = 0;
  for (const odd of ODD_VALUES) {
    for (const field of ['stream_url', 'stream_key', 'page_url', 'resolution', 'service']) {
      n += 1;
      const body = JSON.stringify({
        event: 'meeting.live_streaming_started',
        event_ts: Date.now() + n,
        payload: meetingPayload(hosted.meeting, streaming(CONFIGURED)),
      }).replace(new RegExp(`"${field}":"[^"]*"`), () => `"${field}":${odd}`);
      const { status } = await sendUntilAcknowledged(() => sendBytes(uplink, body));
      await webhooksProcessed(uplink);
      const responses = await Promise.all([host.get(hosted.path), host.get('/api/meetings')]);
      if (status !== 200 || responses.some((response) => response.status !== 200))
        t.fail(`${field} ${odd.slice(0, 40)}`);
    }
  }
  t.equal(await failedJobs(uplink), 0);
  t.comment(`${n} configurations`);
});
