import { mock } from 'node:test';
import { test } from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { createReceiveWebhook } from '../../src/webhooks/receive.ts';
import { CLIENT, type RunningApp, startApp } from '../helpers/app.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../helpers/database-proxy.ts';
import {
  meetingPayload,
  seconds,
  sendBytes,
  signatureOf,
  streaming,
  webhooksProcessed,
} from '../helpers/webhooks.ts';
import { addHosted, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

const EVENTS = 12;
/** The response; the end of this file tests its timing. */
const PATIENT = { limitMs: 30_000 };

/**
 * An instance whose database can be made unreachable, and a second one that can always reach it.
 */
async function arrange(t: Parameters<typeof startApp>[0]) {
  const beside = await startApp(t);
  await beside.signIn(HOST);
  const gate = await startDatabaseProxy(t, beside.databaseUrl);
  const { config, simulator } = beside;
  const uplink = await startApp(t, { sharedWith: { config, simulator, databaseUrl: gate.url } });
  simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  return { beside, uplink, gate, simulator };
}

async function sendDuringOutage(beside: RunningApp, simulator: RunningApp['simulator']) {
  const hosted = Array.from({ length: EVENTS }, () => addHosted(simulator));
  const send = async ({ meeting }: (typeof hosted)[number]) => {
    const reported = meetingPayload(meeting, streaming(CONFIGURED));
    const { status } = await simulator.sendEvent('meeting.live_streaming_started', reported, PATIENT);
    return status;
  };
  const statuses = await Promise.all(hosted.map(send));
  const { rows } = await beside.database.pool.query('select count(*)::int as stored from webhook_event');
  return { statuses, stored: rows[0].stored };
}

const ways: Record<string, (gate: DatabaseProxy) => void> = {
  'rejects connections': (gate) => gate.cut(),
  'accepts connections and never responds': (gate) => gate.blackhole(),
};

for (const [name, take] of Object.entries(ways)) {
  test(`with a database that ${name}, an event is 503, and Zoom’s retry is applied once`, async (t) => {
    const { beside, uplink, gate, simulator } = await arrange(t);
    take(gate);
    const { statuses, stored } = await sendDuringOutage(beside, simulator);
    t.same([...new Set(statuses)], [503], 'never 2xx or 4xx');
    t.equal(stored, 0);
    const late = await sendBytes(uplink, '{"event":"x"}', {
      timestamp: String(Math.floor(Date.now() / 1000) - 1500),
    });
    t.match(late, { status: 503, headers: { 'retry-after': /^\d+$/ }, code: 'temporarily_unavailable' });
    t.match(
      await sendBytes(uplink, '{"event":"x"}', { secretToken: 'wrong' }),
      { status: 401 },
      'but a forged event gets 4xx',
    );
    t.equal(simulator.deliveries().filter(({ willRetry }) => willRetry).length, EVENTS);

    gate.open();
    for (let round = 0; round < 3; round += 1) await simulator.deliverRetries();
    t.equal(
      simulator.deliveries().filter(({ delivered }) => delivered).length,
      EVENTS,
      'all are accepted when the database is available again',
    );
    for (const { body } of simulator.deliveries())
      t.match(await sendBytes(uplink, body), { status: 200 }, 'Zoom’s retry of an accepted event');
    await webhooksProcessed(beside);
    const { rows } = await beside.database.pool.query(
      `select (select count(*) from webhook_event where done_at is not null)::int as done,
              (select count(*) from live_status where state = 'live')::int as live,
              (select count(*) from livestream where version = 1 and source = 'webhook')::int as filled`,
    );
    t.same(rows, [{ done: EVENTS, live: EVENTS, filled: EVENTS }], 'each is processed once');
  });
}

test('an instance that has not connected to its database accepts no event', async (t) => {
  const beside = await startApp(t);
  const gate = await startDatabaseProxy(t, beside.databaseUrl);
  gate.cut();
  const { config, simulator } = beside;
  const uplink = await startApp(t, { sharedWith: { config, simulator, databaseUrl: gate.url } });
  t.match(await sendBytes(uplink, '{"event":"x"}'), { status: 503, code: 'temporarily_unavailable' });
});

test('a store that never responds is cancelled before Zoom’s timeout', async (t) => {
  const never = () => new Promise<never>(() => {});
  const receive = createReceiveWebhook({
    inbox: { take: never, hasSeen: never, open: never, finish: never },
    secretToken: new Secret(CLIENT.webhookSecretToken),
    count() {},
  });
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  for (const age of [0, -1500]) {
    const body = Buffer.from('{"event":"x"}');
    const timestamp = seconds(age);
    let rejection: unknown;
    receive({ body, timestamp, signature: signatureOf(body, timestamp) }).catch((error: unknown) => {
      rejection = error;
    });
    mock.timers.tick(2_000);
    await new Promise((resolve) => setImmediate(resolve));
    t.match(rejection, { code: 'temporarily_unavailable' }, 'after two seconds of the three that Zoom waits');
  }
});
