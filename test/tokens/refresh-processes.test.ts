import t, { type Test } from 'tap';
import { tokenState } from '../helpers/token-instance.ts';
import { startUplinkProcess } from '../helpers/uplink-process.ts';
import { addHosted, changeRows, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };
/** Much less than the 30 seconds of a lease. */
const WELL_BELOW_A_LEASE_MS = 15_000;

/** A process during a refresh: Zoom has rotated the token, and the response has not arrived yet. */
async function refreshing(t: Test) {
  const uplink = await startAppBehindProxy(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  const owner = await startUplinkProcess(t, uplink, host);
  t.equal((await owner.client.get(path)).status, 200);
  uplink.simulator.expireAccessTokens(HOST);
  uplink.simulator.clearRequests();
  const held = uplink.zoom.pauseNext('/oauth/token');
  const before = await tokenState(uplink);
  const requesting = owner.client.get(path, NO_CACHE).catch(() => undefined);
  await held.received;
  return { uplink, simulator: uplink.simulator, host, path, owner, held, requesting, before };
}

t.test(
  'another process takes over the lease of a killed process in about a second, not after 30 seconds',
  async (t) => {
    const { uplink, simulator, host, path, owner, held, before } = await refreshing(t);
    simulator.state.settings.refreshGraceSeconds = 60;
    // The grace period applies to later rotations, not to the one of the killed process.
    const startedAt = performance.now();
    owner.child.kill('SIGKILL');
    await owner.exit;
    held.release();
    const response = await host.get(path, NO_CACHE);
    const ms = Math.round(performance.now() - startedAt);
    t.comment(`responded after ${ms} ms`);
    t.ok(ms < WELL_BELOW_A_LEASE_MS, `${ms} ms`);
    t.equal(refreshes(simulator).length, 2, 'sent once more');
    t.equal(
      response.status,
      403,
      'Zoom had rotated it without a grace period: the connection ends immediately',
    );
    t.match(response.json, { code: 'reconnect_required', reconnect_url: `${uplink.url}/install` });
    t.match(await tokenState(uplink), { generation: before.generation, status: 'reconnect_required' });
    await host.signIn(HOST);
    t.equal((await host.get(path, NO_CACHE)).status, 200, 'and authorizing again repairs it');
  },
);

t.test('if Zoom still accepts the old token, a killed process loses no connection', async (t) => {
  const uplink = await startAppBehindProxy(t);
  uplink.simulator.state.settings.refreshGraceSeconds = 300;
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  const owner = await startUplinkProcess(t, uplink, host);
  uplink.simulator.expireAccessTokens(HOST);
  const held = uplink.zoom.pauseNext('/oauth/token');
  owner.client.get(path, NO_CACHE).catch(() => undefined);
  await held.received;
  owner.child.kill('SIGKILL');
  t.equal((await host.get(path, NO_CACHE)).status, 200);
  t.match(await tokenState(uplink), { status: 'connected', intent: null, leaseOwner: null });
  held.release();
});

t.test('a process that was suspended and resumes late overwrites nothing', async (t) => {
  const { uplink, simulator, host, path, owner, held, requesting } = await refreshing(t);
  owner.child.kill('SIGSTOP');
  held.release();
  const expireLease = `update token set lease_until = now() - interval '1 second' where user_id = $1`;
  await changeRows(uplink, HOST, expireLease);
  // The tokens are replaced in the meantime, here by a new authorization.
  await host.signIn(HOST);
  const newest = await tokenState(uplink);
  owner.child.kill('SIGCONT');
  await requesting;
  t.same(await tokenState(uplink), newest);
  t.equal((await host.get(path, NO_CACHE)).status, 200);
  simulator.expireAccessTokens(HOST);
  t.equal((await host.get(path, NO_CACHE)).status, 200, 'and the current tokens can be refreshed');
});

t.test(
  'SIGTERM during a refresh: the rotated tokens are stored, the caller gets a response, and the process exits with 0',
  async (t) => {
    const { uplink, simulator, host, path, owner, held, requesting, before } = await refreshing(t);
    owner.child.kill('SIGTERM');
    const isReady = async () => (await owner.client.get('/readyz').catch(() => undefined))?.status === 200;
    await waitUntil(async () => !(await isReady()));
    t.equal(owner.child.exitCode, null, 'it waits');
    held.release();
    t.equal(await owner.exit, 0);
    t.match(await requesting, { status: 200 });
    t.match(await tokenState(uplink), {
      generation: before.generation + 1n,
      leaseOwner: null,
      status: 'connected',
    });
    t.equal(refreshes(simulator).length, 1);
    t.equal((await host.get(path, NO_CACHE)).status, 200);
  },
);

t.test('SIGTERM during a proactive refresh: its tokens are stored although no caller waits', async (t) => {
  const uplink = await startAppBehindProxy(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  const owner = await startUplinkProcess(t, uplink, host);
  await changeRows(
    uplink,
    HOST,
    `update token set access_token_expires_at = now() + interval '5 minutes',
                      refreshed_at = now() - interval '55 minutes' where user_id = $1`,
  );
  const before = await tokenState(uplink);
  const held = uplink.zoom.pauseNext('/oauth/token');
  t.equal((await owner.client.get(path, NO_CACHE)).status, 200);
  await held.received;
  owner.child.kill('SIGTERM');
  const listens = () =>
    owner.client.get('/livez').then(
      () => true,
      () => false,
    );
  await waitUntil(async () => !(await listens()));
  await new Promise((resolve) => setTimeout(resolve, 500));
  t.equal(owner.child.exitCode, null, 'the process waits for it');
  held.release();
  t.equal(await owner.exit, 0);
  t.match(await tokenState(uplink), { generation: before.generation + 1n, leaseOwner: null });
});
