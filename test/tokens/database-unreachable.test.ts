import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { startDatabaseProxy } from '../helpers/database-proxy.ts';
import { eventually } from '../helpers/eventually.ts';
import { tokenState } from '../helpers/token-instance.ts';
import { addHosted, HOST, refreshes } from '../helpers/zoom-host.ts';
import { startAppBehindProxy, startZoomProxy } from '../helpers/zoom-proxy.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

/** An instance whose database connection can be cut, and one whose connection can't. */
async function start(t: Test) {
  const near = await startApp(t);
  const gate = await startDatabaseProxy(t, near.databaseUrl);
  const zoom = await startZoomProxy(t);
  zoom.forwardTo(near.simulator.url);
  const sharedWith = { ...near, databaseUrl: gate.url };
  const uplink = await startApp(t, { sharedWith, env: { ZOOM_OAUTH_URL: zoom.url } });
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(near.simulator);
  await host.get(path);
  near.simulator.expireAccessTokens(HOST);
  near.simulator.clearRequests();
  return { near, uplink, gate, zoom, host, path, simulator: near.simulator };
}

for (const [name, seconds] of [
  ['short', 1],
  ['long', 8],
] as const) {
  t.test(`a ${name} database outage between Zoom's response and the store loses no tokens`, async (t) => {
    const { near, gate, zoom, host, path, simulator } = await start(t);
    const { generation } = await tokenState(near);
    const held = zoom.pauseNext('/oauth/token');
    const requesting = host.get(path, NO_CACHE);
    await held.received;
    gate.cut();
    held.release();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    t.equal((await tokenState(near)).generation, generation, 'it can’t be stored');
    gate.open();
    const isStored = async () => (await tokenState(near)).generation === generation + 1n;
    t.ok(await eventually(isStored), 'it was kept in memory until then');
    await requesting;
    t.equal(refreshes(simulator).length, 1);
    t.ok(await eventually(async () => (await host.get(path, NO_CACHE)).status === 200));
    t.equal(refreshes(simulator).length, 1, 'and the new token is used');
  });
}

t.test('a database that hangs between Zoom’s response and the store loses no tokens either', async (t) => {
  const { near, gate, zoom, host, path, simulator } = await start(t);
  const { generation } = await tokenState(near);
  const held = zoom.pauseNext('/oauth/token');
  const requesting = host.get(path, NO_CACHE);
  await held.received;
  gate.blackhole();
  held.release();
  await requesting;
  t.equal((await tokenState(near)).generation, generation);
  gate.open();
  const isStored = async () => (await tokenState(near)).generation === generation + 1n;
  t.ok(await eventually(isStored, { withinMs: 30_000 }));
  t.equal(refreshes(simulator).length, 1);
});

t.test('while the database is unreachable, no token is sent to Zoom', async (t) => {
  const { gate, host, path, simulator } = await start(t);
  gate.cut();
  for (let again = 0; again < 5; again += 1) {
    const response = await host.get(path, NO_CACHE);
    t.equal(response.status, 503);
    t.ok(Number(response.headers['retry-after']) > 0);
  }
  t.equal(refreshes(simulator).length, 0, 'no token requests');
  gate.open();
  t.ok(await eventually(async () => (await host.get(path, NO_CACHE)).status === 200));
  t.equal(refreshes(simulator).length, 1);
});

t.test('no database connection is held while Zoom does not respond', async (t) => {
  const uplink = await startAppBehindProxy(t, { env: { DATABASE_POOL_MAX: '1' } });
  const { simulator, zoom } = uplink;
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(simulator);
  simulator.expireAccessTokens(HOST);
  const held = zoom.pauseNext('/oauth/token');
  const requesting = host.get(path, NO_CACHE);
  await held.received;
  for (let again = 0; again < 5; again += 1) {
    t.equal((await uplink.client().get('/readyz')).status, 200);
    t.equal((await host.get('/api/me/export')).status, 200);
    t.equal((await uplink.client().get('/install')).status, 302);
  }
  t.equal(uplink.database.pool.waitingCount, 0);
  t.equal(uplink.database.pool.idleCount, uplink.database.pool.totalCount, 'the only connection is idle');
  held.release();
  t.equal((await requesting).status, 200);
});
