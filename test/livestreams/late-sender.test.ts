import { randomUUID } from 'node:crypto';
import t from 'tap';
import { createDataKey } from '../../src/crypto/data-key.ts';
import { storeIntent, takeWriteLease } from '../../src/livestreams/write-lease-store.ts';
import { startApp } from '../helpers/app.ts';
import { createLatch } from '../helpers/latch.ts';
import { enableWebhooks, meetingPayload, sendWebhook } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';

t.test('a delayed update overwrites nothing that was saved in the meantime', async (t) => {
  const slow = await startApp(t);
  const { simulator, database } = slow;
  const other = await startApp(t, { sharedWith: slow });
  const host = await slow.signIn(HOST);
  const elsewhere = other.client();
  for (const [name, value] of host.cookies) elsewhere.cookies.set(name, value);
  const { id, path, zoomPath, atZoom } = addHosted(simulator);
  await host.get(path);

  // The token is rejected, and the refresh takes longer than the lease.
  const refreshing = createLatch();
  simulator.addFault({ kind: 'answer', status: 401, body: { code: 124 }, method: 'PATCH', path: zoomPath });
  simulator.addFault({ kind: 'delay', until: refreshing.until, path: '/oauth/token' });
  const late = host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  await waitUntil(() => refreshes(simulator).length === 1);
  await database.pool.query(
    "update livestream set write_until = now() - interval '1 second' where meeting_id = $1",
    [id],
  );
  const saved = await elsewhere.patch(path, { page_url: 'https://watch.example/new' }, { 'if-match': '*' });
  t.equal(saved.status, 200);

  refreshing.release();
  t.match(await late, { status: 503, json: { code: 'temporarily_unavailable' } });
  t.match(atZoom(), { page_url: 'https://watch.example/new', resolution: '720p' });
  t.equal(apiCalls(simulator, { method: 'PATCH', path: zoomPath }).length, 2, 'it was not sent again');
  t.match((await host.get(path)).json, { page_url: 'https://watch.example/new', resolution: '720p' });
});

t.test('the effect of a webhook during a delayed and rejected update is kept', async (t) => {
  const uplink = await startApp(t);
  const { simulator } = uplink;
  enableWebhooks(uplink);
  const host = await uplink.signIn(HOST);
  const { meeting, path, zoomPath, edit } = addHosted(simulator);
  await host.get(path);

  const reading = createLatch();
  const read = simulator.addFault({ kind: 'delay', until: reading.until, method: 'GET', path: zoomPath });
  simulator.addFault({ kind: 'answer', status: 401, body: { code: 124 }, method: 'PATCH', path: zoomPath });
  simulator.addFault({ kind: 'answer', status: 400, body: { code: 300 }, method: 'PATCH', path: zoomPath });
  const rejected = host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  await waitUntil(() => read.met === 1);
  await sendWebhook(uplink, 'meeting.updated', meetingPayload(meeting));
  reading.release();
  t.ok((await rejected).status >= 400);
  t.equal(apiCalls(simulator, { method: 'PATCH', path: zoomPath }).length, 2);
  edit({ page_url: 'https://watch.example/edited' });
  t.match((await host.get(path)).json, { page_url: 'https://watch.example/edited', source: 'zoom' });
});

t.test('the age of a value that is recorded late counts from the call to Zoom', async (t) => {
  const { database, ...uplink } = await startApp(t);
  await uplink.signIn(HOST);
  const owner = randomUUID();
  const meeting = { kind: 'meeting', id: '9007199254740993' } as const;
  const host = { userId: HOST, dataKey: createDataKey() };
  const configuration = { streamUrl: 'rtmp://a', streamKey: 'b', pageUrl: 'https://c', resolution: null };
  const taken = await takeWriteLease(database.sql, host, meeting, { instanceId: owner });
  if (taken === undefined) throw new Error('There is another writer.');
  const intent = { kind: 'updated', before: configuration, wanted: configuration } as const;
  const record = {
    instanceId: owner,
    fence: taken.fence,
    intent,
    requestedMsAgo: 60_000,
    isRetry: true,
    change: undefined,
  };
  t.ok(await storeIntent(database.sql, host, meeting, record));
  const { rowCount } = await database.pool.query(
    "select from livestream where meeting_id = $1 and fetched_at <= now() - interval '1 minute'",
    [meeting.id],
  );
  t.equal(rowCount, 1);
});
