import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, COLLEAGUE, expireCached, HOST, KINDS, STRANGER } from '../helpers/zoom-host.ts';

/**
 * A limit that Zoom reports applies to the whole account: each test starts a new process without
 * limits.
 */
async function start(t: Parameters<typeof startApp>[0], env: Record<string, string> = {}) {
  const uplink = await startApp(t, { env });
  return { ...uplink, host: await uplink.signIn(HOST) };
}

for (const kind of KINDS) {
  for (const method of ['GET', 'PATCH'] as const) {
    t.test(
      `${kind}: a limit per second on ${method} is 429 with Retry-After, and the next call waits`,
      async (t) => {
        const { simulator, host } = await start(t);
        const { path, zoomPath } = addHosted(simulator, kind);
        const fault = {
          kind: 'rate-limit',
          method,
          path: zoomPath,
          retryAfter: 'seconds',
          retryAfterSeconds: 30,
        } as const;
        simulator.addFault(fault);
        const request = () =>
          method === 'GET' ? host.get(path) : host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
        const response = await request();
        t.equal(response.status, 429);
        t.match(response.json, {
          code: 'zoom_rate_limited',
          detail: /Try again/,
          retry_after: Number,
          zoom: { status: 429, code: 429, message: /per-second/ },
        });
        t.equal(response.headers['retry-after'], String(response.json.retry_after));
        t.ok(response.json.retry_after >= 29 && response.json.retry_after <= 30);
        simulator.clearRequests();
        for (const again of [await request(), await host.get(path, { 'cache-control': 'no-cache' })]) {
          t.match(again, { status: 429, json: { code: 'zoom_rate_limited' } });
          t.ok(Number(again.headers['retry-after']) >= 28);
        }
        t.equal(apiCalls(simulator).length, 0, 'Zoom is not called before the time it stated');
      },
    );
  }
}

t.test('a daily limit is zoom_daily_limit, until the time that Zoom states', async (t) => {
  for (const retryAfter of ['iso-date', 'http-date', 'seconds', 'absent'] as const) {
    const { simulator, host } = await start(t);
    const { path, zoomPath } = addHosted(simulator);
    simulator.addFault({
      kind: 'rate-limit',
      limit: 'daily',
      path: zoomPath,
      retryAfter,
      retryAfterSeconds: 7_200,
    });
    const response = await host.get(path);
    t.match(response, { status: 429, json: { code: 'zoom_daily_limit', zoom: { message: /daily/ } } });
    const seconds = Number(response.headers['retry-after']);
    if (retryAfter === 'absent') t.ok(seconds > 0 && seconds <= 86_400, 'the rest of the day, UTC');
    else t.ok(seconds > 7_190 && seconds <= 7_201, retryAfter);
    simulator.clearRequests();
    t.match((await host.get(path)).json, { code: 'zoom_daily_limit' });
    t.equal(apiCalls(simulator).length, 0);
  }
});

t.test(
  'a user who has reached the daily limit of updates can still read, and others of the account can update',
  async (t) => {
    const { simulator, host, ...uplink } = await start(t);
    simulator.state.settings.dailyUpdateLimit = 1;
    const colleague = await uplink.signIn(COLLEAGUE);
    const mine = addHosted(simulator);
    const theirs = addHosted(simulator, 'meetings', { hostId: COLLEAGUE });
    const update = (resolution: string) => host.patch(mine.path, { resolution }, { 'if-match': '*' });
    t.equal((await update('1080p')).status, 200);
    const rejected = await update('720p');
    t.match(rejected, { status: 429, json: { code: 'zoom_daily_limit' } });
    t.equal((await host.get(mine.path, { 'cache-control': 'no-cache' })).status, 200);
    t.equal((await colleague.patch(theirs.path, { resolution: '1080p' }, { 'if-match': '*' })).status, 200);
    simulator.clearRequests();
    t.match(await update('720p'), { status: 429 });
    t.equal(apiCalls(simulator, { method: 'PATCH' }).length, 0);
  },
);

t.test('a daily limit on listing leaves the livestreams readable', async (t) => {
  const { simulator, host } = await start(t);
  const { path } = addHosted(simulator);
  simulator.addFault({ kind: 'rate-limit', limit: 'daily', path: '/v2/users/me/meetings' });
  t.match(await host.get('/api/meetings'), { status: 429, json: { code: 'zoom_daily_limit' } });
  t.equal((await host.get(path)).status, 200);
});

