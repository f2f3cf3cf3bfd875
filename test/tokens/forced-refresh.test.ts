import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, changeRows, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';

const env = { ZOOM_LIGHT_PER_SECOND: '5000' };
const NO_CACHE = { 'cache-control': 'no-cache' };

/** Two instances with one user who is signed in to both. */
async function start(t: Test) {
  const uplink = await startApp(t, { env });
  const other = await startApp(t, { sharedWith: uplink, env });
  const clients = [await uplink.signIn(HOST), await other.signIn(HOST)] as const;
  const { simulator } = uplink;
  const hosted = addHosted(simulator);
  const rejectAlways = () =>
    simulator.addFault({ kind: 'stale-token', path: /^\/v2\//, times: Number.POSITIVE_INFINITY });
  const get = (index: number) => (clients[index % 2] ?? clients[0]).get(hosted.path, NO_CACHE);
  /** Makes the last forced refresh more than a minute old. */
  const passMinute = () =>
    changeRows(
      uplink,
      HOST,
      `update token set forced_refresh_at = forced_refresh_at - interval '61 seconds' where user_id = $1`,
    );
  simulator.clearRequests();
  return { uplink, simulator, clients, get, rejectAlways, passMinute, ...hosted };
}

const thirty = Array.from({ length: 30 }, (_, index) => index);

t.test(
  'thirty rejected requests on two instances force one refresh, whether they are concurrent or serial',
  async (t) => {
    const { simulator, get, rejectAlways, passMinute, clients } = await start(t);
    rejectAlways();
    for (const response of await Promise.all(thirty.map(get)))
      t.match(response, { status: 502, json: { code: 'zoom_unavailable' } });
    t.equal(refreshes(simulator).length, 1);
    for (const index of thirty)
      t.match(await get(index), { status: 502, json: { code: 'zoom_unavailable' } });
    t.equal(refreshes(simulator).length, 1, 'still one refresh');

    await passMinute();
    for (const index of thirty) t.match(await get(index), { status: 502 });
    t.equal(refreshes(simulator).length, 2, 'one more after a minute');

    simulator.clearFaults();
    t.equal((await get(0)).status, 200, 'the latest token is used as soon as Zoom accepts it');
    t.match((await clients[1].get('/api/me')).json.connection, { status: 'connected' });
    t.equal(refreshes(simulator).length, 2);
  },
);

t.test(
  'a token that Zoom has accepted and rejects a minute later is refreshed again, on either instance',
  async (t) => {
    const { simulator, get } = await start(t);
    for (const index of [0, 1, 0, 1]) {
      simulator.expireAccessTokens(HOST);
      t.equal((await get(index)).status, 200);
    }
    t.equal(refreshes(simulator).length, 4);
  },
);

t.test('callers on another instance wait for a forced refresh in progress and use its token', async (t) => {
  const { simulator, get } = await start(t);
  simulator.expireAccessTokens(HOST);
  const held = createLatch();
  const slow = simulator.addFault({ kind: 'delay', until: held.until, path: '/oauth/token' });
  const responses = Promise.all(thirty.map(get));
  await waitUntil(() => slow.met === 1);
  held.release();
  for (const response of await responses) t.equal(response.status, 200);
  t.equal(refreshes(simulator).length, 1);
});

t.test('a rejected token of a dead grant ends the connection on both instances', async (t) => {
  const { simulator, get } = await start(t);
  simulator.revokeGrant(HOST);
  const responses = await Promise.all(thirty.map(get));
  for (const response of responses) t.match(response, { status: 403, json: { code: 'reconnect_required' } });
  t.equal(refreshes(simulator).length, 1);
});

t.test('a token that has expired is refreshed even right after a forced refresh', async (t) => {
  const { uplink, simulator, get, zoomPath } = await start(t);
  simulator.addFault({ kind: 'stale-token', path: zoomPath });
  t.equal((await get(0)).status, 200);
  await changeRows(
    uplink,
    HOST,
    `update token set access_token_expires_at = now() - interval '1 minute' where user_id = $1`,
  );
  simulator.clearRequests();
  t.equal((await get(1)).status, 200);
  t.equal(refreshes(simulator).length, 1);
  t.equal(apiCalls(simulator, { path: zoomPath }).length, 1);
});
