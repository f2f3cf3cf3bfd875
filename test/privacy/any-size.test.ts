import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { startChildApp } from '../helpers/child-app.ts';
import { countUserRows, isErased, NO_ROWS, waitingJobs } from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { addHosted, HOST, waitUntil } from '../helpers/zoom-host.ts';

/** At one millisecond per row, more than a statement can delete within the timeout of 5 s. */
const ROWS = 8_000;

/** A user with a long history, in a database that deletes slowly. */
async function start(t: Test) {
  const uplink = await startApp(t);
  uplink.simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const host = await uplink.signIn(HOST);
  const { path, id } = addHosted(uplink.simulator);
  await host.get(path);
  const { pool } = uplink.database;
  await pool.query(
    `insert into livestream_change (id, user_id, kind, meeting_id, "by", change, content)
     select gen_random_uuid(), $1, 'meeting', $2, 'uplink', 'updated', '\\x00' from generate_series(1, ${ROWS})`,
    [HOST, id],
  );
  await pool.query(`create function delete_slowly() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.001); return old; end $$`);
  await pool.query(`create trigger slow before delete on livestream_change
    for each row execute function delete_slowly()`);
  const isHidden = async () =>
    (await pool.query('select from installation where erasing_since is not null')).rowCount === 1;
  return { uplink, host, pool, path, id, isHidden };
}

const PATIENTLY = { withinMs: 60_000 };

t.test('DELETE /api/me deletes any amount of data', async (t) => {
  const { uplink, host } = await start(t);
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  t.equal((await host.get('/api/me')).status, 401);
  t.ok(await eventually(() => isErased(uplink, HOST), PATIENTLY));
  t.ok(await eventually(async () => (await waitingJobs(uplink)).length === 0, PATIENTLY));
});

t.test('a deauthorization erases any amount of data', async (t) => {
  const { uplink, host } = await start(t);
  await uplink.simulator.deauthorize(HOST);
  t.ok(await eventually(async () => (await host.get('/api/me')).status === 401));
  t.ok(await eventually(() => isErased(uplink, HOST), PATIENTLY));
});

t.test(
  'while rows are being deleted, the user does not exist for any request, and nothing can be decrypted',
  async (t) => {
    const { uplink, host, pool, isHidden } = await start(t);
    const deleting = host.request('DELETE', '/api/me');
    await waitUntil(isHidden);
    t.equal((await host.get('/api/me')).status, 401);
    const { rows } = await pool.query(
      `select octet_length(data_key) as "dataKey", octet_length(profile) as profile, account_id as "accountId",
            (select count(*)::int from token) as tokens, (select count(*)::int from session) as sessions
     from installation`,
    );
    t.same(rows, [{ dataKey: 0, profile: 0, accountId: '', tokens: 0, sessions: 0 }]);
    t.equal((await deleting).status, 204);
    t.ok(await eventually(() => isErased(uplink, HOST), PATIENTLY));
  },
);

t.test('a user who adds the app again in the meantime does not get the erased rows', async (t) => {
  const { uplink, host, isHidden, pool, path, id } = await start(t);
  const deleting = host.request('DELETE', '/api/me');
  await waitUntil(isHidden);
  const again = await uplink.signIn(HOST);
  const left = await pool.query(`select from livestream_change where content = '\\x00'`);
  t.equal(left.rowCount, 0);
  t.equal((await deleting).status, 204);
  t.match((await again.get('/api/me')).json.connection, { status: 'connected' });
  t.equal((await again.get(path)).status, 200);
  t.same((await again.get(`/api/meetings/${id}/livestream/history`)).json.changes, []);
});

t.test('an erasure whose instance is killed between two batches is finished by another', async (t) => {
  const { uplink, host, pool, isHidden } = await start(t);
  const child = await startChildApp(t, uplink, host);
  const deleting = child.client.request('DELETE', '/api/me').catch(() => undefined);
  await waitUntil(isHidden);
  await child.kill();
  await deleting;
  t.notSame(await countUserRows(uplink, HOST), NO_ROWS);
  t.ok(await eventually(() => isErased(uplink, HOST), PATIENTLY));
  t.equal((await pool.query('select from pending_erasure')).rowCount, 0);
});
