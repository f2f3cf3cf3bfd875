import t, { type Test } from 'tap';
import type { TokenEndpoint } from '../../src/zoom/oauth.ts';
import { startApp } from '../helpers/app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { startTokenInstance, tokenState } from '../helpers/token-instance.ts';
import { addHosted, changeRows, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

/** An instance that stops between Zoom's answer and the store, as a suspended process does, until it is let go on. */
async function stopped(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  let goOn: () => void = () => {};
  const free = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isStopped = false;
  const endpoint = (own: TokenEndpoint): TokenEndpoint => ({
    ...own,
    async refresh(token) {
      const outcome = await own.refresh(token);
      isStopped = true;
      await free;
      return outcome;
    },
  });
  const slow = await startTokenInstance(t, uplink, { endpoint });
  uplink.simulator.expireAccessTokens(HOST);
  const refreshing = slow.tokens.refreshNow(HOST);
  await waitUntil(() => isStopped);
  const loseLease = () =>
    changeRows(uplink, HOST, `update token set lease_until = now() - interval '1 second' where user_id = $1`);
  return { uplink, simulator: uplink.simulator, host, path, refreshing, goOn, loseLease };
}

t.test('who wakes up after another has refreshed does not overwrite it', async (t) => {
  const { uplink, simulator, host, path, refreshing, goOn, loseLease } = await stopped(t);
  // Zoom still tolerates the token that it rotated for the one that sleeps.
  simulator.state.settings.refreshGraceSeconds = 60;
  await loseLease();
  await host.signIn(HOST);
  const newest = await tokenState(uplink);
  goOn();
  await refreshing;
  t.same(await tokenState(uplink), newest);
  t.equal((await host.get(path, NO_CACHE)).status, 200);
});

t.test('a grant that was wrongly taken for dead is well again when the rotated pair is stored', async (t) => {
  const { uplink, simulator, host, path, refreshing, goOn, loseLease } = await stopped(t);
  await loseLease();
  t.match(await host.get(path, NO_CACHE), { status: 403, json: { code: 'reconnect_required' } });
  t.match((await host.get('/api/me')).json.connection, { status: 'reconnect_required' });
  t.equal(refreshes(simulator).length, 2, 'the old token was presented again, and refused');
  const events = await openEvents(t, host);
  goOn();
  await refreshing;
  t.match(await tokenState(uplink), { status: 'connected', leaseOwner: null });
  t.match(await events.next('connection'), { data: { status: 'connected' } }, 'an open page hears of it');
  await waitUntil(async () => (await host.get('/api/me')).json.connection.status === 'connected');
  t.equal((await host.get(path, NO_CACHE)).status, 200, 'nobody had to do anything');
});

t.test('a refusal that comes after somebody else has refreshed ends no connection', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  const late = await startTokenInstance(t, uplink, {
    endpoint: (own) => ({
      ...own,
      async refresh(token) {
        // While this one asks, its lease is lost and another rotates.
        await changeRows(
          uplink,
          HOST,
          'update token set lease_until = null, lease_owner = null where user_id = $1',
        );
        t.equal((await host.get(path, NO_CACHE)).status, 200);
        return own.refresh(token);
      },
    }),
  });
  uplink.simulator.expireAccessTokens(HOST);
  await t.resolves(late.tokens.refreshNow(HOST));
  t.strictSame(late.outcomes, ['dead']);
  t.match(await tokenState(uplink), { status: 'connected' });
  t.equal((await host.get(path, NO_CACHE)).status, 200);
});
