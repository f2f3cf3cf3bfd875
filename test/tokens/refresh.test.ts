import t, { type Test } from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, changeRows, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';

const env = { ZOOM_LIGHT_PER_SECOND: '5000' };
const NO_CACHE = { 'cache-control': 'no-cache' };

async function start(t: Test) {
  const uplink = await startApp(t, { env });
  const host = await uplink.signIn(HOST);
  return { uplink, simulator: uplink.simulator, host, ...addHosted(uplink.simulator) };
}

/**
 * Sets the known expiry of the access token to this many minutes from now. It was issued 40 minutes
 * ago.
 */
function expiresIn(uplink: RunningApp, minutes: number): Promise<number> {
  return changeRows(
    uplink,
    HOST,
    `update token set access_token_expires_at = now() + interval '${minutes} minutes',
                      refreshed_at = now() - interval '40 minutes' where user_id = $1`,
  );
}

const generation = async ({ database }: RunningApp) =>
  Number(
    (await database.pool.query('select generation from token where user_id = $1', [HOST])).rows[0].generation,
  );

t.test('a hundred callers with an expired access token make one refresh, and all succeed', async (t) => {
  const { uplink, simulator, host, path } = await start(t);
  await expiresIn(uplink, -1);
  simulator.expireAccessTokens(HOST);
  simulator.clearRequests();
  const responses = await Promise.all(Array.from({ length: 100 }, () => host.get(path, NO_CACHE)));
  t.ok(responses.every(({ status }) => status === 200));
  t.equal(refreshes(simulator).length, 1);
  t.equal(apiCalls(simulator).length, 100, 'and no call used the old token');
});

t.test('a hundred callers on two instances make one refresh too', async (t) => {
  const { uplink, simulator, host, path } = await start(t);
  const other = await startApp(t, { sharedWith: uplink, env });
  const elsewhere = await other.signIn(HOST);
  for (const isExpiryKnown of [true, false]) {
    if (isExpiryKnown) await expiresIn(uplink, -1);
    simulator.expireAccessTokens(HOST);
    simulator.clearRequests();
    simulator.addFault({ kind: 'delay', delayMs: 300, path: '/oauth/token' });
    const responses = await Promise.all(
      Array.from({ length: 100 }, (_none, index) => (index % 2 ? host : elsewhere).get(path, NO_CACHE)),
    );
    t.ok(responses.every(({ status }) => status === 200));
    t.equal(
      refreshes(simulator).length,
      1,
      isExpiryKnown ? 'with known expiry' : 'with an expiry that only Zoom knows',
    );
    simulator.clearFaults();
  }
});

for (const httpStatus of [401, 400] as const) {
  t.test(`code 124 with HTTP ${httpStatus} makes one refresh and one replay`, async (t) => {
    const { uplink, simulator, host, path, atZoom } = await start(t);
    const calls: [string, () => ReturnType<Client['get']>][] = [
      ['a read', () => host.get(path, NO_CACHE)],
      ['a list', () => host.get('/api/meetings', NO_CACHE)],
      ['an update', () => host.patch(path, { resolution: '1080p' }, { 'if-match': '*' })],
    ];
    for (const [name, call] of calls) {
      const before = await generation(uplink);
      simulator.expireAccessTokens(HOST, { httpStatus });
      simulator.clearRequests();
      t.equal((await call()).status, 200, name);
      t.equal(refreshes(simulator).length, 1);
      t.equal(await generation(uplink), before + 1);
    }
    t.match(atZoom(), { resolution: '1080p' });
  });

  t.test(`code 124 with HTTP ${httpStatus} repeatedly causes no loop and ends no connection`, async (t) => {
    const { simulator, host, path, zoomPath } = await start(t);
    simulator.clearRequests();
    simulator.addFault({
      kind: 'stale-token',
      httpStatus,
      path: zoomPath,
      times: Number.POSITIVE_INFINITY,
    });
    t.match(await host.get(path), { status: 502, json: { code: 'zoom_unavailable' } });
    t.equal(refreshes(simulator).length, 1);
    t.equal(apiCalls(simulator, { path: zoomPath }).length, 2);
    simulator.clearFaults();
    t.equal((await host.get(path)).status, 200);
    t.match((await host.get('/api/me')).json.connection, { status: 'connected' });
  });
}

