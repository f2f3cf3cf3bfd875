import { createServer } from 'node:net';
import t from 'tap';
import {
  addHosted,
  apiCalls,
  CONFIGURED,
  expireCached,
  HOST,
  KINDS,
  startWithHost,
} from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t);

const CHANGES = {
  stream_url: 'rtmps://ingest.example:443/other',
  stream_key: 'canary-second-key-77xx',
  page_url: 'http://watch.example/other',
  resolution: '1080p',
} as const;

for (const kind of KINDS) {
  for (const [field, value] of Object.entries(CHANGES)) {
    t.test(`changing only ${field} of one of the ${kind} keeps the other fields in Zoom`, async (t) => {
      const { path, zoomPath, atZoom } = addHosted(simulator, kind);
      const { headers } = await host.get(path);
      const response = await host.patch(path, { [field]: value }, { 'if-match': String(headers.etag) });
      t.equal(response.status, 200);
      t.strictSame(atZoom(), { ...CONFIGURED, [field]: value });
      const [sent] = apiCalls(simulator, { method: 'PATCH', path: zoomPath });
      t.strictSame(sent?.body, { ...CONFIGURED, [field]: value }, 'the whole configuration was sent to Zoom');
      const { stream_key: _key, ...shown } = { ...CONFIGURED, [field]: value };
      t.match(response.json, { ...shown, configured: true, source: 'zoom', stale: false });
      t.notOk('stream_key' in response.json);
    });
  }
}

t.test('an update merges with concurrent changes in Zoom and does not undo them', async (t) => {
  const { path, atZoom, edit } = addHosted(simulator);
  await host.get(path);
  edit({ page_url: 'https://watch.example/changed-in-zoom' });
  const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  t.match(response.json, { page_url: 'https://watch.example/changed-in-zoom', resolution: '1080p' });
  t.match(atZoom(), { page_url: 'https://watch.example/changed-in-zoom', resolution: '1080p' });
});

t.test('a meeting without a resolution is updated without one', async (t) => {
  const { resolution: _none, ...without } = CONFIGURED;
  const { path, zoomPath } = addHosted(simulator, 'meetings', { livestream: { ...without } });
  const response = await host.patch(path, { stream_key: CHANGES.stream_key }, { 'if-match': '*' });
  t.equal(response.json.resolution, null);
  const [sent] = apiCalls(simulator, { method: 'PATCH', path: zoomPath });
  t.notOk('resolution' in Object(sent?.body));
});

t.test('the response’s tag works for the next update and read', async (t) => {
  const { path } = addHosted(simulator);
  let etag = String((await host.get(path)).headers.etag);
  for (const resolution of ['1080p', '720p', '1080p']) {
    const response = await host.patch(path, { resolution }, { 'if-match': etag });
    t.equal(response.status, 200);
    t.not(response.headers.etag, etag);
    etag = String(response.headers.etag);
    t.equal((await host.get(path, { 'if-none-match': etag })).status, 304);
  }
});

t.test('after an update the new values are read without another call to Zoom', async (t) => {
  const { path } = addHosted(simulator);
  const updated = await host.patch(path, CHANGES, { 'if-match': '*' });
  simulator.clearRequests();
  const read = await host.get(`${path}?include=stream_key`);
  t.match(read.json, { ...CHANGES, source: 'cache', fetched_at: updated.json.fetched_at, stale: false });
  t.equal(read.headers.etag, updated.headers.etag);
  t.equal(apiCalls(simulator).length, 0);
});

t.test('the response has what Zoom stored, not what was sent', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  const rewritten = { ...CONFIGURED, stream_url: 'rtmp://ingest.example/rewritten' };
  simulator.addFault({
    kind: 'answer',
    status: 200,
    body: rewritten,
    method: 'GET',
    path: zoomPath,
    skip: 1,
  });
  const response = await host.patch(
    path,
    { stream_url: 'rtmp://ingest.example/Rewritten' },
    { 'if-match': '*' },
  );
  t.match(response, { status: 200, json: { stream_url: rewritten.stream_url } });
});

