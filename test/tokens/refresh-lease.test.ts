import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { isAlive } from '../../src/database/liveness.ts';
import { storeRotated, takeLease } from '../../src/installations/token-store.ts';
import { startTokenInstance, tokenState } from '../helpers/token-instance.ts';
import { addHosted, changeRows, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

async function start(t: Test) {
  const uplink = await startAppBehindProxy(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  await host.get(path);
  return { uplink, host, path, ...uplink };
}

t.test('the lease is taken for 30 seconds before the request to Zoom, and ends with the store', async (t) => {
  const { uplink, simulator, zoom, pubsub, host, path } = await start(t);
  const before = await tokenState(uplink);
  t.match(before, { leaseOwner: null, intent: null });
  simulator.expireAccessTokens(HOST);
  const held = zoom.pauseNext('/oauth/token');
  const requesting = host.get(path, NO_CACHE);
  await held.received;
  const during = await tokenState(uplink);
  t.match(during, { leaseOwner: pubsub.instanceId, intent: String(before.generation) });
  t.ok(Number(during.holdsFor) > 15 && Number(during.holdsFor) <= 30, `${during.holdsFor} s`);
  held.release();
  t.equal((await requesting).status, 200);
  t.match(await tokenState(uplink), {
    generation: before.generation + 1n,
    leaseOwner: null,
    holdsFor: null,
    intent: null,
  });
});

t.test(
  'of many concurrent attempts to take a lease one succeeds; after it has expired, another one can',
  async (t) => {
    const { uplink, database } = await start(t);
    const { generation } = await tokenState(uplink);
    const owners = Array.from({ length: 20 }, () => randomUUID());
    const take = (owner: string) => takeLease(database.prisma, { userId: HOST, generation }, owner);
    const taken = await Promise.all(owners.map(take));
    t.equal(taken.filter(Boolean).length, 1);
    const winner = owners[taken.indexOf(true)] ?? '';
    t.notOk(await take(randomUUID()));
    t.ok(await take(winner), 'an instance can take its own lease again');
    t.notOk(
      await takeLease(database.prisma, { userId: HOST, generation: generation - 1n }, winner),
      'not for replaced tokens',
    );
    const expire = `update token set lease_until = now() - interval '1 millisecond' where user_id = $1`;
    await changeRows(uplink, HOST, expire);
    t.ok(await take(randomUUID()));
  },
);

t.test('a lease depends on the clock of the database, not on that of a process', async (t) => {
  const { uplink, database } = await start(t);
  const { generation } = await tokenState(uplink);
  const trueNow = Date.now;
  t.teardown(() => {
    Date.now = trueNow;
  });
  t.ok(await takeLease(database.prisma, { userId: HOST, generation }, randomUUID()));
  for (const minutes of [10, -10]) {
    Date.now = () => trueNow() + minutes * 60_000;
    t.notOk(await takeLease(database.prisma, { userId: HOST, generation }, randomUUID()));
  }
});

t.test('storing tokens for another generation changes nothing', async (t) => {
  const { uplink, database, host, path } = await start(t);
  const { generation } = await tokenState(uplink);
  const pair = { accessToken: Buffer.from('a'), refreshToken: Buffer.from('r'), expiresIn: 3600 };
  for (const other of [generation - 1n, generation + 1n])
    t.notOk(await storeRotated(database, async () => {}, { userId: HOST, generation: other }, pair));
  t.equal((await tokenState(uplink)).generation, generation);
  t.equal((await host.get(path, NO_CACHE)).status, 200);
});

t.test('an instance without the lease never sends the token, however long it waits', async (t) => {
  const { uplink, simulator, zoom, host, path } = await start(t);
  const others = await Promise.all([1, 2, 3].map(() => startTokenInstance(t, uplink)));
  // An instance must hold its own lock for this long before it can presume an owner dead.
  for (const { instanceId } of others)
    await waitUntil(() => isAlive(uplink.database.prisma, instanceId, 5_000));
  simulator.expireAccessTokens(HOST);
  const held = zoom.pauseNext('/oauth/token');
  const requesting = host.get(path, NO_CACHE);
  await held.received;
  const waiting = others.map(({ tokens }) => tokens.refreshNow(HOST));
  // Longer than the time after which an owner is presumed dead.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  t.equal(refreshes(simulator).length, 1);
  held.release();
  await t.resolves(Promise.all(waiting));
  t.equal((await requesting).status, 200);
  t.equal(refreshes(simulator).length, 1);
  t.strictSame(
    others.flatMap(({ outcomes }) => outcomes),
    [],
  );
});

t.test(
  'waiting instances are woken by the notification of the lease owner, not by their timer',
  async (t) => {
    const { uplink, simulator, zoom, host, path } = await start(t);
    let waits = 0;
    const loser = await startTokenInstance(t, uplink, {
      // With the timer alone it would check again in an hour.
      invalidations: ({ next }) => ({
        next(userId) {
          waits += 1;
          return next(userId, 3_600_000);
        },
      }),
    });
    simulator.expireAccessTokens(HOST);
    const held = zoom.pauseNext('/oauth/token');
    const requesting = host.get(path, NO_CACHE);
    await held.received;
    const waiting = loser.tokens.refreshNow(HOST);
    await waitUntil(() => waits > 0);
    held.release();
    await t.resolves(waiting);
    t.equal((await requesting).status, 200);
    t.ok(waits <= 2, `checked ${waits} times`);
    t.strictSame(loser.outcomes, []);
  },
);

t.test('stored tokens are used even if the notification about them is lost', async (t) => {
  const { uplink, simulator, zoom, host, path } = await start(t);
  const disconnected = await startTokenInstance(t, uplink, {
    invalidations: () => ({
      next: (_userId, ms) => new Promise((resolve) => setTimeout(resolve, ms, false)),
    }),
  });
  simulator.expireAccessTokens(HOST);
  const held = zoom.pauseNext('/oauth/token');
  const requesting = host.get(path, NO_CACHE);
  await held.received;
  const waiting = disconnected.tokens.refreshNow(HOST);
  held.release();
  await t.resolves(Promise.all([waiting, requesting]));
  t.strictSame(disconnected.outcomes, []);
  t.equal(refreshes(simulator).length, 1);
});
