import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
const { path } = addHosted(simulator);
t.beforeEach(() => simulator.clearRequests());

const REJECTED: Record<string, unknown[]> = {
  stream_url: [
    '',
    ' ',
    'ingest.example/live',
    '//ingest.example/live',
    'rtmp:',
    'rtmp://',
    'rtmp:///live',
    'ftp://ingest.example/live',
    'file:///etc/passwd',
    'javascript:echo-canary',
    'rtmp://user@ingest.example/live',
    'rtmp://user:echo-canary@ingest.example/live',
    'rtmp://@ingest.example/live',
    'rtmp://:@ingest.example/live',
    'rtmp://ingest.example/a b',
    'rtmp://ingest.example/live\n',
    '\trtmp://ingest.example/live',
    'rtmp://ingest.example/\u0000',
    `rtmp://ingest.example/${'a'.repeat(1024)}`,
    null,
    7,
    ['rtmp://ingest.example/live'],
    { href: 'rtmp://ingest.example/live' },
  ],
  stream_key: [
    '',
    '   ',
    '\u00a0',
    'with\nline',
    'with\ttab',
    'with\u0000null',
    '\u007f',
    'k'.repeat(513),
    null,
    7,
    true,
    [],
  ],
  page_url: [
    '',
    'watch.example',
    'rtmp://watch.example/here',
    'javascript:echo-canary',
    'JaVaScRiPt:echo-canary',
    'data:text/html,x',
    'https://',
    'https://user:echo-canary@watch.example/',
    'https://watch.example/ here',
    `https://watch.example/${'a'.repeat(1024)}`,
    null,
    {},
  ],
  resolution: ['', '4k', '720', '720P', '1080P', ' 720p', 720, null, ['720p']],
};

const REASONS = /^(empty|type|too_long|characters|one_of|stream_address|page_address)$/;

for (const [field, values] of Object.entries(REJECTED)) {
  t.test(`an invalid ${field} is rejected by name, before any call to Zoom`, async (t) => {
    for (const value of values) {
      const response = await host.patch(path, { [field]: value }, { 'if-match': '*' });
      const label = String(JSON.stringify(value)).slice(0, 60);
      t.equal(response.status, 400, label);
      t.match(response.json, { code: 'invalid_request', errors: [{ field, message: /^(must|has) [^^]+$/ }] });
      t.match(response.json.errors[0].reason, REASONS);
      t.notMatch(response.text, /echo-canary/, 'and is not repeated');
    }
    t.equal(apiCalls(simulator).length, 0);
  });
}

const TAKEN: Record<string, string[]> = {
  stream_url: [
    'rtmp://ingest.example/live',
    'rtmps://ingest.example:443/live?x=1#y',
    'srt://ingest.example:9000?streamid=abc',
    'http://ingest.example/live',
    'https://ingest.example/live',
    'RTMP://INGEST.EXAMPLE/Live',
    'rtmp://127.0.0.1:1935/live',
    'rtmp://[2001:db8::1]/live',
    'rtmp://ingest.example/with@sign',
    `rtmp://ingest.example/${'a'.repeat(1002)}`,
  ],
  stream_key: ['k', 'with space and ünï©ode ✓', `k${'&=?/#%"<>'}`, 'k'.repeat(512), '__proto__'],
  page_url: ['http://watch.example', 'https://watch.example/a?b=c#d', 'https://watch.example/%C3%BC'],
  resolution: ['720p', '1080p'],
};

for (const [field, values] of Object.entries(TAKEN)) {
  t.test(`a valid ${field} is sent to Zoom unchanged`, async (t) => {
    for (const value of values) {
      const { path, atZoom } = addHosted(simulator);
      const response = await host.patch(path, { [field]: value }, { 'if-match': '*' });
      t.match(response, { status: 200 }, value.slice(0, 60));
      t.equal(atZoom()?.[field as 'stream_url'], value);
      const read = await host.get(`${path}?include=stream_key`);
      t.equal(read.json[field], value);
    }
  });
}

t.test('every invalid field is named, and unknown fields too', async (t) => {
  const bad = { stream_url: 'x', stream_key: '', page_url: 'y', resolution: 'z', streamUrl: 'rtmp://a/b' };
  const { json } = await host.patch(path, bad, { 'if-match': '*' });
  const fields = new Set(json.errors.map(({ field }: { field: string }) => field));
  t.strictSame([...fields].sort(), Object.keys(bad).sort());
});

t.test('a body without changes, or no body, is rejected', async (t) => {
  for (const body of [
    '{}',
    '[]',
    'null',
    '""',
    '7',
    '',
    '{',
    '{"resolution":"720p"',
    '{"resolution":"720p"}}',
  ]) {
    const headers = { 'if-match': '*', 'content-type': 'application/json' };
    const response = await host.request('PATCH', path, { body, headers });
    t.match(response, { status: 400, json: { code: 'invalid_request' } }, body);
  }
  t.equal(apiCalls(simulator).length, 0);
});

t.test('user, meeting and version in the body are rejected', async (t) => {
  for (const field of [
    'user_id',
    'meeting_id',
    'account_id',
    'version',
    'source',
    'configured',
    'kind',
    'destination',
  ]) {
    const response = await host.patch(path, { resolution: '720p', [field]: 'x' }, { 'if-match': '*' });
    t.match(response, { status: 400, json: { errors: [{ field }] } });
  }
  t.equal(apiCalls(simulator).length, 0);
});
