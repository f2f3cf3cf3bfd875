import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';
import { SAVED, save } from './saved.ts';

const uplink = await startApp(t);
const host = await uplink.signIn(HOST);
t.afterEach(() => uplink.database.pool.query('delete from destination'));

t.test('a saved destination is returned without its key', async (t) => {
  const { status, headers, json } = await host.post('/api/destinations', { body: SAVED });
  const { name, stream_url, page_url, resolution } = SAVED;
  const shape = {
    id: /^[0-9a-f-]{36}$/,
    name,
    service: 'custom',
    stream_url,
    stream_key_hint: '4k2m',
    stream_key_fingerprint: /^[\w-]{16}$/,
    page_url,
    resolution,
    last_used_at: null,
  };
  t.equal(status, 201);
  t.match(json, shape);
  t.strictSame(Object.keys(json), Object.keys(shape));
  t.equal(headers.location, `/api/destinations/${json.id}`);
  t.match(headers.etag, /^"[\w-]{22}"$/);
  const read = await host.get(String(headers.location));
  t.strictSame([read.status, read.json, read.headers.etag], [200, json, headers.etag]);
  t.strictSame((await host.get('/api/destinations')).json, { destinations: [json] });
});

t.test('page and resolution may be omitted, null or empty', async (t) => {
  const { name, stream_url, stream_key } = SAVED;
  for (const given of [{}, { page_url: '' }, { page_url: null, resolution: null }]) {
    const body = { name, stream_url, stream_key, ...given };
    const { status, json } = await host.post('/api/destinations', { body });
    t.match([status, json], [201, { page_url: '', resolution: null }]);
  }
});

t.test('a key is represented as in a livestream: a hint if it is long, and a fingerprint', async (t) => {
  const { id } = addHosted(uplink.simulator, 'meetings', {
    livestream: {
      stream_url: 'rtmp://a.example/b',
      stream_key: SAVED.stream_key,
      page_url: 'https://a.example',
    },
  });
  const livestream = (await host.get(`/api/meetings/${id}/livestream`)).json;
  const { json } = await save(host);
  t.equal(json.stream_key_fingerprint, livestream.stream_key_fingerprint);
  t.equal((await save(host, { stream_key: 'elevenchars' })).json.stream_key_hint, '');
  t.not(
    (await save(host, { stream_key: 'other-stream-key' })).json.stream_key_fingerprint,
    json.stream_key_fingerprint,
  );
});

t.test('the service is detected from the URL unless the host chooses it', async (t) => {
  const twitch = { stream_url: 'rtmp://live.twitch.tv/app' };
  t.equal((await save(host, twitch)).json.service, 'twitch');
  t.equal((await save(host, { ...twitch, service: 'restream' })).json.service, 'restream');
  const { path, json } = await save(host, { service: 'youtube' });
  t.equal(json.service, 'youtube');
  const change = async (changes: object) =>
    (await host.patch(path, changes, { 'if-match': '*' })).json.service;
  t.equal(await change({ name: 'Relay' }), 'youtube');
  t.equal(await change({ stream_url: 'rtmp://relay.example/app' }), 'youtube', 'a URL of an unknown service');
  t.equal(await change(twitch), 'twitch', 'a URL of another service');
  t.equal(
    await change({ stream_url: 'rtmp://relay.example/app' }),
    'custom',
    'a detected service is detected again',
  );
  t.equal(await change({ service: 'vimeo' }), 'vimeo');
});

t.test('destinations are listed oldest first', async (t) => {
  const names = Array.from({ length: 12 }, (_, i) => `Channel ${i}`);
  for (const name of names) await save(host, { name });
  const { json } = await host.get('/api/destinations');
  t.strictSame(
    json.destinations.map(({ name }: { name: string }) => name),
    names,
  );
  await uplink.database.pool.query("update destination set created_at = '2026-01-01'");
  const again = await save(host, { name: 'Last' });
  t.equal((await host.get('/api/destinations')).json.destinations.at(-1).id, again.id);
});

t.test('a change keeps omitted fields', async (t) => {
  const { path, json, etag } = await save(host);
  const renamed = await host.patch(path, { name: ' Town hall ' }, { 'if-match': etag });
  t.strictSame([renamed.status, renamed.json], [200, { ...json, name: 'Town hall' }]);
  const cleared = await host.patch(path, { page_url: null, resolution: null }, { 'if-match': '*' });
  t.strictSame(cleared.json, { ...json, name: 'Town hall', page_url: '', resolution: null });
  const rekeyed = await host.patch(path, { stream_key: 'another-stream-key' }, { 'if-match': '*' });
  t.not(rekeyed.json.stream_key_fingerprint, json.stream_key_fingerprint);
  t.strictSame((await host.get(path)).json, rekeyed.json);
});

t.test('a deleted destination is not found', async (t) => {
  const { path } = await save(host);
  const stored = await save(host);
  t.match(await host.request('DELETE', path), { status: 204, text: '' });
  t.match((await host.get('/api/destinations')).json.destinations, [{ id: stored.id }]);
  for (const method of ['GET', 'DELETE']) t.equal((await host.request(method, path)).status, 404, method);
});

t.test('an unknown or malformed id is 404 before any other error', async (t) => {
  const ids = [
    '4c7a9f6e-1d1a-4a1e-8b3a-0c6a2c1d9e55',
    'x',
    '0',
    '%00',
    "' or true --",
    '82929473321',
    'parse',
  ];
  for (const id of [...ids, (await save(host)).id.toUpperCase().replace(/^./, 'A')]) {
    const path = `/api/destinations/${encodeURIComponent(id)}`;
    for (const response of [
      await host.get(path),
      await host.patch(path, { name: 'x' }),
      await host.patch(path, { name: 'x' }, { 'if-match': '*' }),
      await host.request('DELETE', path),
    ])
      t.match(response, { status: 404, json: { code: 'not_found', detail: /destination/ } }, id);
  }
});

t.test('a 201st destination is rejected, even with concurrent requests', async (t) => {
  await save(host);
  await uplink.database.pool.query(
    `insert into destination (id, user_id, service, content)
     select gen_random_uuid(), $1, 'custom', 'x' from generate_series(1, 196)`,
    [HOST],
  );
  const responses = await Promise.all(
    Array.from({ length: 6 }, () => host.post('/api/destinations', { body: SAVED })),
  );
  t.strictSame(responses.map(({ status }) => status).sort(), [201, 201, 201, 400, 400, 400]);
  t.match(responses.find(({ status }) => status === 400)?.json, {
    code: 'invalid_request',
    detail: /200 destinations/,
    reason: 'too_many_destinations',
    facts: { most: 200 },
  });
});
