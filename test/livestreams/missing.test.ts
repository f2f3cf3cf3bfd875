import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { addHosted, apiCalls, HOST, KINDS, STRANGER, waitUntil } from '../helpers/zoom-host.ts';

const OVERWRITE = { 'if-match': '*' };

/**
 * Two instances that have both cached the livestream in memory, and a meeting that is then
 * transferred to another host.
 */
async function start(t: Test, kind: (typeof KINDS)[number] = 'meetings') {
  const uplink = await startApp(t);
  const other = await startApp(t, { sharedWith: uplink });
  const [host, elsewhere] = [await uplink.signIn(HOST), await other.signIn(HOST)];
  const hosted = addHosted(uplink.simulator, kind);
  const { path, meeting } = hosted;
  for (const client of [host, elsewhere]) t.equal((await client.get(path)).status, 200);
  meeting.hostId = STRANGER;
  uplink.simulator.clearRequests();
  t.match(
    await elsewhere.get(path),
    { status: 200, json: { source: 'cache' } },
    'Uplink has not noticed yet',
  );
  return { ...hosted, uplink, host, elsewhere, simulator: uplink.simulator };
}

for (const kind of KINDS) {
  for (const [what, send] of Object.entries({
    'a rejected update': (client, { path }) => client.patch(path, { resolution: '1080p' }, OVERWRITE),
    'a rejected start': (client, { path }) => client.patch(`${path}/status`, { action: 'start' }),
    'a rejected stop': (client, { path }) => client.patch(`${path}/status`, { action: 'stop' }),
    'a read from Zoom': (client, { path }) => client.get(path, { 'cache-control': 'no-cache' }),
    'a readiness check': (client, { id }) => client.get(`/api/${kind}/${id}/preflight`),
  } as Record<
    string,
    (client: Client, meeting: { id: string; path: string }) => ReturnType<Client['get']>
  >)) {
    t.test(`${kind}: ${what} with 404 drops the cached livestream on every instance`, async (t) => {
      const { host, elsewhere, path, id } = await start(t, kind);
      t.match(await send(host, { id, path }), { status: 404, json: { code: 'meeting_not_found' } });
      for (const client of [host, elsewhere]) {
        await waitUntil(async () => (await client.get(path)).status === 404);
        const response = await client.get(`${path}?include=stream_key`);
        t.match(response, { status: 404, json: { code: 'meeting_not_found' } });
        t.notMatch(response.text, /9z7q/, 'its key is not revealed');
      }
    });
  }
}

t.test('a bulk update whose row is rejected with 404 drops the cached livestream', async (t) => {
  const { host, elsewhere, path, id } = await start(t);
  const body = { meeting_ids: [id], changes: { resolution: '1080p' }, dry_run: false };
  const { status, json } = await host.post('/api/bulk-updates', { body });
  t.equal(status, 202);
  await waitUntil(async () => (await host.get(`/api/bulk-updates/${json.id}`)).json.status === 'done');
  for (const client of [host, elsewhere])
    await waitUntil(async () => (await client.get(path)).status === 404);
});

t.test('reads of a missing meeting publish one event, when its livestream is dropped', async (t) => {
  const { host, path, id, uplink, simulator } = await start(t);
  const { rows } = await uplink.database.pool.query('select max(id) as newest from user_event');
  const stream = await openEvents(t, host);
  for (let count = 0; count < 5; count += 1)
    t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 404);
  t.match(await stream.next('livestream'), { data: { kind: 'meetings', meeting_id: id } });
  const published = await uplink.database.pool.query('select from user_event where id > $1', [
    rows[0].newest ?? 0,
  ]);
  t.equal(published.rowCount, 1);
  t.equal(apiCalls(simulator).length, 5, 'one call for each read');
});

t.test('reads of a meeting that was never cached, and is missing, publish nothing', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { path, meeting } = addHosted(uplink.simulator);
  meeting.hostId = STRANGER;
  const count = async () => (await uplink.database.pool.query('select from user_event')).rowCount;
  const before = await count();
  for (const send of [
    () => host.get(path),
    () => host.patch(path, { resolution: '1080p' }, OVERWRITE),
    () => host.get(path),
  ])
    t.equal((await send()).status, 404);
  t.equal(await count(), before);
});
