import t from 'tap';
import { startApp } from '../helpers/app.ts';
import {
  addHosted,
  apiCalls,
  CONFIGURED,
  expireCached,
  HOST,
  KINDS,
  notificationsReceived,
  startWithHost,
} from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t);

for (const kind of KINDS) {
  t.test(`the first read of one of the ${kind} is fetched from Zoom and reports that`, async (t) => {
    const { id, path, zoomPath } = addHosted(simulator, kind);
    const before = Date.now();
    const response = await host.get(path);
    t.equal(response.status, 200);
    t.equal(response.headers['cache-control'], 'no-store');
    t.match(response.headers.etag, /^"[A-Za-z0-9_-]{20,}"$/);
    const { fetched_at: fetchedAt, stream_key_fingerprint: fingerprint, ...rest } = response.json;
    t.strictSame(rest, {
      meeting_id: id,
      destination_id: null,
      stream_url: CONFIGURED.stream_url,
      stream_key_hint: '9z7q',
      page_url: CONFIGURED.page_url,
      resolution: '720p',
      configured: true,
      source: 'zoom',
      stale: false,
    });
    t.match(fingerprint, /^[A-Za-z0-9_-]{16}$/);
    const at = Date.parse(String(fetchedAt));
    t.ok(at >= before - 100 && at <= Date.now() + 100, 'fetched_at is the time of the call to Zoom');
    t.equal(apiCalls(simulator, { path: zoomPath }).length, 1);
    t.notMatch(response.text, CONFIGURED.stream_key);
  });
}

t.test('a fresh cached value needs no call to Zoom and keeps its fetched_at', async (t) => {
  const { path } = addHosted(simulator);
  const first = await host.get(path);
  for (let again = 0; again < 5; again += 1) {
    const { json, status } = await host.get(path);
    t.equal(status, 200);
    t.equal(json.source, 'cache');
    t.equal(json.fetched_at, first.json.fetched_at);
    t.equal(json.stale, false);
  }
  t.equal(apiCalls(simulator).length, 1);
});

t.test('an outdated cached value is not returned while Zoom is available', async (t) => {
  const { path, edit } = addHosted(simulator);
  await host.get(path);
  edit({ page_url: 'https://watch.example/moved' });
  await expireCached(uplink, HOST);
  t.match((await host.get(path)).json, {
    source: 'zoom',
    page_url: 'https://watch.example/moved',
    stale: false,
  });
});

t.test('no-cache fetches from Zoom although the cached value is fresh, and updates it', async (t) => {
  const { path, edit } = addHosted(simulator);
  await host.get(path);
  edit({ resolution: '1080p' });
  const requested = await host.get(path, { 'cache-control': 'no-cache' });
  t.match(requested.json, { source: 'zoom', resolution: '1080p' });
  t.match((await host.get(path)).json, {
    source: 'cache',
    resolution: '1080p',
    fetched_at: requested.json.fetched_at,
  });
  t.equal(apiCalls(simulator).length, 2);
});

t.test(
  'a meeting that a no-cache read found deleted is not returned from the cache afterwards',
  async (t) => {
    const { id, path } = addHosted(simulator);
    await host.get(path);
    simulator.deleteMeeting(id);
    t.match((await host.get(path, { 'cache-control': 'no-cache' })).json, { code: 'meeting_not_found' });
    t.match((await host.get(path)).json, { code: 'meeting_not_found' });
  },
);

t.test('when Zoom fails, the last cached value is returned, marked stale, with its age', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  const first = await host.get(path);
  await expireCached(uplink, HOST);
  simulator.addFault({ kind: 'answer', status: 503, path: zoomPath, times: Number.POSITIVE_INFINITY });
  const { status, json, headers } = await host.get(path);
  t.equal(status, 200);
  t.match(json, { source: 'cache', stale: true, stream_url: CONFIGURED.stream_url });
  t.equal(Date.parse(String(json.fetched_at)), Date.parse(String(first.json.fetched_at)) - 3_600_000);
  t.equal(headers.etag, first.headers.etag);
});

t.test('with no-cache Zoom’s error is returned, not the cached value', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  await host.get(path);
  simulator.addFault({ kind: 'answer', status: 503, path: zoomPath, times: Number.POSITIVE_INFINITY });
  const { status, json } = await host.get(path, { 'cache-control': 'no-cache' });
  t.equal(status, 502);
  t.equal(json.code, 'zoom_unavailable');
});

t.test('a rejection by Zoom is returned, not hidden by a cached value', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  await host.get(path);
  await expireCached(uplink, HOST);
  simulator.addFault({
    kind: 'answer',
    status: 400,
    body: { code: 3161, message: 'Not allowed.' },
    path: zoomPath,
  });
  t.match(await host.get(path), { status: 403, json: { code: 'hosting_not_allowed' } });
});

