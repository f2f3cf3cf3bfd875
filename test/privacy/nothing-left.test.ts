import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import { type RunningApp, secretsOf, startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, startBulkUpdate } from '../helpers/bulk.ts';
import { findSecrets, recordJourney, secretsSentToZoom } from '../helpers/canaries.ts';
import type { Client } from '../helpers/client.ts';
import { dumpEverything } from '../helpers/dump.ts';
import { isErased, jobsDone, makeJobsDue } from '../helpers/erasure.ts';
import { addHosted, HOST, KINDS, waitUntil } from '../helpers/zoom-host.ts';

/** Creates every kind of data, and returns the values that must not remain. */
async function live(t: Test) {
  const uplink = await startApp(t);
  const { simulator } = uplink;
  simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const journey = recordJourney();
  const host = journey.watch(uplink.client());
  await host.signIn(HOST);
  const personal = new Set<string>();
  for (const kind of KINDS) {
    const { id, path, meeting } = addHosted(simulator, kind, {
      topic: `canary-topic-${kind}`,
      live: true,
    });
    await host.get(path);
    await host.get(`/api/${kind}`);
    await host.patch(path, { stream_key: `canary-key-${kind}` }, { 'if-match': '*' });
    await host.get('/api/meetings/123456789012/livestream');
    await host.get(`${path}?include=stream_key`);
    await host.patch(`${path}/status`, { action: 'start' });
    await bulkUpdateFinished(
      host,
      await startBulkUpdate(host, { kind, meeting_ids: [id], changes: { resolution: '1080p' } }),
    );
    for (const value of [id, meeting.topic, meeting.uuid, `canary-key-${kind}`]) personal.add(value);
  }
  const destination = {
    name: 'canary-destination',
    stream_url: 'rtmp://a.example/b',
    stream_key: 'canary-saved',
  };
  await host.post('/api/destinations', { body: destination });
  for (const value of [destination.name, destination.stream_key]) personal.add(value);
  simulator.expireAccessTokens(HOST);
  await host.get('/api/meetings?type=live', { 'cache-control': 'no-cache' });
  await host.get('/api/me/export');
  await happen(uplink);
  const user = simulator.state.users.get(HOST);
  const person = [user?.id, user?.email, user?.displayName, user?.accountId, user?.pmi];
  for (const value of person) personal.add(value ?? '');
  for (const { id, topic, hostId } of simulator.state.meetings.values())
    if (hostId === HOST) personal.add(id).add(topic);
  return { uplink, host, journey, personal };
}

/** Webhook data about the user, including a stream key. */
async function happen(uplink: RunningApp): Promise<void> {
  const { simulator } = uplink;
  const { id, meeting } = addHosted(simulator, 'meetings', { topic: 'canary-topic-live' });
  const custom = { stream_url: 'rtmp://canary.example/live', stream_key: 'canary-key-live' };
  const live_streaming = {
    service: 'Custom_Live_Streaming_Service',
    custom_live_streaming_settings: { ...custom, page_url: 'https://canary.example/', resolution: '720p' },
  };
  const object = { id: Number(id), uuid: meeting.uuid, host_id: HOST, topic: meeting.topic, live_streaming };
  const account_id = simulator.state.users.get(HOST)?.accountId;
  await simulator.sendEvent('meeting.live_streaming_started', { account_id, object });
  simulator.startMeeting(id);
  simulator.editMeeting(id, { topic: 'canary-topic-edited' });
  simulator.editUser(HOST, { displayName: 'Canary Name' });
  simulator.endMeeting(id);
  await simulator.eventsDelivered();
  await jobsDone(uplink);
  const { rowCount } = await uplink.database.pool.query('select from live_status');
  if (!rowCount) throw new Error('the events were not processed');
}

const ENDINGS: [name: string, end: (uplink: RunningApp, host: Client) => Promise<unknown>][] = [
  ['DELETE /api/me', (_uplink, host) => host.request('DELETE', '/api/me')],
  ['a deauthorization', ({ simulator }) => simulator.deauthorize(HOST)],
];

for (const [name, end] of ENDINGS) {
  t.test(`after ${name}, neither the database nor the log contains anything about the user`, async (t) => {
    const { uplink, host, journey, personal } = await live(t);
    const before = await dumpEverything(uplink);
    t.ok(before.includes(HOST), 'the dump contains data');
    const held = [...personal].filter((value) => before.includes(value));
    t.ok(held.length >= 3, `${held.length} of ${personal.size} were stored`);

    await end(uplink, host);
    await waitUntil(() => isErased(uplink, HOST));
    await jobsDone(uplink);
    await host.get('/api/meetings');

    const secrets = [...personal, ...secretsSentToZoom(uplink), ...journey.browserSecrets];
    secrets.push(createHash('sha256').update(HOST).digest('hex'));
    t.ok(secrets.length > 40, `${secrets.length} values are looked for`);
    t.strictSame(findSecrets(secrets, await dumpEverything(uplink)), [], 'in the database');
    t.strictSame(findSecrets(secrets, uplink.logs.join('')), [], 'in the log');
    t.strictSame(findSecrets(Object.values(secretsOf(uplink)), uplink.logs.join('')), []);
    const { rows } = await uplink.database.pool.query('select * from erased_user');
    t.equal(rows.length, 1, 'except for a keyed hash and a time');
    t.equal(rows[0].user_hash.length, 32);
  });
}

t.test('a failed job does not identify the user, neither in its row nor in the log', async (t) => {
  const { uplink } = await live(t);
  const { pool } = uplink.database;
  await pool.query(`create function reject() returns trigger language plpgsql as $$
    begin raise exception 'rejected for %', old.user_id; end $$`);
  await pool.query(
    'create trigger reject before delete on installation for each row execute function reject()',
  );
  await uplink.simulator.deauthorize(HOST);
  const failed = async () =>
    (await pool.query('select last_error from graphile_worker.jobs where last_error is not null')).rows;
  await waitUntil(async () => (await failed()).length > 0);
  t.notMatch(JSON.stringify(await failed()), HOST);
  t.notOk(uplink.logs.join('').includes(HOST));
  t.match(uplink.logs.join(''), /"msg":"job failed"/);

  await pool.query('drop trigger reject on installation');
  await makeJobsDue(uplink);
  await waitUntil(() => isErased(uplink, HOST));
});
