import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import { checkEvent } from '../../tools/zoom-simulator/schemas/check.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

const { events, training } = seededUsers;
const secretToken = 'test-webhook-token';
const meetingId = '82915473621';
const hmac = (message: string) => createHmac('sha256', secretToken).update(message).digest('hex');

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** An endpoint with configured responses, and a simulator that sends to it. */
async function arrange(t: Test, result: (received: Received) => { status: number; body?: string } | 'hang') {
  const received: Received[] = [];
  const endpoint = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    const reported = result({ headers: request.headers, body });
    if (reported === 'hang') return;
    response.writeHead(reported.status, { location: '/elsewhere' }).end(reported.body);
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });
  const webhookUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/webhooks/zoom`;
  const client = await startClient({ webhookUrl });
  t.teardown(() => client.simulator.close());
  const names = () => received.map(({ body }) => JSON.parse(body).event);
  return { client, simulator: client.simulator, received, names, endpoint };
}

const accept = () => ({ status: 200 });

test('an event has Zoom’s headers, and its exact bytes are signed', async (t) => {
  const { simulator, received } = await arrange(t, accept);
  const delivery = await simulator.sendEvent('user.updated', { object: { id: 'ü"\n' } });
  t.match(delivery, { delivered: true, status: 200, willRetry: false });
  const { headers, body }: Received = received[0] ?? { headers: {}, body: '' };
  t.match(headers, {
    'content-type': /^application\/json/,
    'user-agent': 'Zoom Marketplace/1.0a',
    clientid: 'test-client',
    'x-zm-request-id': delivery.requestId,
    'x-zm-trackingid': /./,
    'x-zm-request-timestamp': /^\d{10}$/,
  });
  t.equal(headers['x-zm-signature'], `v0=${hmac(`v0:${headers['x-zm-request-timestamp']}:${body}`)}`);
});

test('the endpoint’s URL is validated only by the right response', async (t) => {
  let key = secretToken;
  const { simulator, received } = await arrange(t, ({ body }) => {
    const { plainToken } = JSON.parse(body).payload;
    const encryptedToken = createHmac('sha256', key).update(plainToken).digest('hex');
    return { status: 200, body: JSON.stringify({ plainToken, encryptedToken }) };
  });
  t.match(await simulator.validateWebhookUrl(), { valid: true });
  t.same(checkEvent(received[0]?.body ?? '{}'), []);
  key = 'another-secret';
  t.match(await simulator.validateWebhookUrl(), { valid: false });
});

test('after a server error an event is retried after 5, 20 and 60 minutes, and then dropped', async (t) => {
  const { simulator, received } = await arrange(t, () => ({ status: 503 }));
  const delivery = await simulator.sendEvent('user.updated', { object: { id: 'x' } });
  const counts = [];
  for (const minutes of [4.9, 0.2, 19.7, 0.4, 59.7, 0.4, 600]) {
    await simulator.advance(minutes * 60_000);
    counts.push(received.length);
  }
  t.same(counts, [1, 2, 2, 3, 3, 4, 4]);
  t.match(delivery, { willRetry: false, delivered: false });
  t.equal(new Set(received.map(({ body }) => body)).size, 1);
  t.equal(new Set(received.map(({ headers }) => headers['x-zm-request-id'])).size, 1);
  t.equal(
    new Set(received.map(({ headers }) => headers['x-zm-signature'])).size,
    4,
    'each signed for its time',
  );
});

test('a retried event has the same body with a new timestamp, or optionally the first timestamp', async (t) => {
  const { simulator, received } = await arrange(t, () => ({ status: 500 }));
  await simulator.sendEvent('user.updated', { object: { id: 'x' } });
  await simulator.advance(300_000);
  const [first, second] = received.map(({ headers }) => Number(headers['x-zm-request-timestamp']));
  t.ok(first && second && second - first >= 300);
  simulator.state.settings.retryTimestamp = 'original';
  await simulator.sendEvent('user.updated', { object: { id: 'y' } });
  await simulator.advance(300_000);
  const stamps = received.filter(({ body }) => body.includes('"y"'));
  t.equal(new Set(stamps.map(({ headers }) => headers['x-zm-signature'])).size, 1);
});

test('redirects, rejections and success are not retried', async (t) => {
  let status = 302;
  const { simulator, received } = await arrange(t, () => ({ status }));
  for (status of [302, 400, 401, 404, 429, 204]) {
    t.match(await simulator.sendEvent('user.updated', {}), { status, willRetry: false });
  }
  await simulator.deliverRetries();
  t.equal(received.length, 6);
});

test('an endpoint that is unreachable, or silent for three seconds, is retried', async (t) => {
  let silent = true;
  const { simulator, received, endpoint } = await arrange(t, () => (silent ? 'hang' : { status: 200 }));
  const delivery = await simulator.sendEvent('user.updated', {});
  t.match(delivery, { status: undefined, willRetry: true, attempts: [{ error: 'no response in 3 s' }] });
  silent = false;
  await simulator.deliverRetries();
  t.match(delivery, { status: 200, delivered: true });
  t.equal(received.length, 2);
  endpoint.closeAllConnections();
  await new Promise((resolve) => endpoint.close(resolve));
  t.match(await simulator.sendEvent('user.updated', {}), {
    willRetry: true,
    attempts: [{ error: /ECONNREFUSED/ }],
  });
});

test('starting and stopping a livestream sends an event with the whole configuration', async (t) => {
  const { client, simulator, received, names } = await arrange(t, accept);
  const { json } = await client.install(events.id);
  const path = `/meetings/${meetingId}/livestream/status`;
  await client.call(json.access_token, 'PATCH', path, { action: 'start' });
  await client.call(json.access_token, 'PATCH', path, { action: 'stop' });
  await simulator.eventsDelivered();
  t.same(names().sort(), ['meeting.live_streaming_started', 'meeting.live_streaming_stopped']);
  for (const { body } of received) {
    t.same(checkEvent(body), []);
    t.match(body, `"id":${meetingId},`);
    t.match(JSON.parse(body).payload.object.live_streaming.custom_live_streaming_settings, {
      stream_key: 'fake-townhall-0000-1111-2222',
    });
  }
});

test('actions of hosts in Zoom send events in the documented shapes', async (t) => {
  const { client, simulator, received, names } = await arrange(t, accept);
  const { json } = await client.install(events.id);
  for (const id of ['9007199254740993', '9007199254740995']) {
    simulator.startMeeting(id);
    simulator.editMeeting(id, { topic: 'A new topic' });
    simulator.endMeeting(id);
    simulator.deleteMeeting(id);
    simulator.recoverMeeting(id);
  }
  await fetch(`${simulator.url}/control/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ hostId: events.id }),
  });
  simulator.setCustomLivestream(events.id, false);
  simulator.editUser(events.id, { displayName: 'Another name' });
  simulator.deleteUser(events.id);
  await simulator.eventsDelivered();
  t.same(names().sort(), [
    'meeting.created',
    'meeting.deleted',
    'meeting.ended',
    'meeting.recovered',
    'meeting.started',
    'meeting.updated',
    'user.deleted',
    'user.settings_updated',
    'user.updated',
    'webinar.deleted',
    'webinar.ended',
    'webinar.recovered',
    'webinar.started',
    'webinar.updated',
  ]);
  for (const { body } of received) t.same(checkEvent(body), []);
  const bodyOf = (name: string) => received.find(({ body }) => JSON.parse(body).event === name)?.body;
  t.match(bodyOf('meeting.started'), '"id":"9007199254740993"');
  t.match(bodyOf('meeting.updated'), '"id":9007199254740993,');
  t.match(await client.call(json.access_token, 'GET', '/users/me'), { status: 401 });
  t.notOk([...simulator.state.meetings.values()].some(({ hostId }) => hostId === events.id));
});

