import t, { type Test } from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { storeRotated } from '../../src/installations/token-store.ts';
import { Problem } from '../../src/problem.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import { startApp } from '../helpers/app.ts';
import { lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { startTokenInstance, tokenState } from '../helpers/token-instance.ts';
import { addHosted, HOST, refreshes } from '../helpers/zoom-host.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

/** An app in which the row lock of the host's tokens can be held, so that changes to them wait. */
async function start(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const holdTokens = () => lockRows(uplink, 'select from token where user_id = $1 for update', [HOST]);
  let ended = 0;
  const installations = createInstallations({
    database: uplink.database,
    keyRing: createKeyRing(uplink.config.encryptionKeys),
    userCache: createUserCache({ isTrusted: () => false }),
    invalidateUser: async () => {},
    publish: createPublish(uplink.database),
    countReconnect: () => {
      ended += 1;
    },
  });
  return {
    uplink,
    host,
    ...addHosted(uplink.simulator),
    holdTokens,
    waiting: (count: number) => lockWaiters(uplink, count),
    installations,
    ended: () => ended,
  };
}

t.test('an error about the old grant while a new one is stored does not end the new one', async (t) => {
  const { uplink, host, path, holdTokens, waiting, installations, ended } = await start(t);
  const { generation } = await tokenState(uplink);
  const release = await holdTokens();
  const again = host.signIn(HOST);
  await waiting(1);
  const ending = installations.requireReconnect(HOST, generation);
  await waiting(2);
  await release();
  await again;
  t.equal(await ending, false, 'and returns that it was replaced');
  t.match(await tokenState(uplink), { status: 'connected', generation: generation + 1n });
  t.equal(ended(), 0);
  t.equal((await host.get(path, NO_CACHE)).status, 200);
});

t.test('an error about a token while its successor is stored does not end the connection', async (t) => {
  const { uplink, holdTokens, waiting, installations } = await start(t);
  const { generation } = await tokenState(uplink);
  const release = await holdTokens();
  const pair = { accessToken: Buffer.from('a'), refreshToken: Buffer.from('r'), expiresIn: 3600 };
  const storing = storeRotated(
    uplink.database,
    createPublish(uplink.database),
    { userId: HOST, generation },
    pair,
  );
  await waiting(1);
  const ending = installations.requireReconnect(HOST, generation);
  await waiting(2);
  await release();
  t.equal(await storing, true);
  t.equal(await ending, false);
  t.match(await tokenState(uplink), { status: 'connected', generation: generation + 1n });
});

t.test(
  'if Zoom rejects the old grant while the host authorizes again, the new tokens are used',
  async (t) => {
    const { uplink, host, path } = await start(t);
    const late = await startTokenInstance(t, uplink, {
      endpoint: (own) => ({
        ...own,
        async refresh(token) {
          await host.signIn(HOST);
          return own.refresh(token);
        },
      }),
    });
    uplink.simulator.expireAccessTokens(HOST);
    await t.resolves(late.tokens.refreshNow(HOST));
    t.strictSame(late.outcomes, ['dead']);
    t.match(await tokenState(uplink), { status: 'connected', leaseOwner: null });
    t.equal(refreshes(uplink.simulator).length, 1);
    t.equal((await host.get(path, NO_CACHE)).status, 200);
  },
);

t.test(
  'if the API reports an ended grant while the host authorizes again, the connection continues',
  async (t) => {
    const { uplink, host } = await start(t);
    const instance = await startTokenInstance(t, uplink);
    const used: string[] = [];
    const response = await instance.tokens.use(HOST, async ({ accessToken }) => {
      used.push(accessToken.reveal());
      if (used.length > 1) return 'done';
      await host.signIn(HOST);
      throw new Problem('reconnect_required');
    });
    t.equal(response, 'done', 'the call is made once more, with the new token');
    t.equal(new Set(used).size, 2);
    t.match(await tokenState(uplink), { status: 'connected' });
  },
);