t.test(
  'when only the verification fails, the accepted value is returned as stale and does not count as fresh',
  async (t) => {
    for (const failure of [
      { kind: 'answer', status: 503 },
      { kind: 'rate-limit' },
      { kind: 'answer', status: 400, body: { code: 9999, message: 'Odd.' } },
    ] as const) {
      const { path, zoomPath, atZoom } = addHosted(simulator);
      const { headers } = await host.get(path);
      simulator.addFault({
        ...failure,
        method: 'GET',
        path: zoomPath,
        skip: 1,
        times: Number.POSITIVE_INFINITY,
      });
      const response = await host.patch(path, CHANGES, { 'if-match': String(headers.etag) });
      const { stream_key: _key, ...shown } = CHANGES;
      t.match(
        response,
        { status: 200, json: { ...shown, stale: true, stream_key_hint: '77xx' } },
        failure.kind,
      );
      t.not(response.headers.etag, headers.etag);
      t.strictSame(atZoom(), CHANGES);
      simulator.clearFaults();
      await new Promise((resolve) => setTimeout(resolve, failure.kind === 'rate-limit' ? 1_050 : 0));
      const read = await host.get(path);
      t.match(read.json, { ...shown, source: 'zoom', stale: false });
      t.equal(read.headers.etag, response.headers.etag);
    }
  },
);

for (const kind of KINDS) {
  t.test(`an update of one of the ${kind} that Zoom accepts but does not store is 409`, async (t) => {
    const { path, atZoom } = addHosted(simulator, kind, { dropsUpdates: true });
    const { headers } = await host.get(path);
    const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': String(headers.etag) });
    t.equal(response.status, 409);
    t.match(response.json, {
      code: 'not_applied',
      detail: /Custom Live Streaming Service/,
      errors: [{ field: 'resolution', message: String, reason: 'not_kept' }],
      livestream: { resolution: '720p' },
    });
    t.equal(response.headers.etag, headers.etag);
    t.strictSame(atZoom(), CONFIGURED);
    t.match((await host.get(path)).json, { resolution: '720p', stale: false });
  });
}

t.test('an update without a difference succeeds', async (t) => {
  const { path } = addHosted(simulator, 'meetings', { dropsUpdates: true });
  const { headers } = await host.get(path);
  const response = await host.patch(path, CONFIGURED, { 'if-match': String(headers.etag) });
  t.match(response, { status: 200, headers: { etag: headers.etag } });
});

t.test('an update that Zoom rejects leaves the cached value unchanged', async (t) => {
  for (const code of [3000, 3161, 300, 1010]) {
    const { path, zoomPath, atZoom } = addHosted(simulator);
    const { json, headers } = await host.get(path);
    const { fetched_at: fetchedAt, ...before } = json;
    simulator.addFault({
      kind: 'answer',
      status: 400,
      body: { code, message: 'No.' },
      method: 'PATCH',
      path: zoomPath,
    });
    const rejected = await host.patch(path, { resolution: '1080p' }, { 'if-match': String(headers.etag) });
    t.ok(rejected.status >= 400 && rejected.status < 500);
    t.strictSame(atZoom(), CONFIGURED);
    simulator.clearRequests();
    const cached = await host.get(path);
    t.match(cached, { status: 200, json: { ...before, source: 'cache' } }, `code ${code}`);
    t.ok(cached.json.fetched_at >= fetchedAt, 'and reports the call to Zoom');
    t.equal(apiCalls(simulator).length, 0);
  }
});

t.test('an update makes three calls to Zoom: before, the change, and after', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  await host.get(path);
  simulator.clearRequests();
  await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  t.strictSame(
    apiCalls(simulator, { path: zoomPath }).map(({ method }) => method),
    ['GET', 'PATCH', 'GET'],
  );
});

t.test('Uplink never connects to the URLs of a livestream', async (t) => {
  let connections = 0;
  const canary = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  t.teardown(() => canary.close());
  const { port } = canary.address() as { port: number };
  const { path } = addHosted(simulator);
  for (const scheme of ['rtmp', 'rtmps', 'srt', 'http', 'https']) {
    const address = `${scheme}://127.0.0.1:${port}/live`;
    const change = { stream_url: address, page_url: `http://localhost:${port}/${scheme}` };
    t.match(await host.patch(path, change, { 'if-match': '*' }), { status: 200, json: change });
    await expireCached(uplink, HOST);
    await host.get(path);
    await host.get(path, { 'cache-control': 'no-cache' });
    await host.get('/api/meetings');
  }
  t.equal(connections, 0);
});
