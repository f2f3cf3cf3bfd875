import { createServer } from 'node:http';
import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { badResponses } from '../helpers/bad-responses.ts';
import type { ClientResponse } from '../helpers/client.ts';
import { addHosted, apiCalls, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

/** Target of the redirects: a request that arrives here was sent to another server. */
const strayed: string[] = [];
const elsewhere = createServer((request, response) => {
  strayed.push(`${request.method} ${request.headers.authorization ?? ''}`);
  response.end('{}');
});
await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
t.teardown(() => elsewhere.close());
const { port } = elsewhere.address() as { port: number };

const REDIRECTS_TO = `http://127.0.0.1:${port}`;

/**
 * Each case has its own app, so that failures of others do not open its circuit. They run
 * concurrently, because retries take time.
 */
t.jobs = 6;

async function start(t: Test) {
  const env = { ZOOM_LIGHT_PER_SECOND: '1000', ZOOM_MEDIUM_PER_SECOND: '1000' };
  const uplink = await startApp(t, { env });
  const { simulator } = uplink;
  const host = await uplink.signIn(HOST);
  const settled = addHosted(simulator);
  /** Makes Zoom work again, so that the circuit closes. */
  async function recover() {
    simulator.clearFaults();
    for (let call = 0; call < 6; call += 1) await host.get(settled.path, { 'cache-control': 'no-cache' });
    simulator.clearRequests();
  }
  await recover();
  return { ...uplink, host, recover, ...addHosted(simulator) };
}

/** A problem of the API schema that is about Zoom, not about Uplink. */
function isTyped(t: Test, { status, json, headers, text }: ClientResponse, codes: string[]) {
  t.ok(codes.includes(json?.code), `${status} ${json?.code}`);
  t.equal(json.status, status);
  t.ok(status !== 500, `${status} is no plain 500`);
  t.match(headers['content-type'], /^application\/problem\+json/);
  t.notMatch(text, /html|stack|ECONN|undici|127\.0\.0\.1/i);
}

const UNUSABLE = ['zoom_unavailable'];

for (const [name, fault] of Object.entries(badResponses(REDIRECTS_TO))) {
  t.test(
    `${name}, as the response to a read, a list and an update, leads to a typed error`,
    { buffered: true },
    async (t) => {
      const { simulator, host, recover, path, zoomPath, atZoom } = await start(t);
      const times = Number.POSITIVE_INFINITY;
      simulator.addFault({ ...fault, method: 'GET', path: zoomPath, times });
      isTyped(t, await host.get(path), UNUSABLE);
      t.ok(apiCalls(simulator).length <= 3);
      await recover();
      simulator.addFault({ ...fault, method: 'GET', path: zoomPath, times });
      isTyped(t, await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' }), UNUSABLE);
      t.equal(
        apiCalls(simulator, { method: 'PATCH' }).length,
        0,
        'the current state is unknown, so nothing is changed',
      );

      await recover();
      simulator.addFault({ ...fault, path: '/v2/users/me/meetings', times });
      isTyped(t, await host.get('/api/meetings', { 'cache-control': 'no-cache' }), UNUSABLE);

      await recover();
      simulator.addFault({ ...fault, method: 'PATCH', path: zoomPath, times });
      const updated = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
      // Some are a 2xx to a request that was not processed, some are sent after processing.
      if (updated.status === 200) t.match(atZoom(), { resolution: '1080p' });
      else isTyped(t, updated, [...UNUSABLE, 'outcome_unknown', 'not_applied']);
      t.equal(
        apiCalls(simulator, { method: 'PATCH' }).length,
        1,
        'an update is never repeated automatically',
      );

      simulator.clearFaults();
      t.match((await host.get(path)).json, { resolution: atZoom()?.resolution ?? '', stale: false });
      t.match((await host.get('/api/me')).json, { connection: { status: 'connected' } });
      t.strictSame(strayed, []);
    },
  );
}

t.test('a 204 for a read is an error', { buffered: true }, async (t) => {
  const { simulator, host, path, zoomPath } = await start(t);
  simulator.addFault({ kind: 'answer', status: 204, path: zoomPath });
  isTyped(t, await host.get(path), UNUSABLE);
});

t.test('malformed responses use little memory and are not retained', { buffered: true }, async (t) => {
  const { simulator, host, path, zoomPath } = await start(t);
  simulator.addFault({ kind: 'gzip-bomb', megabytes: 400, path: zoomPath });
  const before = process.memoryUsage().rss;
  await host.get(path, { 'cache-control': 'no-cache' });
  t.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024, 'the bomb was not decompressed');
});

t.test('unknown, null and missing fields in a valid response are accepted', { buffered: true }, async (t) => {
  const { simulator, host, path, zoomPath } = await start(t);
  for (const [body, shown] of [
    [{ ...CONFIGURED, encoder: { nested: [1] }, id: 5 }, CONFIGURED.stream_url],
    [{ stream_url: null, stream_key: null, page_url: null, resolution: null }, ''],
    [{ stream_url: 'rtmp://ingest.example/only' }, 'rtmp://ingest.example/only'],
  ] as const) {
    simulator.addFault({ kind: 'answer', status: 200, body, path: zoomPath });
    t.match(await host.get(path, { 'cache-control': 'no-cache' }), {
      status: 200,
      json: { stream_url: shown },
    });
  }
});

t.test('a malformed profile response leaves no user half signed in', { buffered: true }, async (t) => {
  const { simulator, host, recover, ...uplink } = await start(t);
  for (const name of [
    '502 with a gateway’s page',
    '200 with wrong types',
    '301 to another host',
    'the real response, truncated',
  ]) {
    const fault = badResponses(REDIRECTS_TO)[name];
    if (fault === undefined) throw new Error(name);
    simulator.addFault({ ...fault, path: '/v2/users/me', times: 3 });
    const client = uplink.client();
    const reply = await client.get(await client.authorize(HOST));
    t.equal(reply.status, 502, name);
    t.match(reply.headers['content-type'], /html/);
    t.equal((await client.get('/api/me')).status, 401);
    simulator.clearFaults();
    await host.signIn(HOST);
    await recover();
  }
  t.strictSame(strayed, []);
});

t.test(
  'an error from Zoom’s gateway is reported as that error, for any HTTP status',
  { buffered: true },
  async (t) => {
    const { simulator, host, path, zoomPath, atZoom } = await start(t);
    const before = atZoom();
    for (const status of [200, 400]) {
      const body = {
        status: false,
        errorCode: 3001,
        errorKey: null,
        errorMessage: 'Not available.',
        result: null,
      };
      const zoom = { status, code: 3001, message: 'Not available.' };
      simulator.addFault({ kind: 'answer', status, body, path: '/v2/users/me/meetings' });
      const listed = await host.get('/api/meetings', { 'cache-control': 'no-cache' });
      t.match(listed.json, { code: 'meeting_not_found', zoom });
      simulator.addFault({ kind: 'answer', status, body, method: 'PATCH', path: `${zoomPath}/status` });
      t.match((await host.patch(`${path}/status`, { action: 'stop' })).json, {
        code: 'meeting_not_found',
        zoom,
      });
      simulator.addFault({ kind: 'answer', status, body, method: 'PATCH', path: zoomPath });
      const updated = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
      t.match(updated.json, { code: 'meeting_not_found', zoom });
      simulator.addFault({ kind: 'answer', status, body, method: 'GET', path: zoomPath });
      const read = await host.get(path, { 'cache-control': 'no-cache' });
      t.match(read.json, { code: 'meeting_not_found', zoom });
    }
    t.strictSame(atZoom(), before);
  },
);
