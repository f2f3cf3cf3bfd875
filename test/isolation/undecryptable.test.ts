import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { startBulkUpdate } from '../helpers/bulk.ts';
import { isErased, jobsDone } from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { addHosted, changeRows, HOST, waitUntil } from '../helpers/zoom-host.ts';

/** Kinds of damage to a wrapped data key, as SQL. */
const DAMAGE: [name: string, sql: string][] = [
  ['empty', `''::bytea`],
  ['damaged', `set_byte(data_key, 20, get_byte(data_key, 20) # 255)`],
  ['encrypted with a key that is not configured', `set_byte(data_key, 1, get_byte(data_key, 1) # 255)`],
];

const DESTINATION = { name: 'Channel', stream_url: 'rtmp://a.example/b', stream_key: 'canary-saved-key' };

/** A signed-in user with rows in every table, whose data key can't be decrypted. */
async function start(t: Test, damage: string) {
  const uplink = await startApp(t);
  uplink.simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const host = await uplink.signIn(HOST);
  const { path, id } = addHosted(uplink.simulator);
  await host.get('/api/meetings');
  await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  await host.post('/api/destinations', { body: DESTINATION });
  await changeRows(uplink, HOST, `update installation set data_key = ${damage} where user_id = $1`);
  return { uplink, host, path, id };
}

for (const [name, damage] of DAMAGE) {
  t.test(
    `a data key that is ${name} counts as a lost connection, which a new authorization repairs`,
    async (t) => {
      const { uplink, host, path, id } = await start(t, damage);
      t.match(await host.get('/api/me'), {
        status: 200,
        json: {
          user: { id: HOST },
          connection: { status: 'reconnect_required', reconnect_url: /\/install$/ },
        },
      });
      const requests: [method: string, path: string, body?: object][] = [
        ['GET', '/api/meetings'],
        ['GET', path],
        ['GET', `${path}/history`],
        ['PATCH', path, { resolution: '720p' }],
        ['PATCH', `${path}/status`, { action: 'start' }],
        ['GET', '/api/destinations'],
        ['POST', '/api/destinations', DESTINATION],
        ['POST', '/api/bulk-updates', { meeting_ids: [id], changes: { resolution: '720p' } }],
      ];
      for (const [method, address, body] of requests) {
        const headers = { 'if-match': '*' };
        const response = await host.request(method, address, { headers, ...(body && { body }) });
        t.match(response, { status: 403, json: { code: 'reconnect_required' } }, `${method} ${address}`);
      }
      t.equal((await host.get('/api/sessions')).status, 200);
      t.ok((await host.get('/api/me/export')).status < 500);
      t.ok((await host.get(`/api/meetings/${id}/preflight`)).status < 500);

      const again = await uplink.signIn(HOST);
      t.match((await again.get('/api/me')).json, {
        user: { display_name: uplink.simulator.state.users.get(HOST)?.displayName },
        connection: { status: 'connected' },
      });
      t.match(await again.get(path), { status: 200, json: { resolution: '1080p', stale: false } });
      t.same(
        (await again.get(`${path}/history`)).json.changes,
        [],
        'values that cannot be decrypted are dropped',
      );
      t.same((await again.get('/api/destinations')).json.destinations, []);
      t.equal((await again.post('/api/destinations', { body: DESTINATION })).status, 201);
    },
  );
}

const [, , [, MISSING]] = DAMAGE as [unknown, unknown, [string, string]];

t.test('such a user can be erased, by request and by deauthorization', async (t) => {
  const { uplink, host } = await start(t, MISSING);
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  t.ok(await isErased(uplink, HOST));

  await uplink.signIn(HOST);
  await changeRows(uplink, HOST, `update installation set data_key = ${MISSING} where user_id = $1`);
  await uplink.simulator.deauthorize(HOST);
  t.ok(await eventually(() => isErased(uplink, HOST)));
});

t.test('events and bulk updates of such a user are not retried endlessly', async (t) => {
  const { uplink, host, id } = await start(t, `data_key`);
  await uplink.app.close();
  const other = await startApp(t, { sharedWith: uplink, startsJobs: false });
  const client = other.client();
  for (const [name, value] of host.cookies) client.cookies.set(name, value);
  await startBulkUpdate(client, { meeting_ids: [id], changes: { resolution: '720p' } });
  await changeRows(other, HOST, `update installation set data_key = ${MISSING} where user_id = $1`);
  uplink.simulator.configure({ webhookUrl: `${other.url}/webhooks/zoom` });
  uplink.simulator.startMeeting(id);
  await uplink.simulator.eventsDelivered();
  await other.app.startJobs();
  await jobsDone(other);
  await waitUntil(
    async () => (await other.database.pool.query('select from graphile_worker.jobs')).rowCount === 0,
  );
  const { rows } = await other.database.pool.query('select status::text from bulk_update');
  t.same(rows, [{ status: 'cancelled' }]);
});

t.test('a large history that can’t be decrypted does not prevent the user from signing in', async (t) => {
  const { uplink } = await start(t, MISSING);
  const { pool } = uplink.database;
  await pool.query(
    `insert into livestream_change (id, user_id, kind, meeting_id, "by", change, content)
     select gen_random_uuid(), $1, 'meeting', 82915473621, 'uplink', 'updated', '\\x00' from generate_series(1, 6000)`,
    [HOST],
  );
  await pool.query(`create function delete_slowly() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.001); return old; end $$`);
  await pool.query(`create trigger slow before delete on livestream_change
    for each row execute function delete_slowly()`);
  const again = await uplink.signIn(HOST);
  t.match((await again.get('/api/me')).json.connection, { status: 'connected' });
  t.equal((await pool.query('select from livestream_change')).rowCount, 0);
});
