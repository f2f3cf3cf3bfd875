import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { HOST } from '../helpers/zoom-host.ts';
import { SAVED, save } from './saved.ts';

const uplink = await startApp(t);
const host = await uplink.signIn(HOST);

const bad: Record<string, [body: unknown, ...fields: string[]]> = {
  nothing: [{}, 'name', 'stream_url', 'stream_key'],
  'a list': [[], ''],
  'an empty name': [{ ...SAVED, name: '' }, 'name'],
  'a name of spaces': [{ ...SAVED, name: ' \t ' }, 'name'],
  'a name of 101 characters': [{ ...SAVED, name: '🎥'.repeat(101) }, 'name'],
  'a name with a line end': [{ ...SAVED, name: 'a\nb' }, 'name'],
  'a name with a control character': [{ ...SAVED, name: 'a\u0000b' }, 'name'],
  'a number for a name': [{ ...SAVED, name: 1 }, 'name'],
  'an empty URL': [{ ...SAVED, stream_url: '' }, 'stream_url'],
  'a URL with another scheme': [{ ...SAVED, stream_url: 'file:///etc/passwd' }, 'stream_url'],
  'a URL with user info': [{ ...SAVED, stream_url: 'rtmp://me:secret-canary@a.example/b' }, 'stream_url'],
  'an empty key': [{ ...SAVED, stream_key: '' }, 'stream_key'],
  'a key with a line end': [{ ...SAVED, stream_key: 'secret-canary\n' }, 'stream_key'],
  'a key of 513 characters': [{ ...SAVED, stream_key: 'x'.repeat(513) }, 'stream_key'],
  'a page with an ingest URL': [{ ...SAVED, page_url: 'rtmp://a.example/b' }, 'page_url'],
  'a page with user info': [{ ...SAVED, page_url: 'https://me:secret-canary@a.example' }, 'page_url'],
  'a number for a page': [{ ...SAVED, page_url: 7 }, 'page_url'],
  'an unknown resolution': [{ ...SAVED, resolution: '4k' }, 'resolution'],
  'an unknown service': [{ ...SAVED, service: 'myspace' }, 'service'],
  'an unknown field': [{ ...SAVED, stream_key_hint: 'abcd' }, 'stream_key_hint'],
};

for (const [what, [body, ...fields]] of Object.entries(bad)) {
  t.test(`${what} is rejected with its field, and nothing is saved or echoed`, async (t) => {
    const response = await host.post('/api/destinations', { body });
    t.match(response, { status: 400, json: { code: 'invalid_request' } });
    const named = response.json.errors.map(({ field }: { field: string }) => field);
    t.strictSame([...new Set(named)].sort(), [...fields].sort());
    t.notMatch(response.text, /secret-canary/);
    t.strictSame((await host.get('/api/destinations')).json.destinations, []);
  });
}

t.test('values at the limits are saved', async (t) => {
  const good = [
    { name: '🎥'.repeat(100) },
    { name: `  ${'x'.repeat(100)}\n` },
    { name: '\u200dEquipe de Montréal – канал 1' },
    { stream_url: 'srt://a.example:9000?streamid=1' },
    { stream_key: 'key with spaces & ümlauts' },
  ];
  for (const changes of good) {
    const { path, json } = await save(host, changes);
    const expected = { ...changes, ...(changes.name && { name: changes.name.trim() }) };
    const { stream_key: _, ...shown } = expected as Record<string, string>;
    t.match(json, shown);
    t.equal((await host.request('DELETE', path)).status, 204);
  }
});

t.test('a change is validated by the same rules', async (t) => {
  const { path, json } = await save(host);
  const change = (body: unknown) => host.patch(path, body, { 'if-match': '*' });
  for (const [what, [body, ...fields]] of Object.entries(bad)) {
    if (what === 'nothing' || Array.isArray(body)) continue;
    const response = await change(body);
    t.match(
      response,
      { status: 400, json: { code: 'invalid_request', errors: [{ field: fields[0] }] } },
      what,
    );
  }
  t.match(await change({}), { status: 400, json: { code: 'invalid_request' } });
  t.match(await change({ name: null }), { status: 400 });
  t.strictSame((await host.get(path)).json, json);
});