t.test('unusual forms of Retry-After are limited to a day and never lead to an immediate call', async (t) => {
  for (const [value, min, most] of [
    ['-5', 1, 1],
    ['0', 1, 1],
    ['1000000000', 86_400, 86_400],
    ['soon', 1, 1],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 1, 1],
    ['9999-12-31T23:59:59Z', 86_400, 86_400],
    ['2', 2, 2],
  ] as const) {
    const { simulator, host } = await start(t);
    const { path, zoomPath } = addHosted(simulator);
    simulator.addFault({ kind: 'rate-limit', path: zoomPath, retryAfter: { value } });
    const { status, headers } = await host.get(path);
    const seconds = Number(headers['retry-after']);
    t.equal(status, 429);
    t.ok(seconds >= min && seconds <= most, `${value} is ${seconds}`);
    simulator.clearRequests();
    t.equal((await host.get(path)).status, 429);
    t.equal(apiCalls(simulator).length, 0);
  }
});

t.test('a limited account does not limit another account', async (t) => {
  const { simulator, host, ...uplink } = await start(t);
  const { path, zoomPath } = addHosted(simulator);
  const user = simulator.state.users.get(STRANGER);
  if (user) user.features.customLivestream = true;
  const theirs = addHosted(simulator, 'meetings', { hostId: STRANGER });
  const stranger = await uplink.signIn(STRANGER);
  simulator.addFault({ kind: 'rate-limit', path: zoomPath, retryAfter: { value: '600' } });
  t.equal((await host.get(path)).status, 429);
  t.equal((await stranger.get(theirs.path)).status, 200);
});

t.test('a limit that one user meets during an install does not block other users', async (t) => {
  const { simulator, ...uplink } = await start(t);
  const fault = { kind: 'rate-limit', limit: 'daily', path: '/v2/users/me' } as const;
  simulator.addFault(fault);
  const unlucky = uplink.client();
  t.equal((await unlucky.get(await unlucky.authorize(COLLEAGUE))).status, 502);
  await t.resolves(uplink.signIn(STRANGER));
});

t.test('when Zoom rate-limits, the cached value is returned as stale instead of 429', async (t) => {
  const { simulator, host, ...uplink } = await start(t);
  const { path, zoomPath } = addHosted(simulator);
  await host.get(path);
  await expireCached(uplink as Parameters<typeof expireCached>[0], HOST);
  simulator.addFault({ kind: 'rate-limit', path: zoomPath, retryAfter: { value: '60' } });
  t.match(await host.get(path), { status: 200, json: { stale: true } });
  t.match(await host.get(path, { 'cache-control': 'no-cache' }), { status: 429 });
});

t.test('a 503 from Zoom with Retry-After is passed on with it, and Zoom is not called before', async (t) => {
  const { simulator, host } = await start(t);
  const { path, zoomPath } = addHosted(simulator);
  simulator.addFault({
    kind: 'answer',
    status: 503,
    headers: { 'retry-after': '45' },
    body: '<html>maintenance</html>',
    path: zoomPath,
    times: Number.POSITIVE_INFINITY,
  });
  simulator.clearRequests();
  const response = await host.get(path);
  t.match(response, { status: 503, json: { code: 'zoom_unavailable', retry_after: 45 } });
  t.equal(response.headers['retry-after'], '45');
  t.match(await host.get(path), { status: 503, json: { code: 'zoom_unavailable' } });
  t.equal(apiCalls(simulator).length, 1);
});

t.test(
  'calls for an account stay within its limit; a wait of more than 5 s is rejected immediately',
  async (t) => {
    const { simulator, host } = await start(t, { ZOOM_LIGHT_PER_SECOND: '4' });
    const { path } = addHosted(simulator);
    await host.get(path);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    simulator.clearRequests();
    const requested = Array.from({ length: 40 }, async () => {
      const began = performance.now();
      return { ...(await host.get(path, { 'cache-control': 'no-cache' })), ms: performance.now() - began };
    });
    const responses = await Promise.all(requested);
    const rejected = responses.filter(({ status }) => status === 429);
    t.ok(rejected.length > 0);
    // The median, compared with those that waited, because a busy machine delays some of the forty
    // responses.
    const middle = (all: number[]) => all.sort((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0;
    const waited = middle(responses.filter(({ status }) => status === 200).map(({ ms }) => ms));
    t.ok(middle(rejected.map(({ ms }) => ms)) < waited, 'without waiting');
    for (const { json } of rejected) t.match(json, { code: 'zoom_rate_limited' });
    t.ok(middle(rejected.map(({ headers }) => Number(headers['retry-after']))) >= 5);
    t.equal(responses.filter(({ status }) => status === 200).length + rejected.length, 40);
    const times = apiCalls(simulator).map(({ at }) => at);
    for (let first = 0; first + 8 < times.length; first += 1) {
      t.ok(
        Number(times[first + 8]) - Number(times[first]) >= 900,
        'at most the calls of one second plus a burst',
      );
    }
  },
);