test('ending a meeting ends its livestream first', async (t) => {
  const { client, simulator, names } = await arrange(t, accept);
  const { json } = await client.install(events.id);
  const path = `/meetings/${meetingId}/livestream/status`;
  await client.call(json.access_token, 'PATCH', path, { action: 'start' });
  await simulator.eventsDelivered();
  simulator.endMeeting(meetingId);
  await simulator.eventsDelivered();
  t.same(names().slice(1).sort(), ['meeting.ended', 'meeting.live_streaming_stopped']);
});

test('no event is sent about users without the app, or without an endpoint URL', async (t) => {
  const { client, simulator, received } = await arrange(t, accept);
  await client.install(training.id);
  simulator.startMeeting('83640019275');
  await simulator.eventsDelivered();
  t.equal(received.length, 0);
  simulator.configure({ webhookUrl: undefined });
  const unsent = await simulator.sendEvent('user.updated', {});
  t.match(unsent, { delivered: false, willRetry: false });
  t.same(unsent.attempts, []);
});

test('an API response never waits for the webhook endpoint', async (t) => {
  const { client, simulator } = await arrange(t, () => 'hang');
  const { json } = await client.install(events.id);
  const path = `/meetings/${meetingId}/livestream/status`;
  const result = await client.call(json.access_token, 'PATCH', path, { action: 'start' });
  t.equal(result.status, 204);
  t.same(simulator.deliveries()[0]?.attempts, []);
});

