import { test } from 'tap';
import { createDataKey } from '../../src/crypto/data-key.ts';
import { readFenceWithoutRow } from '../../src/livestreams/cache-reads.ts';
import { storeCached } from '../../src/livestreams/cache-store.ts';
import type { RunningApp } from '../helpers/app.ts';
import { lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { createLatch, type Latch } from '../helpers/latch.ts';
import { startWithWebhooks } from '../helpers/webhook-host.ts';
import { isDirty, meetingPayload, sendWebhook, streaming, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, CONFIGURED, HOST, waitUntil } from '../helpers/zoom-host.ts';

const EDITED = { page_url: 'https://watch.example/edited' };

/**
 * Zoom's response to the next read: created before the following events and delivered after them.
 */
function holdResponse(simulator: RunningApp['simulator'], path: string): Latch {
  const response = createLatch();
  simulator.addFault({
    method: 'GET',
    path,
    kind: 'answer',
    status: 200,
    body: CONFIGURED,
    until: response.until,
  });
  return response;
}

test('an event during a call to Zoom keeps the response from counting as fresh', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const { simulator } = uplink;
  const about = async (name: string, known: boolean) => {
    const hosted = addHosted(simulator);
    if (known) await client.get(hosted.path);
    if (known)
      await sendWebhook(uplink, 'meeting.updated', meetingPayload(hosted.meeting), {
        eventTs: Date.now() - 1000,
      });
    simulator.clearRequests();
    const response = holdResponse(simulator, hosted.zoomPath);
    let isOver = false;
    const reading = client.get(hosted.path).finally(() => {
      isOver = true;
    });
    await waitUntil(() => apiCalls(simulator, { path: hosted.zoomPath }).length === 1);
    hosted.edit(EDITED);
    const reported = name.endsWith('streaming_started') ? streaming({ ...CONFIGURED, ...EDITED }) : {};
    await sendWebhook(uplink, name, meetingPayload(hosted.meeting, reported));
    t.equal(isOver, false, `${name} was processed in the meantime`);
    response.release();
    t.match(await reading, { status: 200, json: { page_url: CONFIGURED.page_url } });
    t.match((await client.get(hosted.path)).json, { ...EDITED, stale: false }, name);
  };
  await about('meeting.updated', true);
  await about('meeting.updated', false);
  await about('meeting.live_streaming_started', true);
  await about('meeting.live_streaming_started', false);
});

test('a change of the user’s settings during the first call to Zoom has the same effect', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const { simulator } = uplink;
  for (const hosted of [addHosted(simulator), addHosted(simulator)]) {
    simulator.clearRequests();
    const response = holdResponse(simulator, hosted.zoomPath);
    const reading = client.get(hosted.path);
    await waitUntil(() => apiCalls(simulator, { path: hosted.zoomPath }).length === 1);
    hosted.edit(EDITED);
    await sendWebhook(uplink, 'user.settings_updated', { object: { id: HOST } });
    response.release();
    t.match(await reading, { status: 200, json: { page_url: CONFIGURED.page_url } });
    t.match((await client.get(hosted.path)).json, { ...EDITED, stale: false });
    t.match((await client.get(hosted.path)).json, { ...EDITED, source: 'cache' }, 'and is then a duplicate');
  }
});

test('a value that is first cached while the user’s settings change does not count as clean', async (t) => {
  const { uplink } = await startWithWebhooks(t);
  const { sql } = uplink.database;
  const meeting = { kind: 'meeting', id: '81000000001' } as const;
  const configuration = { streamUrl: '', streamKey: '', pageUrl: '', resolution: null };
  const fence = await readFenceWithoutRow(sql, HOST);
  const fetched = { fence, configuration, source: 'zoom', ageMs: 0 } as const;
  const release = await lockRows(
    uplink,
    'update installation set settings_event_at = now() where user_id = $1',
    [HOST],
  );
  const storing = storeCached(sql, { userId: HOST, dataKey: createDataKey() }, meeting, fetched);
  await lockWaiters(uplink, 1);
  await release();
  t.match(await storing, { clean: false });
});

test('an event during an update leaves no outdated cached value that counts as fresh', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const { simulator } = uplink;
  const about = async (name: string, reported: object) => {
    const hosted = addHosted(simulator);
    const { headers } = await client.get(hosted.path);
    const update = createLatch();
    simulator.addFault({ method: 'PATCH', path: hosted.zoomPath, kind: 'delay', until: update.until });
    let isOver = false;
    const saving = client
      .patch(hosted.path, { page_url: 'https://watch.example/saved' }, { 'if-match': String(headers.etag) })
      .finally(() => {
        isOver = true;
      });
    await waitUntil(() => apiCalls(simulator, { path: hosted.zoomPath, method: 'PATCH' }).length === 1);
    await sendWebhook(uplink, name, meetingPayload(hosted.meeting, reported));
    t.equal(isOver, false, `${name} was processed in the meantime`);
    t.equal(await isDirty(uplink, hosted.id), true, 'dirty during the write');
    update.release();
    t.match(await saving, { status: 200, json: { page_url: 'https://watch.example/saved' } });
    hosted.edit(EDITED);
    t.match((await client.get(hosted.path)).json, { ...EDITED, source: 'zoom', stale: false }, name);
    const { rows } = await uplink.database.pool.query('select from livestream where write_owner is not null');
    t.equal(rows.length, 0, 'and the update has ended');
  };
  await about('meeting.updated', {});
  await about('meeting.live_streaming_started', streaming(CONFIGURED));
  await about('meeting.deleted', {});
});

test('an older event does not undo Zoom’s response that a meeting was deleted', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const hosted = addHosted(uplink.simulator);
  await client.get(hosted.path);
  uplink.simulator.deleteMeeting(hosted.id);
  await webhooksProcessed(uplink);
  t.match(await client.get(hosted.path), { status: 404 });
  const started = meetingPayload(hosted.meeting, streaming(CONFIGURED));
  await sendWebhook(uplink, 'meeting.live_streaming_started', started, { eventTs: Date.now() - 20_000 });
  t.match(await client.get(hosted.path), { status: 404, json: { code: 'meeting_not_found' } });
});