t.test('an update whose token is rejected at the PATCH is repeated once, and applied once', async (t) => {
  const { simulator, host, path, zoomPath, atZoom } = await start(t);
  simulator.addFault({ kind: 'stale-token', method: 'PATCH', path: zoomPath });
  const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  t.match(response, { status: 200, json: { resolution: '1080p' } });
  t.equal(apiCalls(simulator, { method: 'PATCH' }).length, 2);
  t.match(atZoom(), { resolution: '1080p' });
});

t.test('in its last ten minutes a token is replaced while it is still used', async (t) => {
  const { uplink, simulator, host, path } = await start(t);
  await expiresIn(uplink, 5);
  const before = await generation(uplink);
  simulator.clearRequests();
  const held = createLatch();
  const slow = simulator.addFault({ kind: 'delay', until: held.until, path: '/oauth/token' });
  t.equal((await host.get(path)).status, 200, 'no caller waits for it');
  await waitUntil(() => slow.met === 1);
  t.equal(await generation(uplink), before);
  held.release();
  await waitUntil(async () => (await generation(uplink)) === before + 1);
  for (let again = 0; again < 5; again += 1) await host.get(path, NO_CACHE);
  t.equal(refreshes(simulator).length, 1);
});

t.test('if a proactive refresh fails, the token is used until it expires', async (t) => {
  const { uplink, simulator, host, path } = await start(t);
  await expiresIn(uplink, 5);
  simulator.clearRequests();
  simulator.addFault({ kind: 'answer', status: 500, path: '/oauth/token', times: Number.POSITIVE_INFINITY });
  for (let again = 0; again < 20; again += 1) t.equal((await host.get(path, NO_CACHE)).status, 200);
  await waitUntil(() => refreshes(simulator).length > 0);
  t.ok(refreshes(simulator).length <= 2, 'and it is not attempted with every request');
});

t.test('a refresh response without a refresh token keeps the old one', async (t) => {
  const { simulator, host, path } = await start(t);
  simulator.state.settings.refreshGraceSeconds = 3600;
  simulator.state.settings.tokenResponseOmits = ['refresh_token'];
  const presented = new Set<unknown>();
  for (let round = 0; round < 3; round += 1) {
    simulator.expireAccessTokens(HOST);
    t.equal((await host.get(path, NO_CACHE)).status, 200);
    const last = refreshes(simulator).at(-1)?.body as { refresh_token: string };
    presented.add(last.refresh_token);
  }
  t.equal(presented.size, 1);
});

t.test('a refresh continues when the client that started it disconnects', async (t) => {
  const { uplink, simulator, host, path } = await start(t);
  const before = await generation(uplink);
  simulator.expireAccessTokens(HOST);
  const held = simulator.addFault({ kind: 'delay', delayMs: 300, path: '/oauth/token' });
  const abort = new AbortController();
  const requesting = fetch(`${uplink.url}${path}`, {
    headers: { cookie: host.cookieHeader() },
    signal: abort.signal,
  });
  await waitUntil(() => held.met > 0);
  abort.abort();
  await t.rejects(requesting);
  await waitUntil(async () => (await generation(uplink)) === before + 1);
  t.equal((await host.get(path, NO_CACHE)).status, 200);
});

t.test('an address in the token response is never sent a token', async (t) => {
  const { simulator, host, path } = await start(t);
  simulator.state.settings.tokenResponseOverrides = { api_url: 'http://127.0.0.1:9/', token_type: 'mac' };
  simulator.expireAccessTokens(HOST);
  t.equal((await host.get(path)).status, 200);
});