test('removing the app revokes its tokens and sends a deauthorization event', async (t) => {
  const { client, simulator, received } = await arrange(t, accept);
  const { json } = await client.install(events.id);
  t.match(await simulator.deauthorize(events.id), { delivered: true });
  const body = received[0]?.body ?? '{}';
  t.same(checkEvent(body), []);
  t.match(JSON.parse(body).payload, {
    user_id: events.id,
    account_id: events.accountId,
    client_id: 'test-client',
  });
  t.match(await client.call(json.access_token, 'GET', '/users/me'), { status: 401 });
});

test('forged events can be sent: with another secret, an old timestamp, any header or any body', async (t) => {
  const { simulator, received } = await arrange(t, accept);
  await simulator.sendEvent('x', {}, { secretToken: 'wrong', timestamp: 1_600_000_000, body: 'not json' });
  await simulator.sendEvent('x', {}, { headers: { 'x-zm-signature': 'v0=00' }, requestId: 'again' });
  t.match(received[0]?.headers, { 'x-zm-request-timestamp': '1600000000' });
  t.not(received[0]?.headers['x-zm-signature'], `v0=${hmac('v0:1600000000:not json')}`);
  t.match(received[1]?.headers, { 'x-zm-signature': 'v0=00', 'x-zm-request-id': 'again' });
});

test('events can be sent without a host, and for the deletion of a whole series', async (t) => {
  const { client, simulator, received } = await arrange(t, accept);
  await client.install(events.id);
  simulator.state.settings.updatedEvents = 'changed-only';
  const occurrences = [
    { occurrence_id: '1', start_time: '2027-01-01T10:00:00Z', duration: 60, status: 'available' as const },
  ];
  const { id } = simulator.addMeeting({ hostId: events.id, type: 8, occurrences });
  simulator.editMeeting(id, { topic: 'Another' });
  simulator.startMeeting(id);
  simulator.deleteMeeting(id);
  await simulator.eventsDelivered();
  const payloads = Object.fromEntries(
    received.map(({ body }) => {
      const { event, event_ts: at, payload } = JSON.parse(body);
      t.type(at, 'number');
      t.same(checkEvent(body), []);
      return [event, payload];
    }),
  );
  t.same(Object.keys(payloads['meeting.updated'].object), ['id', 'topic']);
  t.match(payloads['meeting.started'].object, { host_email: /@/, occurrences: undefined });
  t.equal(payloads['meeting.deleted'].operation, 'all');
});
