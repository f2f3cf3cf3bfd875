import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, HOST, KINDS } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator } = uplink;
const host = await uplink.signIn(HOST);

/** Lone high and low surrogates and NUL, escaped as in JSON. */
const MALFORMED = ['\\ud800', '\\udc00x', 'a\\ud83d', '\\ude00\\ud83d', '\\u0000'];
const URL = 'rtmp://ingest.example/live';

const raw = (method: string, path: string, json: string) =>
  host.request(method, path, {
    body: json,
    headers: { 'if-match': '*', 'content-type': 'application/json' },
  });

for (const text of MALFORMED) {
  t.test(`a text with ${text} is 400 in every body, naming its field`, async (t) => {
    const [meeting, webinar] = KINDS.map((kind) => addHosted(simulator, kind));
    const paths = [meeting?.path ?? '', webinar?.path ?? ''];
    const key = 'key-0123456789';
    const destination = await host.post('/api/destinations', {
      body: { name: 'Kept', stream_url: URL, stream_key: key },
    });
    const { id } = destination.json;
    simulator.clearRequests();
    const bodies: [method: string, path: string, json: string, field: string][] = [
      ...paths.flatMap((path): [string, string, string, string][] => [
        ['PATCH', path, `{"stream_key":"${text}"}`, 'stream_key'],
        ['PATCH', path, `{"stream_url":"${URL}/${text}"}`, 'stream_url'],
        ['PATCH', path, `{"page_url":"https://a.example/${text}"}`, 'page_url'],
        ['PATCH', path, `{"destination_id":"${text}"}`, 'destination_id'],
        [
          'PATCH',
          `${path}/status`,
          `{"action":"start","settings":{"display_name":"${text}"}}`,
          'settings.display_name',
        ],
        ['POST', `${path}/restore`, `{"change_id":"${text}"}`, 'change_id'],
      ]),
      ['POST', '/api/destinations', `{"name":"${text}","stream_url":"${URL}","stream_key":"${key}"}`, 'name'],
      [
        'POST',
        '/api/destinations',
        `{"name":"n","stream_url":"${URL}","stream_key":"${text}"}`,
        'stream_key',
      ],
      ['PATCH', `/api/destinations/${id}`, `{"name":"${text}"}`, 'name'],
      ['POST', '/api/destinations/parse', `{"text":"${text}"}`, 'text'],
      ['POST', '/api/destinations/parse', `{"stream_key":"${text}"}`, 'stream_key'],
      [
        'POST',
        '/api/bulk-updates',
        `{"meeting_ids":["1","${text}"],"changes":{},"dry_run":true}`,
        'meeting_ids.1',
      ],
      [
        'POST',
        '/api/bulk-updates',
        `{"filter":{"topic_contains":"${text}"},"changes":{}}`,
        'filter.topic_contains',
      ],
      [
        'POST',
        '/api/bulk-updates',
        `{"meeting_ids":["82929473321"],"changes":{"stream_key":"${text}"}}`,
        'changes.stream_key',
      ],
    ];
    for (const [method, path, json, field] of bodies) {
      const response = await raw(method, path, json);
      const name = `${method} ${path} ${json}`;
      t.match(response, { status: 400, json: { code: 'invalid_request' } }, name);
      t.ok(
        response.json.errors?.some((error: { field: string }) => error.field === field),
        name,
      );
    }
    const named = await raw('PATCH', paths[0] ?? '', `{"${text}":1}`);
    t.match(named, { status: 400, json: { code: 'invalid_request' } }, 'the name of a member');
    t.equal(apiCalls(simulator).length, 0, 'no request is sent to Zoom');
  });
}

t.test('complete surrogate pairs and non-ASCII text are accepted', async (t) => {
  const response = await raw(
    'POST',
    '/api/destinations',
    `{"name":"Bühne \\ud83d\\ude00 日本","stream_url":"${URL}","stream_key":"key-0123456789"}`,
  );
  t.match(response, { status: 201, json: { name: 'Bühne 😀 日本' } });
});

t.test('a body that consists of brackets is rejected without harm', async (t) => {
  const response = await raw('PATCH', addHosted(simulator).path, `${'['.repeat(8_000)}${']'.repeat(8_000)}`);
  t.match(response, { status: 400, json: { code: 'invalid_request' } });
  t.equal((await host.get('/api/me')).status, 200);
});
