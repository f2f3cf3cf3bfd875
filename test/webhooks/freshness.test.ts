import { test } from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { createReceiveWebhook } from '../../src/webhooks/receive.ts';
import { CLIENT, startApp } from '../helpers/app.ts';
import { freePort } from '../helpers/free-port.ts';
import { enableWebhooks, seconds, sendBytes, signatureOf, webhooksProcessed } from '../helpers/webhooks.ts';

const SENT_AT = 1_739_923_528_000;
const MINUTE = 60_000;

/** The status for a webhook of this age: 200 or the problem's. */
async function respondAt(age: number, { seen = false, event = 'meeting.updated' } = {}) {
  let taken = 0;
  const receive = createReceiveWebhook({
    inbox: {
      hasSeen: async () => seen,
      take: async () => {
        taken += 1;
      },
      open: async () => [],
      finish: async () => {},
    },
    secretToken: new Secret(CLIENT.webhookSecretToken),
    count: () => {},
    now: () => SENT_AT + age,
  });
  const body = Buffer.from(JSON.stringify({ event, payload: { plainToken: 'abc' } }));
  const timestamp = String(SENT_AT / 1000);
  const status = await receive({ timestamp, signature: signatureOf(body, timestamp), body }).then(
    () => 200,
    (error) => error.status,
  );
  return { status, taken };
}

test('an event within five minutes of now is accepted, duplicate or not', async (t) => {
  for (const age of [0, 1000, 5 * MINUTE, -1000, -5 * MINUTE])
    for (const seen of [false, true])
      t.same(await respondAt(age, { seen }), { status: 200, taken: 1 }, `${age}`);
});

test('an event from five minutes to two hours ago is accepted if it is not a duplicate', async (t) => {
  for (const age of [5 * MINUTE + 1, 25 * MINUTE, 85 * MINUTE, 120 * MINUTE]) {
    t.same(await respondAt(age), { status: 200, taken: 1 }, `${age}`);
    t.same(await respondAt(age, { seen: true }), { status: 401, taken: 0 }, `${age}, seen`);
  }
});

test('an older event, one from the future, and such a URL validation are rejected', async (t) => {
  for (const age of [120 * MINUTE + 1, 24 * 60 * MINUTE, SENT_AT, -5 * MINUTE - 1, -85 * MINUTE, -1e14])
    for (const event of ['meeting.updated', 'endpoint.url_validation'])
      t.same(await respondAt(age, { event }), { status: 401, taken: 0 }, `${event} of ${age} ms`);
});

test('over HTTP, the signed timestamp decides', async (t) => {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  const { simulator, database } = uplink;
  const send = async (name: string, secondsAgo: number) => {
    const timestamp = Math.floor(Date.now() / 1000) - secondsAgo;
    const options = { body: JSON.stringify({ event: 'some.event', payload: { name } }), timestamp };
    return (await simulator.sendEvent('some.event', {}, options)).status;
  };
  t.equal(await send('new', 0), 200);
  t.equal(await send('new', 0), 200, 'again while it is fresh');
  t.equal(await send('new', 1500), 401, 'replayed half an hour later');
  t.equal(await send('late', 85 * 60), 200, 'Zoom’s last retry');
  t.equal(await send('late', 85 * 60), 401, 'and a second time');
  t.equal(await send('late', 0), 200, 'with a new signature it is fresh, although it is a duplicate');
  t.equal(await send('too late', 2 * 3600 + 60), 401);
  t.equal(await send('of the future', -6 * 60), 401);
  t.equal(await send('of a clock that is ahead', -4 * 60), 200);
  await webhooksProcessed(uplink);
  t.equal((await database.pool.query('select from webhook_event')).rowCount, 3);
});

test('the same body twice is processed once, serially and concurrently', async (t) => {
  const port = await freePort();
  const uplink = await startApp(t, { env: { METRICS_PORT: String(port) } });
  const body = JSON.stringify({ event: 'some.event', payload: { once: true } });
  const responses = await Promise.all(Array.from({ length: 20 }, () => sendBytes(uplink, body)));
  t.same([...new Set(responses.map(({ status }) => status))], [200]);
  await webhooksProcessed(uplink);
  t.equal((await sendBytes(uplink, body)).status, 200);
  t.equal((await sendBytes(uplink, body, { timestamp: seconds(-1) })).status, 200);
  const { rows } = await uplink.database.pool.query(
    `select (select count(*) from webhook_event)::int as stored,
            (select count(*) from graphile_worker.jobs where task_identifier = 'events')::int as jobs`,
  );
  t.same(rows, [{ stored: 1, jobs: 0 }], 'no job was created for processed events');
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  t.match(metrics, 'uplink_events_worked_total{event="other",result="unknown_event"} 1\n');
});
