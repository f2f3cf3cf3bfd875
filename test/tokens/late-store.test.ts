import t, { type Test } from 'tap';
import type { TokenEndpoint } from '../../src/zoom/oauth.ts';
import { startApp } from '../helpers/app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { startTokenInstance, tokenState } from '../helpers/token-instance.ts';
import { addHosted, changeRows, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

/**
 * An instance that pauses between Zoom's response and the store, like a suspended process, until
 * `resume` is called.
 */
async function startPaused(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  let resume: () => void = () => {};
  const resumed = new Promise<void>((resolve) => {
    resume = resolve;
  });
  let isPaused = false;
  const endpoint = (own: TokenEndpoint): TokenEndpoint => ({
    ...own,
    async refresh(token) {
      const outcome = await own.refresh(token);
      isPaused = true;
      await resumed;
      return outcome;
    },
  });
  const slow = await startTokenInstance(t, uplink, { endpoint });
  uplink.simulator.expireAccessTokens(HOST);
  const refreshing = slow.tokens.refreshNow(HOST);
  await waitUntil(() => isPaused);
  const loseLease = () =>
    changeRows(uplink, HOST, `update token set lease_until = now() - interval '1 second' where user_id = $1`);
  return { uplink, simulator: uplink.simulator, host, path, refreshing, resume, loseLease };
}

t.test('a process that resumes after another one has refreshed does not overwrite its tokens', async (t) => {
  const { uplink, simulator, host, path, refreshing, resume, loseLease } = await startPaused(t);
  // Zoom still accepts the token that it rotated for the paused process.
  simulator.state.settings.refreshGraceSeconds = 60;
  await loseLease();
  await host.signIn(HOST);
  const newest = await tokenState(uplink);
  resume();
  await refreshing;
  t.same(await tokenState(uplink), newest);
  t.equal((await host.get(path, NO_CACHE)).status, 200);
});

t.test('a connection that was ended by mistake is restored when the rotated tokens are stored', async (t) => {
  const { uplink, simulator, host, path, refreshing, resume, loseLease } = await startPaused(t);
  await loseLease();
  t.match(await host.get(path, NO_CACHE), { status: 403, json: { code: 'reconnect_required' } });
  t.match((await host.get('/api/me')).json.connection, { status: 'reconnect_required' });
  t.equal(refreshes(simulator).length, 2, 'the old token was sent again and rejected');
  const events = await openEvents(t, host);
  resume();
  await refreshing;
  t.match(await tokenState(uplink), { status: 'connected', leaseOwner: null });
  t.match(
    await events.next('connection'),
    { data: { status: 'connected' } },
    'an open page receives the event',
  );
  await waitUntil(async () => (await host.get('/api/me')).json.connection.status === 'connected');
  t.equal((await host.get(path, NO_CACHE)).status, 200, 'without any action by the user');
});

t.test(
  'a rejection that arrives after another process has refreshed does not end the connection',
  async (t) => {
    const uplink = await startApp(t);
    const host = await uplink.signIn(HOST);
    const { path } = addHosted(uplink.simulator);
    const late = await startTokenInstance(t, uplink, {
      endpoint: (own) => ({
        ...own,
        async refresh(token) {
          // During this request the lease is lost, and another process rotates the token.
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
  },
);
