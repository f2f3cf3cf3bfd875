import { test } from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { createRecordLiveStatus } from '../../src/livestreams/record-live-status.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import type { Test } from '../helpers/app.ts';
import { blockInserts, lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { isErased, makeJobsDue } from '../helpers/erasure.ts';
import { startWithWebhooks } from '../helpers/webhook-host.ts';
import { failedJobs, meetingPayload, sendWebhook, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, HOST, waitUntil } from '../helpers/zoom-host.ts';

/** A host's meeting, and a second recorder of its live status besides the app's. */
async function arrange(t: Test) {
  const { uplink, client } = await startWithWebhooks(t);
  const hosted = addHosted(uplink.simulator, 'meetings', { live: true });
  const { database, config } = uplink;
  const userCache = createUserCache({ isTrusted: () => false });
  const installations = createInstallations({
    database,
    keyRing: createKeyRing(config.encryptionKeys),
    userCache,
    invalidateUser: async () => {},
    publish: createPublish(database),
    countReconnect() {},
  });
  const recordLiveStatus = createRecordLiveStatus({
    database,
    installations,
    userCache,
    publish: createPublish(database),
  });
  const record = (status: 'live' | 'stopped' | 'meeting_ended', at: number) =>
    recordLiveStatus(HOST, { kind: 'meeting', id: hosted.id }, { status, at, by: 'zoom' });
  const history = async () =>
    (await client.get(`${hosted.path}/history`)).json.changes.map(
      ({ kind, by }: { kind: string; by: string }) => `${kind} by ${by}`,
    );
  const reported = async () => {
    const { rows } = await database.pool.query<{ status: string }>(
      "select data->>'status' as status from user_event where event = 'live' order by id",
    );
    return rows.map(({ status }) => status);
  };
  return { uplink, client, hosted, record, history, reported };
}

test('a stop that could not be published is published when its event is retried', async (t) => {
  const { uplink, hosted, history, reported } = await arrange(t);
  const { pool } = uplink.database;
  await sendWebhook(uplink, 'meeting.live_streaming_started', meetingPayload(hosted.meeting), {
    eventTs: Date.now() - 1000,
  });
  t.strictSame(await reported(), ['live']);
  await pool.query("alter table user_event add constraint nothing check (event <> 'live') not valid");
  await uplink.simulator.sendEvent('meeting.live_streaming_stopped', meetingPayload(hosted.meeting));
  await waitUntil(async () => (await failedJobs(uplink)) === 1);
  t.strictSame(await reported(), ['live']);
  await pool.query('alter table user_event drop constraint nothing');
  await makeJobsDue(uplink);
  await webhooksProcessed(uplink);
  t.strictSame(await reported(), ['live', 'idle']);
  t.strictSame(await history(), ['stopped by zoom', 'started by zoom'], 'and is in the history once');
});

test('a start by Uplink with a concurrent event is in the history once, by Uplink', async (t) => {
  const { uplink, client, hosted, history } = await arrange(t);
  const release = await blockInserts(uplink, 'livestream_change');
  const starting = client.patch(`${hosted.path}/status`, { action: 'start' });
  await lockWaiters(uplink, 2);
  await release();
  t.equal((await starting).status, 204);
  await webhooksProcessed(uplink);
  t.strictSame(await history(), ['started by uplink']);
});

test('a concurrent start and end are both in the history', async (t) => {
  const { uplink, record, history, reported } = await arrange(t);
  const release = await blockInserts(uplink, 'livestream_change');
  const started = record('live', Date.now() - 1000);
  await lockWaiters(uplink, 1);
  const ended = record('meeting_ended', Date.now());
  await lockWaiters(uplink, 2);
  await release();
  await Promise.all([started, ended]);
  t.strictSame(await history(), ['stopped by zoom', 'started by zoom']);
  t.strictSame(await reported(), ['live', 'idle']);
});

test('recording a start during an erasure blocks neither', async (t) => {
  const { uplink, client, record } = await arrange(t);
  await record('meeting_ended', Date.now() - 1000);
  const release = await blockInserts(uplink, 'livestream_change');
  const noting = record('live', Date.now());
  await lockWaiters(uplink, 1);
  const erasing = client.request('DELETE', '/api/me');
  await lockWaiters(uplink, 2);
  await release();
  await t.resolves(noting);
  t.equal((await erasing).status, 204);
  t.equal(await isErased(uplink, HOST), true);
});

test('nothing is recorded about a user who was erased in the meantime', async (t) => {
  const { uplink, record } = await arrange(t);
  const release = await lockRows(uplink, 'delete from installation where user_id = $1', [HOST]);
  const noting = record('live', Date.now());
  await lockWaiters(uplink, 1);
  await release();
  await t.resolves(noting);
  t.equal(await isErased(uplink, HOST), true);
});
