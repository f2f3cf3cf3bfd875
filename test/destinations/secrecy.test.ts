import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { dump } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, STRANGER } from '../helpers/zoom-host.ts';
import { SAVED, save } from './saved.ts';

const uplink = await startApp(t);
const { pool } = uplink.database;
const host = await uplink.signIn(HOST);
const others = {
  'of the same account': await uplink.signIn(COLLEAGUE),
  'of another account': await uplink.signIn(STRANGER),
};
const rows = async (userId: string) =>
  (await pool.query('select 1 from destination where user_id = $1', [userId])).rowCount;
t.beforeEach(() => pool.query('delete from destination'));

for (const [who, other] of Object.entries(others)) {
  t.test(`a user ${who} has no access to it, by any request`, async (t) => {
    const { path, etag, id, json } = await save(host);
    const { id: meetingId } = addHosted(uplink.simulator, 'meetings', { hostId: COLLEAGUE });
    const unknown = await other.get('/api/destinations/4c7a9f6e-1d1a-4a1e-8b3a-0c6a2c1d9e55');
    for (const [method, options] of [
      ['GET', {}],
      ['GET', { headers: { 'if-none-match': etag } }],
      ['PATCH', { body: { name: 'x' } }],
      ['PATCH', { body: { name: 'x' }, headers: { 'if-match': etag } }],
      ['PATCH', { body: { name: 'x' }, headers: { 'if-match': '*' } }],
      ['DELETE', {}],
    ] as const) {
      const response = await other.request(method, path, options);
      const { request_id: _one, ...reported } = response.json;
      const { request_id: _other, ...reportedUnknown } = unknown.json;
      t.strictSame([response.status, reported], [404, reportedUnknown], method);
      t.equal(response.headers.etag, undefined);
    }
    t.strictSame((await other.get('/api/destinations')).json, { destinations: [] });
    const applied = await other.post(`/api/meetings/${meetingId}/livestream/check`, {
      body: { destination_id: id },
    });
    t.match(applied, {
      status: 400,
      json: { code: 'invalid_request', errors: [{ field: 'destination_id', reason: 'no_such_destination' }] },
    });
    t.notMatch(applied.text, /canary/i);
    t.strictSame((await host.get(path)).json, json, 'and nothing is changed');
  });
}

t.test('without a session nothing is returned', async (t) => {
  const { path } = await save(host);
  const noUser = uplink.client();
  for (const [method, address] of [
    ['GET', '/api/destinations'],
    ['POST', '/api/destinations'],
    ['GET', path],
    ['PATCH', path],
    ['DELETE', path],
    ['GET', '/api/services'],
    ['POST', '/api/destinations/parse'],
  ] as const)
    t.match(await noUser.request(method, address), { status: 401, json: { code: 'not_signed_in' } }, address);
});

t.test('neither the database nor the log contains a name, URL or key in plain text', async (t) => {
  const { path, etag } = await save(host);
  await host.patch(path, { name: 'Canary renamed', stream_key: 'canary-newer-key' }, { 'if-match': etag });
  await host.post('/api/destinations', { body: { ...SAVED, name: 'canary\u0000' } });
  await host.post('/api/destinations/parse', { body: { text: `${SAVED.stream_url}/${SAVED.stream_key}` } });
  const { id } = addHosted(uplink.simulator);
  await host.post(`/api/meetings/${id}/livestream/check`, { body: { stream_key: SAVED.stream_key } });
  t.equal(await rows(HOST), 1);
  t.notMatch(await dump(uplink), /canary/i);
  const bytes = await pool.query<{ content: Buffer }>('select content from destination');
  t.notMatch(bytes.rows.map(({ content }) => content.toString('latin1')).join(), /canary/i);
  t.notMatch(uplink.logs.join(''), /canary-(destination|newer|ingest|watch)|Canary (channel|renamed)/);
});

t.test('a ciphertext decrypts only in its own row and version', async (t) => {
  const one = await save(host, { name: 'One' });
  const two = await save(host, { name: 'Two' });
  const before = (await pool.query('select content from destination where id = $1', [two.id])).rows[0]
    ?.content;
  await pool.query(
    'update destination set content = (select content from destination where id = $1) where id = $2',
    [one.id, two.id],
  );
  t.equal((await host.get(two.path)).status, 404, 'moved from another row');
  t.match((await host.get('/api/destinations')).json, { destinations: [{ name: 'One' }] });
  await pool.query('update destination set content = $1 where id = $2', [before, two.id]);
  t.equal((await host.get(two.path)).status, 200);
  await host.patch(two.path, { name: 'Three' }, { 'if-match': '*' });
  await pool.query('update destination set content = $1 where id = $2', [before, two.id]);
  t.equal((await host.get(two.path)).status, 404, 'restored from an earlier version');
  t.equal((await host.request('DELETE', two.path)).status, 204, 'it can be deleted anyway');
});

t.test('another user’s ciphertext does not decrypt in one’s own row', async (t) => {
  const mine = await save(others['of the same account']);
  const theirs = await save(host);
  await pool.query(
    'update destination set content = (select content from destination where id = $1) where id = $2',
    [theirs.id, mine.id],
  );
  t.equal((await others['of the same account'].get(mine.path)).status, 404);
  await pool.query('update destination set user_id = $1 where id = $2', [COLLEAGUE, theirs.id]);
  t.strictSame((await others['of the same account'].get('/api/destinations')).json.destinations, []);
});

t.test('a host without a connection to Zoom keeps their destinations', async (t) => {
  const { path, json } = await save(host);
  await pool.query("update installation set status = 'reconnect_required' where user_id = $1", [HOST]);
  t.strictSame((await host.get(path)).json, json);
  await pool.query("update installation set status = 'connected' where user_id = $1", [HOST]);
});

t.test('erasing a user deletes only their destinations', async (t) => {
  const stored = await save(others['of the same account']);
  await save(host);
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  t.strictSame([await rows(HOST), await rows(COLLEAGUE)], [0, 1]);
  t.equal((await others['of the same account'].get(stored.path)).status, 200);
});
