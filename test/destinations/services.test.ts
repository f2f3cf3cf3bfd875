import t from 'tap';
import { parsePastedText } from '../../src/destinations/paste/parse.ts';
import { startApp } from '../helpers/app.ts';
import { HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const host = await uplink.signIn(HOST);
const parse = (body: unknown) => host.post('/api/destinations/parse', { body });

t.test('the services are listed with their stream URLs and where they show the key', async (t) => {
  const { status, json } = await host.get('/api/services');
  t.equal(status, 200);
  const names = json.services.map(({ service }: { service: string }) => service);
  t.strictSame(names.slice(0, 5), ['youtube', 'twitch', 'facebook', 'vimeo', 'restream']);
  t.ok(names.length > 33 && names.at(-1) === 'custom');
  for (const { service, name, stream_urls, key_help, key_path, key_url } of json.services) {
    t.match([name, key_help, key_path], [/\w/, /\.$/, Array]);
    if (service === 'custom') {
      t.strictSame([stream_urls, key_url], [[], null]);
      continue;
    }
    t.match(key_url, /^https:\/\//);
    for (const url of stream_urls) {
      const parsed = parsePastedText(url);
      t.match(parsed, { streamUrl: url, streamKey: '', service }, 'each is a URL of its own service');
      const secure = stream_urls.find((each: string) => each.startsWith('rtmps:'));
      const isInsecure = secure !== undefined && !url.startsWith('rtmps:');
      t.match(parsed.warnings, isInsecure ? [{ code: 'insecure_scheme', suggestion: secure }] : []);
    }
  }
});

t.test('pasted text is returned as separate values, only to the caller', async (t) => {
  const text = 'Server URL: rtmp://a.rtmp.youtube.com/live2\nStream key: abcd-efgh-ijkl';
  const { status, headers, json } = await parse({ text });
  t.match([status, headers['cache-control']], [200, 'no-store']);
  t.strictSame(
    { ...json, warnings: json.warnings.map(({ code }: { code: string }) => code) },
    {
      stream_url: 'rtmp://a.rtmp.youtube.com/live2',
      stream_key: 'abcd-efgh-ijkl',
      page_url: '',
      service: 'youtube',
      rule: 'label',
      alternatives: [],
      warnings: ['insecure_scheme'],
    },
  );
});

t.test('a field keeps its value except for surrounding white space', async (t) => {
  const { json } = await parse({
    stream_url: 'rtmp://cdn.example/app/',
    stream_key: ' "my-key-2026" ',
    page_url: '',
  });
  t.strictSame(json, {
    stream_url: 'rtmp://cdn.example/app/',
    stream_key: '"my-key-2026"',
    page_url: '',
    service: 'custom',
    rule: 'none',
    alternatives: [],
    warnings: [],
  });
});

t.test('any pasted text is accepted; malformed requests are rejected', async (t) => {
  for (const text of ['', ' ', 'rtmp://', '🎥', 'x'.repeat(12_000)])
    t.equal((await parse({ text })).status, 200);
  t.match(await parse({ text: 'x', stream_key: 'y' }), {
    status: 400,
    json: { errors: [{ field: 'text' }] },
  });
  for (const body of [{}, { text: 1 }, { other: 'x' }, []])
    t.match(await parse(body), { status: 400, json: { code: 'invalid_request' } });
  t.equal((await parse({ text: 'x'.repeat(17_000) })).status, 413);
});
