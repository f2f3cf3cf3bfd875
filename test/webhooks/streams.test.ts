import { test } from 'tap';
import type { Test } from '../helpers/app.ts';
import { startWithWebhooks } from '../helpers/webhook-host.ts';
import { isDirty, meetingPayload, sendWebhook, streaming, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, CONFIGURED, expireCached, HOST } from '../helpers/zoom-host.ts';

async function arrange(t: Test) {
  const { uplink, client } = await startWithWebhooks(t);
  const hosted = addHosted(uplink.simulator);
  const listed = async () => {
    const { json } = await client.get('/api/meetings');
    return json.meetings.find(({ id }: { id: string }) => id === hosted.id);
  };
  return { uplink, client, hosted, listed };
}

test('a start event fills the cache with its configuration, as a read does', async (t) => {
  const { uplink, client, hosted } = await arrange(t);
  const read = await client.get(`${hosted.path}?include=stream_key`);
  await uplink.database.pool.query('delete from livestream');
  uplink.simulator.clearRequests();
  const eventTs = Date.now() - 1000;
  await sendWebhook(
    uplink,
    'meeting.live_streaming_started',
    meetingPayload(hosted.meeting, streaming(CONFIGURED)),
    {
      eventTs,
    },
  );
  const { json, headers } = await client.get(`${hosted.path}?include=stream_key`);
  t.equal(apiCalls(uplink.simulator).length, 0, 'no call to Zoom');
  t.match(json, { ...CONFIGURED, source: 'webhook', stale: false, configured: true });
  t.equal(json.fetched_at, new Date(eventTs).toISOString(), 'as old as the event');
  t.equal(headers.etag, read.headers.etag);
  t.equal(json.stream_key_fingerprint, read.json.stream_key_fingerprint);
  t.notMatch((await client.get(hosted.path)).text, CONFIGURED.stream_key);
  const saved = await client.patch(
    hosted.path,
    { resolution: '1080p' },
    { 'if-match': String(headers.etag) },
  );
  t.match(
    saved,
    { status: 200, json: { resolution: '1080p', source: 'zoom' } },
    'and its tag is valid for an update',
  );
});

test('an event from an hour ago does not count as fresh and does not replace a newer value', async (t) => {
  const { uplink, client, hosted } = await arrange(t);
  const old = { ...CONFIGURED, stream_key: 'an-older-stream-key' };
  const reported = meetingPayload(hosted.meeting, streaming(old));
  await sendWebhook(uplink, 'meeting.live_streaming_started', reported, { eventTs: Date.now() - 3_600_000 });
  t.match((await client.get(`${hosted.path}?include=stream_key`)).json, { ...CONFIGURED, source: 'zoom' });
  await sendWebhook(uplink, 'meeting.live_streaming_started', reported, { eventTs: Date.now() - 1_800_000 });
  t.match((await client.get(`${hosted.path}?include=stream_key`)).json, { ...CONFIGURED, source: 'zoom' });
});

test('an event from a clock that is ahead does not count as fresh, and the time of one from next year is ignored', async (t) => {
  const { uplink, client, hosted } = await arrange(t);
  const ahead = meetingPayload(
    hosted.meeting,
    streaming({ ...CONFIGURED, stream_key: 'from-a-clock-ahead' }),
  );
  await sendWebhook(uplink, 'meeting.live_streaming_started', ahead, { eventTs: Date.now() + 240_000 });
  t.match((await client.get(`${hosted.path}?include=stream_key`)).json, { ...CONFIGURED, source: 'zoom' });
  for (const eventTs of [Date.now() + 365 * 86_400_000, 8.64e15, 1e300])
    await sendWebhook(
      uplink,
      'meeting.live_streaming_stopped',
      meetingPayload(hosted.meeting, { n: eventTs }),
      {
        eventTs,
      },
    );
  const eventTs = Date.now() + 250_000;
  await sendWebhook(
    uplink,
    'meeting.live_streaming_started',
    meetingPayload(hosted.meeting, streaming(CONFIGURED)),
    {
      eventTs,
    },
  );
  const { json } = await client.get('/api/meetings');
  const { live } = json.meetings.find(({ id }: { id: string }) => id === hosted.id);
  t.same(
    live,
    { status: 'live', since: new Date(eventTs).toISOString() },
    'later events still have an effect',
  );
});

test('the list shows a livestream as live since its start, and as idle since its stop', async (t) => {
  const { uplink, hosted, listed } = await arrange(t);
  t.match(await listed(), { live: { status: 'unknown', since: null } });
  const [started, stopped] = [Date.now() - 60_000, Date.now() - 30_000];
  await sendWebhook(
    uplink,
    'meeting.live_streaming_started',
    meetingPayload(hosted.meeting, streaming(CONFIGURED)),
    {
      eventTs: started,
    },
  );
  t.match(await listed(), { live: { status: 'live', since: new Date(started).toISOString() } });
  await sendWebhook(uplink, 'meeting.live_streaming_stopped', meetingPayload(hosted.meeting), {
    eventTs: stopped,
  });
  t.match(await listed(), { live: { status: 'idle', since: new Date(stopped).toISOString() } });
  t.match(
    await listed(),
    { livestream: { stream_url: CONFIGURED.stream_url, stale: false } },
    'the cached value is unchanged',
  );
  await sendWebhook(
    uplink,
    'meeting.live_streaming_started',
    meetingPayload(hosted.meeting, { late: true }),
    {
      eventTs: stopped - 1,
    },
  );
  t.match(await listed(), { live: { status: 'idle' } }, 'an earlier start that arrives late changes nothing');
});

test('a livestream to a built-in service does not change the custom one', async (t) => {
  const { uplink, client, hosted, listed } = await arrange(t);
  await client.get(hosted.path);
  hosted.edit({ page_url: 'https://watch.example/moved' });
  const other = streaming({ stream_url: 'x', stream_key: 'y', page_url: '', resolution: '' }, 'YouTube');
  await sendWebhook(uplink, 'meeting.live_streaming_started', meetingPayload(hosted.meeting, other));
  t.match((await listed()).live, { status: 'live' });
  t.equal(await isDirty(uplink, hosted.id), true);
  t.match((await client.get(hosted.path)).json, { page_url: 'https://watch.example/moved', source: 'zoom' });
});

test('a stream that ends with its meeting is no longer live', async (t) => {
  const { uplink, hosted, listed } = await arrange(t);
  await sendWebhook(
    uplink,
    'meeting.live_streaming_started',
    meetingPayload(hosted.meeting, streaming(CONFIGURED)),
    {
      eventTs: Date.now() - 1000,
    },
  );
  uplink.simulator.startMeeting(hosted.id);
  await webhooksProcessed(uplink);
  t.match((await listed()).live, { status: 'live' });
  uplink.simulator.endMeeting(hosted.id);
  await webhooksProcessed(uplink);
  t.match((await listed()).live, { status: 'idle' });
});

test('while Zoom is unavailable, the configuration from an event is returned as stale', async (t) => {
  const { uplink, client, hosted } = await arrange(t);
  await sendWebhook(
    uplink,
    'meeting.live_streaming_started',
    meetingPayload(hosted.meeting, streaming(CONFIGURED)),
  );
  await expireCached(uplink, HOST);
  uplink.simulator.addFault({ path: hosted.zoomPath, kind: 'answer', status: 500, times: Infinity });
  t.match(await client.get(hosted.path), { status: 200, json: { source: 'webhook', stale: true } });
});
