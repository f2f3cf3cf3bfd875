import t, { type Test } from 'tap';
import { CLIENT, startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, expireCached, HOST, refreshes } from '../helpers/zoom-host.ts';

t.jobs = 4;
const NO_CACHE = { 'cache-control': 'no-cache' };

async function start(t: Test) {
  const uplink = await startApp(t);
  const { simulator, database } = uplink;
  const host = await uplink.signIn(HOST);
  const meeting = addHosted(simulator);
  await host.get(meeting.path);
  await expireCached(uplink, HOST);
  simulator.expireAccessTokens(HOST);
  simulator.clearRequests();
  const status = async () => (await host.get('/api/me')).json.connection.status;
  const rows = async () => {
    const tables = ['installation', 'token', 'session', 'livestream'];
    const counts = tables.map((table) => database.pool.query(`select count(*)::int as n from ${table}`));
    return (await Promise.all(counts)).map(({ rows }) => rows[0].n);
  };
  return { uplink, simulator, host, status, rows, ...meeting };
}

for (const error of ['invalid_grant', 'invalid_request'] as const) {
  t.test(
    `a dead grant (${error}) is reconnect_required, keeps every row, and is repaired by signing in`,
    {
      buffered: true,
    },
    async (t) => {
      const { uplink, simulator, host, path, status, rows } = await start(t);
      const before = await rows();
      simulator.state.settings.deadRefreshTokenError = error;
      simulator.revokeGrant(HOST);
      for (const headers of [{}, NO_CACHE]) {
        const response = await host.get(path, headers);
        t.equal(response.status, 403);
        t.match(response.json, {
          code: 'reconnect_required',
          detail: /Reconnect to Zoom/,
          reconnect_url: `${uplink.url}/install`,
        });
        t.notOk('stream_url' in response.json, 'no cached value is returned');
      }
      const rejected = [
        await host.get('/api/meetings'),
        await host.patch(path, { resolution: '720p' }, { 'if-match': '*' }),
        await host.patch(path, { resolution: '720p' }),
      ];
      for (const response of rejected)
        t.match(response, { status: 403, json: { code: 'reconnect_required' } });
      t.equal(refreshes(simulator).length, 1, 'a token that is known to be dead is not sent again');
      t.equal(await status(), 'reconnect_required');
      t.strictSame(await rows(), before);

      await host.signIn(HOST);
      t.equal(await status(), 'connected');
      t.match(await host.get(path), { status: 200, json: { source: 'zoom' } });
    },
  );
}

t.test(
  'a dead grant takes effect on every instance, even with fresh cached values',
  { buffered: true },
  async (t) => {
    const { uplink, simulator, host, path } = await start(t);
    const other = await startApp(t, { sharedWith: uplink });
    const [first, second] = [await uplink.signIn(HOST), await other.signIn(HOST)];
    for (const client of [first, second]) await client.get(path);
    t.match((await second.get(path)).json, { source: 'cache' });
    simulator.revokeGrant(HOST);
    t.match(await host.get(path, NO_CACHE), { status: 403 });
    t.match(await first.get(path), { status: 403 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    t.match(await second.get(path), { status: 403, json: { code: 'reconnect_required' } });
    await second.signIn(HOST);
    t.equal((await second.get(path)).status, 200);
  },
);

t.test(
  'rejected client credentials are 503 app_misconfigured, delete nothing, and work again once corrected',
  {
    buffered: true,
  },
  async (t) => {
    const { simulator, host, path, status, rows } = await start(t);
    const before = await rows();
    simulator.configure({ clientSecret: 'rotated' });
    const response = await host.get(path, NO_CACHE);
    t.match(response, { status: 503, json: { code: 'app_misconfigured', detail: /operator/ } });
    t.notOk('reconnect_url' in response.json, 'the host can’t fix it');
    t.match(await host.get(path), { status: 200, json: { stale: true } });
    t.match(await host.get('/api/meetings'), { status: 503, json: { code: 'app_misconfigured' } });
    const update = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
    t.match(update, { status: 503, json: { code: 'app_misconfigured' } });
    t.equal(await status(), 'connected');
    t.strictSame(await rows(), before);
    simulator.configure({ clientSecret: CLIENT.clientSecret });
    t.match(await host.get(path), { status: 200, json: { source: 'zoom' } });
  },
);

t.test(
  'API errors about our client credentials are app_misconfigured too',
  {
    buffered: true,
  },
  async (t) => {
    const { simulator, host, path, zoomPath, status } = await start(t);
    for (const code of [4702, 4704, 4717]) {
      simulator.addFault({
        kind: 'answer',
        status: 401,
        body: { code, message: 'Invalid client.' },
        path: zoomPath,
      });
      t.match(await host.get(path, NO_CACHE), { status: 503, json: { code: 'app_misconfigured' } });
    }
    t.equal(await status(), 'connected');
  },
);

t.test(
  'a Retry-After of the token endpoint is passed on, and no request is sent before',
  {
    buffered: true,
  },
  async (t) => {
    for (const status of [429, 503]) {
      const { simulator, host, path, status: connection } = await start(t);
      const headers = { 'retry-after': '30' };
      simulator.addFault({
        kind: 'answer',
        status,
        headers,
        path: '/oauth/token',
        times: Number.POSITIVE_INFINITY,
      });
      for (let again = 0; again < 3; again += 1) {
        const response = await host.get(path, NO_CACHE);
        t.match(response, { status: 503, json: { code: 'zoom_unavailable' } });
        const seconds = Number(response.headers['retry-after']);
        t.ok(seconds > 25 && seconds <= 30, `${seconds}`);
      }
      t.equal(refreshes(simulator).length, 1);
      t.match(await host.get(path), { status: 200, json: { stale: true } });
      t.equal(await connection(), 'connected');
      simulator.clearFaults();
      await host.signIn(HOST);
      t.equal((await host.get(path, NO_CACHE)).status, 200, 'signing in again is not delayed');
    }
  },
);

for (const [grace, outcome] of [
  [30, 'the old token is sent once more, and the connection continues'],
  [0, 'the connection ends immediately'],
] as const) {
  t.test(
    `a refresh whose response was lost, with ${grace} s of tolerance: ${outcome}`,
    { buffered: true },
    async (t) => {
      const { simulator, host, path, status } = await start(t);
      simulator.state.settings.refreshGraceSeconds = grace;
      simulator.addFault({ kind: 'reset-after-work', path: '/oauth/token' });
      const response = await host.get(path, NO_CACHE);
      t.equal(refreshes(simulator).length, 2, 'at most one retry');
      if (grace > 0) {
        t.equal(response.status, 200);
        t.equal(await status(), 'connected');
        return;
      }
      t.match(response, { status: 403, json: { code: 'reconnect_required' } });
      await host.signIn(HOST);
      t.equal((await host.get(path)).status, 200);
    },
  );
}

t.test('no API call is made with a dead access token', { buffered: true }, async (t) => {
  const { simulator, host, path } = await start(t);
  simulator.revokeGrant(HOST);
  await host.get(path);
  simulator.clearRequests();
  await host.get(path, NO_CACHE);
  t.equal(apiCalls(simulator).length, 0);
});
