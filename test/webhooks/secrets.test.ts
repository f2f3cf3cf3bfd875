import { Client } from 'pg';
import { test } from 'tap';
import { CLIENT, startApp } from '../helpers/app.ts';
import { findSecrets } from '../helpers/canaries.ts';
import { startWithWebhooks } from '../helpers/webhook-host.ts';
import {
  dump,
  enableWebhooks,
  meetingPayload,
  seconds,
  sendBytes,
  sendWebhook,
  signatureOf,
  streaming,
  webhooksProcessed,
} from '../helpers/webhooks.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

const KEY = 'canary-key-of-an-event-7h2k9';
const settings = {
  stream_url: 'rtmp://ingest.example/canary-address',
  stream_key: KEY,
  page_url: 'https://watch.example/canary-page',
  resolution: '1080p',
};
/** Personal data in a body, which must not be in a log or in a plain column. */
const PERSONAL = ['topic-canary', 'operator-canary@northside.example', 'uuid-canary=='];

test('a stream key of an event is never stored or logged in plain text, before or after processing', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const hosted = addHosted(uplink.simulator);
  const holder = new Client({ connectionString: uplink.databaseUrl });
  await holder.connect();
  t.teardown(() => holder.end());
  await holder.query('begin');
  await holder.query('lock table live_status in exclusive mode');
  const body = JSON.stringify({
    event: 'meeting.live_streaming_started',
    event_ts: Date.now(),
    payload: meetingPayload(hosted.meeting, streaming(settings)),
  });
  t.match(
    await sendBytes(uplink, body),
    { status: 200, text: '' },
    'an event is acknowledged while processing is blocked',
  );
  const waiting = await dump(uplink);
  t.match(waiting, 'meeting.live_streaming_started', 'the event is pending');
  t.same(
    findSecrets([KEY, settings.stream_url, settings.page_url, ...PERSONAL, HOST], recorded(waiting)),
    [],
  );
  await holder.query('rollback');
  await webhooksProcessed(uplink);
  t.match((await client.get(`${hosted.path}?include=stream_key`)).json, {
    stream_key: KEY,
    source: 'webhook',
  });
  const done = await dump(uplink);
  t.same(findSecrets([KEY, settings.stream_url, settings.page_url, ...PERSONAL], done), []);
  const { rows } = await uplink.database.pool.query('select payload from webhook_event');
  t.same(rows, [{ payload: null }], 'the body is deleted after processing');
  t.same(
    findSecrets(
      [KEY, settings.stream_url, ...PERSONAL, hosted.id, HOST, CLIENT.webhookSecretToken],
      uplink.logs.join('\n'),
    ),
    [],
  );
});

/** Excludes the tables that must contain the user ID. */
function recorded(text: string): string {
  const tables = text.split(/\n(?=(?:public|graphile_worker)\.)/);
  return tables.filter((table) => /^(public\.notification|graphile_worker\.)/.test(table)).join('\n');
}

test('rejected and failed requests are not logged either', async (t) => {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  await uplink.signIn(HOST);
  const hosted = addHosted(uplink.simulator);
  const body = JSON.stringify({
    event: 'meeting.live_streaming_started',
    payload: meetingPayload(hosted.meeting, streaming(settings)),
  });
  const stamp = seconds();
  const signature = signatureOf(body, stamp);
  await sendBytes(uplink, body, { secretToken: 'wrong' });
  await sendBytes(uplink, body, { timestamp: seconds(-9000) });
  await sendBytes(uplink, `${body}{`);
  await sendBytes(uplink, body.padEnd(300_000));
  await sendBytes(uplink, body, { headers: { 'content-type': 'text/plain' } });
  await uplink.database.pool.query('alter table live_status rename to elsewhere');
  t.match(await sendBytes(uplink, body, { timestamp: stamp }), { status: 200 });
  const failed = async () =>
    (await uplink.database.pool.query('select from graphile_worker.jobs where last_error is not null'))
      .rowCount;
  while ((await failed()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const text = await dump(uplink);
  await uplink.database.pool.query('alter table elsewhere rename to live_status');
  await webhooksProcessed(uplink);
  t.match(uplink.logs.join('\n'), 'job failed', 'the failure is reported to operators');
  t.same(findSecrets([KEY, settings.stream_url, ...PERSONAL], text), []);
  t.same(
    findSecrets([KEY, settings.stream_url, ...PERSONAL, hosted.id, HOST, signature], uplink.logs.join('\n')),
    [],
  );
});

test('the content of an unknown event is not logged', async (t) => {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  await uplink.signIn(HOST);
  await sendWebhook(uplink, 'some.event', { object: { host_id: HOST, secret: KEY, topic: PERSONAL[0] } });
  t.same(findSecrets([KEY, ...PERSONAL], await dump(uplink)), []);
  t.same(findSecrets([KEY, ...PERSONAL], uplink.logs.join('\n')), []);
});