t.test(
  'the tag is the same with and without the key, from the cache, from Zoom and when stale',
  async (t) => {
    const { path, zoomPath } = addHosted(simulator);
    const responses = [
      await host.get(path),
      await host.get(path),
      await host.get(`${path}?include=stream_key`),
      await host.get(path, { 'cache-control': 'no-cache' }),
    ];
    await expireCached(uplink, HOST);
    simulator.addFault({ kind: 'answer', status: 500, path: zoomPath, times: Number.POSITIVE_INFINITY });
    responses.push(await host.get(path), await host.get(`${path}?include=stream_key`));
    t.strictSame(
      responses.map(({ json }) => [json.source, json.stale]),
      [
        ['zoom', false],
        ['cache', false],
        ['cache', false],
        ['zoom', false],
        ['cache', true],
        ['cache', true],
      ],
    );
    t.equal(new Set(responses.map(({ headers }) => headers.etag)).size, 1);
  },
);

t.test('the tag changes with each field, and returns with the old values', async (t) => {
  const { path, edit } = addHosted(simulator);
  const tagNow = async () => (await host.get(path, { 'cache-control': 'no-cache' })).headers.etag;
  const first = await tagNow();
  const tags = new Set([first]);
  for (const [field, value] of Object.entries({
    stream_url: 'srt://ingest.example:9000',
    stream_key: 'another-stream-key',
    page_url: 'https://watch.example/other',
    resolution: '1080p',
  })) {
    edit({ [field]: value });
    tags.add(await tagNow());
    edit(CONFIGURED);
  }
  t.equal(tags.size, 5);
  t.equal(await tagNow(), first);
});

t.test(
  'If-None-Match is 304 without a body for the current tag, and the whole response for another',
  async (t) => {
    const { path, edit } = addHosted(simulator);
    const etag = String((await host.get(path)).headers.etag);
    for (const value of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await host.get(path, { 'if-none-match': value });
      t.equal(response.status, 304, value);
      t.equal(response.text, '');
      t.equal(response.headers.etag, etag);
    }
    t.equal((await host.get(path, { 'if-none-match': '"other"' })).status, 200);
    edit({ resolution: '1080p' });
    const changed = await host.get(path, { 'if-none-match': etag, 'cache-control': 'no-cache' });
    t.equal(changed.status, 200);
    t.not(changed.headers.etag, etag);
  },
);

t.test('both of Zoom’s responses for an unconfigured meeting lead to the same result', async (t) => {
  for (const form of ['empty-strings', 'empty-object'] as const) {
    simulator.state.settings.unconfiguredLivestream = form;
    for (const kind of KINDS) {
      const { id, path, meeting } = addHosted(simulator, kind);
      delete meeting.livestream;
      const { status, json } = await host.get(path);
      t.equal(status, 200);
      t.match(json, {
        meeting_id: id,
        stream_url: '',
        stream_key_hint: '',
        stream_key_fingerprint: '',
        page_url: '',
        resolution: null,
        configured: false,
        source: 'zoom',
        stale: false,
      });
    }
  }
  simulator.state.settings.unconfiguredLivestream = 'empty-strings';
});

t.test('LIVESTREAM_FRESH_SECONDS=0 fetches from Zoom for every read', async (t) => {
  const eager = await startApp(t, { sharedWith: uplink, env: { LIVESTREAM_FRESH_SECONDS: '0' } });
  const { path, edit } = addHosted(simulator);
  const client = await eager.signIn(HOST);
  for (const resolution of ['720p', '1080p', '720p']) {
    edit({ resolution });
    t.match((await client.get(path)).json, { resolution, source: 'zoom', stale: false });
  }
});

t.test('two instances compute the same tag and share the cached value', async (t) => {
  const other = await startApp(t, { sharedWith: uplink });
  const { path } = addHosted(simulator);
  const first = await host.get(path);
  simulator.clearRequests();
  const second = await (await other.signIn(HOST)).get(path);
  t.match(second.json, { source: 'cache', fetched_at: first.json.fetched_at });
  t.equal(second.headers.etag, first.headers.etag);
  t.equal(second.json.stream_key_fingerprint, first.json.stream_key_fingerprint);
  t.equal(apiCalls(simulator, { path: /livestream$/ }).length, 0);
});

t.test('a change that one instance finds in Zoom is not hidden by the memory cache of another', async (t) => {
  const other = await startApp(t, { sharedWith: uplink });
  const elsewhere = await other.signIn(HOST);
  for (const [one, two] of [
    [host, elsewhere],
    [elsewhere, host],
  ] as const) {
    const { path, edit } = addHosted(simulator);
    for (const client of [one, two, two]) await client.get(path);
    edit({ resolution: '1080p' });
    await one.get(path, { 'cache-control': 'no-cache' });
    await Promise.all([notificationsReceived(uplink), notificationsReceived(other)]);
    t.match((await two.get(path)).json, { source: 'cache', resolution: '1080p', stale: false });
  }
});
