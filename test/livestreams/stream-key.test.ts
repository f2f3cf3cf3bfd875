import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { addHosted, COLLEAGUE, CONFIGURED, HOST, KINDS } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator } = uplink;
const host = await uplink.signIn(HOST);

t.test('the stream key is returned only on request', async (t) => {
  for (const kind of KINDS) {
    const { path } = addHosted(simulator, kind);
    const plain = await host.get(path);
    t.notOk('stream_key' in plain.json);
    t.notMatch(plain.text, CONFIGURED.stream_key);
    const requested = await host.get(`${path}?include=stream_key`);
    t.equal(requested.json.stream_key, CONFIGURED.stream_key);
    t.equal(requested.headers['cache-control'], 'no-store');
    const { stream_key: _key, source: _source, ...rest } = requested.json;
    t.match(plain.json, rest);
    t.notOk('stream_key' in (await host.get(path)).json, 'and the request has no lasting effect');
  }
});

t.test('any other value of include is rejected', async (t) => {
  const { path } = addHosted(simulator);
  for (const query of ['include=token', 'include=', 'include=stream_key&include=stream_key']) {
    t.match(await host.get(`${path}?${query}`), { status: 400, json: { code: 'invalid_request' } }, query);
  }
});

t.test('no rejected update contains the key', async (t) => {
  const { path } = addHosted(simulator);
  const conflict = await host.patch(path, { resolution: '1080p' }, { 'if-match': '"stale"' });
  t.equal(conflict.status, 412);
  t.notOk('stream_key' in conflict.json.livestream);
  const dropping = addHosted(simulator, 'meetings', { dropsUpdates: true });
  const change = { stream_key: 'canary-new-key-000' };
  const lost = await host.patch(dropping.path, change, { 'if-match': '*' });
  t.equal(lost.json.code, 'not_applied');
  for (const { text } of [conflict, lost]) t.notMatch(text, /canary/);
});

t.test('the hint is the last four characters of a key of twelve or more, else empty', async (t) => {
  for (const [key, hint] of [
    ['a', ''],
    ['abcdefghijk', ''],
    ['abcdefghijkl', 'ijkl'],
    ['abcdefghijklm', 'jklm'],
  ] as const) {
    const { json } = await host.get(withKey(key).path);
    t.equal(json.stream_key_hint, hint, key);
    t.equal(json.configured, true);
    t.match(json.stream_key_fingerprint, /^[\w-]{16}$/);
  }
});

t.test('fingerprints are equal for equal keys of one user, on meetings and webinars', async (t) => {
  const keys = ['shared-key-of-all', 'shared-key-of-all', 'shared-key-of-al', 'Shared-key-of-all'];
  const [first, second, shorter, cased] = await Promise.all(
    keys.map((key) => fingerprint(host, withKey(key).path)),
  );
  t.equal(second, first);
  t.not(shorter, first);
  t.not(cased, first);
  const { path } = addHosted(simulator, 'webinars', {
    livestream: { ...CONFIGURED, stream_key: 'shared-key-of-all' },
  });
  t.equal(await fingerprint(host, path), first);
});

t.test('the fingerprint and the tag of one configuration differ between users', async (t) => {
  const colleague = await uplink.signIn(COLLEAGUE);
  const mine = await host.get(withKey('the-very-same-key').path);
  const theirs = await colleague.get(withKey('the-very-same-key', COLLEAGUE).path);
  t.equal(theirs.status, 200);
  t.not(theirs.json.stream_key_fingerprint, mine.json.stream_key_fingerprint);
  t.not(theirs.headers.etag, mine.headers.etag);
});

function withKey(key: string, hostId = HOST) {
  return addHosted(simulator, 'meetings', { hostId, livestream: { ...CONFIGURED, stream_key: key } });
}

async function fingerprint(client: Client, path: string): Promise<string> {
  return String((await client.get(path)).json.stream_key_fingerprint);
}
